import * as z from 'zod';
import type { Known } from './check-resource.ts';
import { kinds } from './resources.ts';

/** The JSON Schema of `sluice.yaml`, for editors: made of what reads it, with the mappings of every plugin. */
export function configSchema({ plugins }: Known): Readonly<Record<string, unknown>> {
  const sections = kinds.map(({ name, one, written }) => {
    const { $schema: _, properties: { name: __, ...properties } = {}, required = [], ...schema } = schemaOf(written);
    const entry = { ...schema, properties, required: required.filter((field) => field !== 'name') };
    const body = name === 'scopeConfigs' ? { ...entry, allOf: mappings(plugins) } : entry;
    const isOptional = name === 'scopes' ? { anyOf: [body, { type: 'null' }] } : body;
    return [
      name,
      { type: 'object', description: `each ${one} by its name`, additionalProperties: isOptional },
    ] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'sluice.yaml',
    type: 'object',
    properties: { version: { const: 1 }, ...Object.fromEntries(sections) },
    additionalProperties: false,
  };
}

/** What a mapping may hold depends on the plugin that it is for. */
const mappings = (plugins: Known['plugins']): readonly object[] =>
  [...plugins.values()].flatMap(({ name, scopeConfig }) => {
    if (!scopeConfig) return [];
    const { $schema: _, ...mapping } = schemaOf(scopeConfig);
    const isFor = { properties: { plugin: { const: name } }, required: ['plugin'] };
    // An object with a property `then` would be taken for a promise.
    return [
      Object.fromEntries([
        ['if', isFor],
        ['then', { properties: { mapping } }],
      ]),
    ];
  });

/** As a user writes it: fields with a default may be left out. */
const schemaOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
