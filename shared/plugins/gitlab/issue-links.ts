import * as z from 'zod';
import { row } from '../../domain/table.ts';
import { issueRelationships } from '../../domain/ticket.ts';
import { Id, Text } from '../../plugin-sdk/fields.ts';
import { list } from '../../plugin-sdk/request.ts';
import { issueId } from './ids.ts';
import { IssueInput } from './inputs.ts';
import { pathOf } from './scope.ts';
import { defineStream } from './stream.ts';

const Link = z.object({ id: Id, link_type: Text });

/** The issues that an issue is linked to. A page is one tool record, so that links which were taken away lose their rows. */
export const issueLinks = defineStream({
  name: 'issue_links',
  input: IssueInput,
  request: ({ scope, input }) => list(`${pathOf(scope)}/issues/${input.iid}/links`),
  whole: true,
  raw: z.union([z.array(Link), Link.transform((link) => [link])]),
  extract: (links, { input }) => [{ issue: input.id, links }],
  key: ({ issue }) => issue,
  convert: ({ issue, links }, { connection }) =>
    links.map(({ id, link_type: kind }) =>
      row(issueRelationships, {
        sourceIssueId: issueId(connection, issue),
        targetIssueId: issueId(connection, id),
        originalType: kind || 'relates_to',
      }),
    ),
});
