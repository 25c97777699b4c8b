import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { fieldType } from './lookups.ts';
import { defineStream } from './stream.ts';

/** A field of issues, as `GET /api/2/field` names it. */
export const Field = z.object({
  id: z.string(),
  name: Text,
  custom: z.boolean().nullish(),
  schema: z.object({ type: Text, items: Text, custom: Text }).nullish(),
});

/** The fields that issues have; a mapping names them by their ids. */
export const issueFields = defineStream({
  name: 'issue_fields',
  request: () => list('/api/2/field'),
  raw: Field,
  extract: (field) => [field],
  key: ({ id }) => id,
  provides: ({ id, schema }) => [fieldType.entry(id, schema?.type ?? '')],
  convert: () => [],
});
