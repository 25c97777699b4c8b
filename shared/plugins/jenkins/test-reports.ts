import * as z from 'zod';
import { qaProjects, qaTestCaseExecutions, qaTestCases } from '../../domain/qa.ts';
import { type Row, row } from '../../domain/table.ts';
import { Text } from '../../plugin-sdk/fields.ts';
import { one } from '../../plugin-sdk/request.ts';
import { buildId, jobId, testId } from './ids.ts';
import { pathOf } from './scope.ts';
import { isWanted, type ScopeConfig } from './scope-config.ts';
import { defineStream } from './stream.ts';

const Input = z.object({
  fullName: z.string(),
  number: z.number().int(),
  /** How many tests the build says that failed, and when it began. */
  failed: z.number().int(),
  timestamp: z.number(),
});

const Report = z.object({
  suites: z.array(
    z.object({
      cases: z
        .array(z.object({ className: Text, name: z.string(), status: z.string() }))
        .nullish()
        .transform((cases) => cases ?? []),
    }),
  ),
});
type Case = z.output<typeof Report>['suites'][number]['cases'][number];

const PASSED = new Set(['PASSED', 'FIXED']);
const SKIPPED = 'SKIPPED';

/** Tests of builds that report them. Of most builds all have passed: they are asked for only where the scope config wants all. */
export const testReports = defineStream({
  name: 'test_reports',
  input: Input,
  once: { key: ({ fullName, number }) => `${fullName}#${number}` },
  request: ({ input, config }) =>
    config.testReports === 'none' || (config.testReports === 'failed' && input.failed === 0)
      ? []
      : one(`${pathOf(input.fullName)}/${input.number}/testReport/api/json`, {
          tree: 'suites[cases[className,name,status]]',
        }),
  whole: true,
  raw: Report,
  extract: ({ suites }, { input }) => [{ ...input, cases: suites.flatMap(({ cases }) => cases) }],
  key: ({ fullName, number }) => `${fullName}#${number}`,
  // Jenkins removes reports with their builds; the tests were run all the same.
  forgets: true,
  convert: ({ fullName, number, timestamp, cases }, { connection, scope, config }) => {
    const project = jobId(connection, scope.fullName);
    const wanted = cases.filter(({ status }) => isAsked(config, status));
    if (wanted.length === 0 || !isWanted(config, fullName)) return [];
    const createTime = new Date(timestamp).toISOString();
    const runs = [...byName(wanted)].flatMap(([name, status]): Row[] => {
      const test = testId(connection, `${fullName}:${name}`);
      const run = `${buildId(connection, `${fullName}#${number}`)}:${name}`;
      return [
        row(qaTestCases, { id: test, name, qaProjectId: project, type: 'functional' }),
        row(qaTestCaseExecutions, {
          id: run,
          qaProjectId: project,
          qaTestCaseId: test,
          createTime,
          status: status === SKIPPED ? '' : PASSED.has(status) ? 'SUCCESS' : 'FAILED',
          isInvalid: status === SKIPPED,
        }),
      ];
    });
    return [row(qaProjects, { id: project, name: scope.fullName }), ...runs];
  },
});

const isAsked = ({ testReports: which }: ScopeConfig, status: string): boolean =>
  which === 'all' || (which === 'failed' && !PASSED.has(status) && status !== SKIPPED);

/** A test that ran twice, with other parameters, failed if it failed once. */
function byName(cases: readonly Case[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { className, name, status } of cases) {
    const full = [className, name].filter(Boolean).join('.');
    const before = found.get(full);
    if (before === undefined || PASSED.has(before) || before === SKIPPED) found.set(full, status);
  }
  return found;
}
