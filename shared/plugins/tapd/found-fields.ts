import * as z from 'zod';
import { InvalidInputError } from '../../errors.ts';
import type { FieldsSpec } from '../../plugin-sdk/plugin.ts';
import { list } from '../../plugin-sdk/request.ts';
import { Words } from './fields.ts';
import { KINDS } from './ids.ts';
import { ScopeConfig } from './scope-config.ts';

const PATHS = { story: 'stories', bug: 'bugs', task: 'tasks' } as const;
const Settings = z.object({
  data: z.array(z.object({ CustomFieldConfig: z.object({ custom_field: z.string(), name: Words, type: Words }) })),
});

/** The custom fields of a workspace's stories, bugs and tasks; TAPD does not list the others. */
export const fields: FieldsSpec = {
  requests: (workspace) => {
    if (workspace === undefined || !/^\d+$/.test(workspace))
      throw new InvalidInputError(
        'each workspace of TAPD has fields of its own: write "sluice fields tapd:<workspace number>"',
      );
    return KINDS.map((kind) => list(`/${PATHS[kind]}/custom_fields_settings`, { workspace_id: workspace }));
  },
  read: (answers) =>
    answers.flatMap((answer, index) =>
      Settings.parse(answer).data.map(({ CustomFieldConfig: { custom_field: id, name, type } }) => ({
        id,
        name: name ?? '',
        type: type ?? '',
        custom: true,
        of: KINDS[index] ?? '',
      })),
    ),
  named: (config) => {
    const read = ScopeConfig.parse(config);
    return KINDS.flatMap((of) => {
      const key = `${of}DueDateField` as const;
      const id = read[key];
      return id?.startsWith('custom_') ? [{ path: [key], id, of }] : [];
    });
  },
};
