import * as z from 'zod';
import { When, Words } from './fields.ts';
import { Common, commitsOf, issueRows } from './issue-rows.ts';
import { bugLastStep, bugStatusName } from './lookups.ts';
import { A_DAY, changedSince, listOf, pages, smaller } from './paging.ts';
import { standardStatus, standardType } from './standard.ts';
import { defineStream } from './stream.ts';

const Bug = z
  .object({
    Bug: Common.extend({
      title: Words,
      severity: Words,
      reporter: Words,
      current_owner: Words,
      resolved: When,
      feature: Words,
      epic_key: Words,
    }),
  })
  .transform((wrapped) => wrapped.Bug);

/** Bugs. */
export const bugs = defineStream({
  name: 'bugs',
  incremental: 'since',
  overlapSeconds: A_DAY,
  request: ({ scope, since }) => listOf('/bugs', scope, changedSince(since)),
  list: 'data',
  raw: Bug,
  pagination: pages,
  smaller,
  children: (bug) => [commitsOf('bug', bug)],
  extract: (bug) => [bug],
  key: ({ id }) => id,
  updatedAt: ({ modified }) => modified,
  lookups: [bugStatusName, bugLastStep],
  needs: ({ status }) => (status ? [bugStatusName.key(status), bugLastStep.key(status)] : []),
  convert: (bug, { connection, scope, config, find }) => {
    const { status = '' } = bug;
    const called = status === '' ? undefined : (find(bugStatusName, status) ?? status);
    const particulars = {
      url: `https://www.tapd.cn/${scope.id}/bugtrace/bugs/view?bug_id=${bug.id}`,
      title: bug.title,
      type: standardType(config, 'BUG', 'BUG'),
      originalType: 'BUG',
      status: standardStatus(config, called, { find, lastStep: bugLastStep, keys: status === '' ? [] : [status] }),
      originalStatus: called,
      priority: bug.priority,
      creator: bug.reporter,
      owners: bug.current_owner,
      resolutionDate: bug.resolved,
      dueDateField: config.bugDueDateField,
      others: { severity: bug.severity, component: bug.feature, epicKey: bug.epic_key },
    };
    return issueRows('bug', bug, particulars, { connection, scope, config });
  },
});
