import { StageCounts, StreamCounts, type Totals } from '../contract/run.ts';
import type { Done } from './ledger.ts';

/** The name of a scope's stream in a run's totals. */
export const totalsKey = (scope: string, stream: string): string => `${scope}#${stream}`;

const earliest = (a: string, b: string): string => (a === '' || (b !== '' && b < a) ? b : a);

function addCounts(a: StreamCounts, b: Partial<StreamCounts>): StreamCounts {
  const more = StreamCounts.parse(b);
  return {
    requests: a.requests + more.requests,
    notModified: a.notModified + more.notModified,
    pages: a.pages + more.pages,
    records: a.records + more.records,
    written: a.written + more.written,
    unchanged: a.unchanged + more.unchanged,
    deleted: a.deleted + more.deleted,
    quarantined: a.quarantined + more.quarantined,
    dead: a.dead + more.dead,
    drift: a.drift + more.drift,
    missing: a.missing + more.missing,
    released: a.released + more.released,
    milliseconds: a.milliseconds + more.milliseconds,
    startedAt: earliest(a.startedAt, more.startedAt),
  };
}

const addStage = (a: StageCounts, b: Partial<StageCounts> = {}): StageCounts => ({
  planned: a.planned + (b.planned ?? 0),
  done: a.done + (b.done ?? 0),
  dead: a.dead + (b.dead ?? 0),
});

/** Adds what a commit did. */
export function addDone(totals: Totals, done: Done): Totals {
  const key = totalsKey(done.scope, done.stream);
  const { collect, extract, convert, enrich, publish } = totals.stages;
  return {
    streams: {
      ...totals.streams,
      [key]: addCounts(totals.streams[key] ?? StreamCounts.parse({}), done.counts),
    },
    stages: {
      collect: addStage(collect, done.stages.collect),
      extract: addStage(extract, done.stages.extract),
      convert: addStage(convert, done.stages.convert),
      enrich: addStage(enrich, done.stages.enrich),
      publish: addStage(publish, done.stages.publish),
    },
  };
}

/** Counts what a commit plans: requests for collect, items for extract and convert. */
export function plannedBy(works: readonly { work: { kind: string; requests?: readonly unknown[] } }[]): Done['stages'] {
  const of = (kind: string) => works.filter(({ work }) => work.kind === kind);
  return {
    collect: { planned: of('collect').reduce((sum, { work }) => sum + (work.requests?.length ?? 0), 0) },
    extract: { planned: of('extract').length },
    convert: { planned: of('convert').length },
    enrich: { planned: of('enrich').length },
    publish: { planned: of('publish').length },
  };
}

/** Adds up the stage counts of one commit. */
export function addStages(a: Done['stages'], b: Done['stages']): Done['stages'] {
  const sum = (stage: keyof Totals['stages']) => addStage(addStage(StageCounts.parse({}), a[stage]), b[stage]);
  const [collect, extract, convert] = [sum('collect'), sum('extract'), sum('convert')];
  return { collect, extract, convert, enrich: sum('enrich'), publish: sum('publish') };
}
