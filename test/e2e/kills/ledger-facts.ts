import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunHead, type RunReport } from '../../../shared/contract/run.ts';
import { openStore } from '../../../shared/local/open-store.ts';
import { readSegment } from '../../../shared/pipeline/segment.ts';
import { inStore } from '../../support/sluice.ts';

/** What is left in a store that would be in somebody's way: nothing, when all is well. */
export async function obstaclesIn(store: string): Promise<readonly string[]> {
  // Throws when somebody holds the lock.
  openStore(store, 'write').close();
  const unfinished = join(store, 'unfinished');
  const drafts = existsSync(unfinished) ? readdirSync(unfinished) : [];
  const found = drafts.map((name) => `unfinished/${name}`);
  await inStore(store, async ({ control }) => {
    for await (const { pk, sk, ...row } of control.scan()) {
      if (/^run\/[^/]+\/(items|done)$/.test(pk) || pk.startsWith('left/')) found.push(`${pk} ${sk}`);
      if (pk.startsWith('lease/') && row.run !== '') found.push(`${pk} held by ${row.run}`);
      if (pk.startsWith('budget/') && row.grant) found.push(`${pk} granted`);
      if (sk === 'head' && RunHead.parse({ pk, sk, ...row }).endedAt === null) found.push(`${pk} goes on`);
    }
  });
  return found;
}

/** What the next run will ask for once more. */
export const askedAgain = (store: string): Promise<readonly string[]> =>
  inStore(store, async ({ control }) => {
    const found: string[] = [];
    for await (const { pk, sk } of control.scan()) if (pk.startsWith('again/')) found.push(`${pk} ${sk}`);
    return found.sort();
  });

/** Pages that one run stored twice, by run and target. */
export async function doubledPages(store: string): Promise<readonly { run: string; target: string }[]> {
  const seen = new Set<string>();
  const doubled: { run: string; target: string }[] = [];
  await inStore(store, async ({ control, objects }) => {
    for await (const { pk, segment, run } of control.scan()) {
      if (!pk.startsWith('segments/') || typeof segment !== 'string') continue;
      for (const { request } of readSegment(await objects.get(segment))) {
        const name = `${run} ${request.target}`;
        if (seen.has(name)) doubled.push({ run: String(run), target: request.target });
        seen.add(name);
      }
    }
  });
  return doubled;
}

/** The counts of a report, but for time; rows that a killed worker had written are unchanged for the next one. */
export function countsOf({ totals }: RunReport) {
  const streams = Object.entries(totals.streams)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([stream, { written, unchanged, milliseconds: _, startedAt: __, ...counts }]) => ({
      stream,
      ...counts,
      rows: written + unchanged,
    }));
  return { stages: totals.stages, streams };
}

/** Pages with a body that runs have kept. */
export const pagesOf = (reports: readonly (RunReport | undefined)[]): number =>
  reports.flatMap((report) => Object.values(report?.totals.streams ?? {})).reduce((sum, { pages }) => sum + pages, 0);

/** Stages of a report in which what was planned is not what was done or died. */
export const unbalanced = ({ run, state, totals }: RunReport): readonly string[] =>
  Object.entries(totals.stages).flatMap(([stage, { planned, done, dead }]) =>
    planned === done + dead || (state === 'superseded' && planned > done + dead) ? [] : [`${run} ${stage}`],
  );
