import * as z from 'zod';
import { connections } from '../config/resources.ts';
import { NotFoundError } from '../errors.ts';
import type { Plugin } from '../plugin-sdk/plugin.ts';
import { nothing, type Route, route } from './route.ts';

const Schema = z.record(z.string(), z.unknown()).meta({ description: 'a JSON Schema' });
const Described = z.object({
  name: z.string(),
  title: z.string(),
  baseUrl: z.string().nullable().meta({ description: "the vendor's own cloud; null: always a server of your own" }),
  can: z.array(z.enum(['sync', 'check', 'discover', 'fields', 'map'])),
  streams: z.array(
    z.object({
      name: z.string(),
      incremental: z.boolean(),
      child: z.boolean().meta({ description: 'asked for each of other things: previewed when they were synced' }),
    }),
  ),
  form: z
    .object({
      credential: z.array(
        z.object({ name: z.string(), label: z.string(), secret: z.boolean(), optional: z.boolean().exactOptional() }),
      ),
      credentialSays: z.string(),
      anonymous: z.string().exactOptional(),
      baseUrlExample: z.string(),
      scope: z.object({ one: z.string(), many: z.string(), example: z.string(), says: z.string() }),
      listed: z.object({ label: z.string(), isNeeded: z.boolean() }).exactOptional(),
    })
    .nullable()
    .meta({ description: 'what a form asks for to connect it; parts of a credential are joined by ":"' }),
  connectionSchema: Schema,
  scopeConfigSchema: Schema.nullable(),
  proposedScopeConfig: z.unknown().nullable(),
});
const shared = { ...nothing, role: 'reader' as const, tag: 'plugins' };

/** `GET /plugins`, `GET /plugins/{plugin}`: what each source can do, and what it is configured with. */
export const pluginRoutes = ({ plugins }: { readonly plugins: ReadonlyMap<string, Plugin> }): readonly Route[] => [
  route(
    {
      ...shared,
      method: 'get',
      path: '/plugins',
      says: 'Lists the sources, and what each can do',
      answers: { 200: { says: 'all of them', schema: z.object({ plugins: z.array(Described), next: z.null() }) } },
    },
    ({ context }) => context.json({ plugins: [...plugins.values()].map(described), next: null }),
  ),
  route(
    {
      ...shared,
      method: 'get',
      path: '/plugins/{plugin}',
      says: 'One source',
      params: z.object({ plugin: z.string() }),
      answers: { 200: { says: 'what it can do', schema: Described } },
    },
    ({ context, params }) => context.json(described(pluginNamed(plugins, params.plugin))),
  ),
];

function pluginNamed(plugins: ReadonlyMap<string, Plugin>, name: string): Plugin {
  const plugin = plugins.get(name);
  if (plugin) return plugin;
  throw new NotFoundError(`there is no source "${name}"; there is: ${[...plugins.keys()].join(', ')}`);
}

function described(plugin: Plugin): z.input<typeof Described> {
  const { name, title, baseUrl, form, scope, check, discover, fields, scopeConfig, streams = [] } = plugin;
  const can = [
    ...(scope ? ['sync' as const] : []),
    ...(check ? ['check' as const] : []),
    ...(discover ? ['discover' as const] : []),
    ...(fields ? ['fields' as const] : []),
    ...(scopeConfig ? ['map' as const] : []),
  ];
  return {
    name,
    title: title ?? name,
    baseUrl: baseUrl ?? null,
    can,
    form: form ? { ...form, credential: [...form.credential] } : null,
    streams: streams.map((stream) => ({
      name: stream.name,
      incremental: stream.incremental !== undefined,
      child: stream.child,
    })),
    connectionSchema: schemaOf(connections.written),
    scopeConfigSchema: scopeConfig ? schemaOf(scopeConfig) : null,
    proposedScopeConfig: plugin.proposedScopeConfig ?? null,
  };
}

/** As a user writes it: what has a default may be left out. */
const schemaOf = (schema: z.ZodType): Record<string, unknown> => ({
  ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }),
});
