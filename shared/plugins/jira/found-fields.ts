import * as z from 'zod';
import type { FieldsSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Field } from './issue-fields.ts';
import { ScopeConfig } from './scope-config.ts';

const NAMING = ['storyPointField', 'epicKeyField', 'dueDateField'] as const;

/** The fields of the site: they are the same on every board. */
export const fields: FieldsSpec = {
  requests: () => [list('/api/2/field')],
  read: (answers) =>
    answers
      .flatMap((answer) => z.array(Field).parse(answer))
      .map(({ id, name, custom, schema }) => ({
        id,
        name: name ?? '',
        type: [schema?.type, schema?.items].filter(Boolean).join(' of '),
        custom: custom ?? false,
      })),
  named: (config) => {
    const read = ScopeConfig.parse(config);
    return NAMING.flatMap((key) => {
      const id = read[key];
      return id === undefined ? [] : [{ path: [key], id }];
    });
  },
};
