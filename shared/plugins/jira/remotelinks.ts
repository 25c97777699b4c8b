import * as z from 'zod';
import { Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { commitLinks } from './commit-links.ts';
import { issueId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { defineStream } from './stream.ts';

const Link = z.object({ object: z.object({ url: Text }).nullish() }).transform(({ object }) => object?.url ?? '');

/** Addresses that an issue links to; those that name a commit become links to it. */
export const remotelinks = defineStream({
  name: 'remotelinks',
  input: IssueInput,
  request: ({ input }) => list(`/api/2/issue/${encodeURIComponent(input.id)}/remotelink`),
  whole: true,
  raw: z.union([z.array(Link), Link.transform((link) => [link])]),
  extract: (links, { input }) => [{ issue: input.id, links: links.filter((url) => url !== '') }],
  key: ({ issue }) => issue,
  convert: ({ issue, links }, { connection, config }) =>
    links.flatMap((url) => commitLinks(issueId(connection, issue), { url }, config)),
});
