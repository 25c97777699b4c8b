import type { Totals } from '../shared/contract/run.ts';
import type { Progress } from '../shared/pipeline/progress.ts';
import { count, duration, grid } from './say.ts';

const WIDTH = 24;
/** Without a terminal a line is written this often, in milliseconds. */
const LINE_EVERY = 10_000;
const STAGES = ['collect', 'extract', 'convert', 'enrich', 'publish'] as const;

/** What is shown; times in milliseconds. */
export interface ProgressFacts {
  readonly progress: Progress;
  readonly totals: Totals;
  readonly elapsed: number;
  readonly now: number;
}

/** What bars are drawn on, where it is a terminal. */
export interface Drawn {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows how far a run is: a bar a stage on a terminal, a line now and then elsewhere. */
export function showProgress(stream: Drawn): { update(facts: ProgressFacts): void; clear(): void } {
  let drawn = 0;
  let lineAt = 0;
  const clear = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    clear,
    update: (facts) => {
      if (stream.isTTY) {
        // A line that is wrapped would be two, and one of them would stay.
        const lines = barsOf(facts).map((line) => line.slice(0, Math.max(1, (stream.columns || 80) - 1)));
        clear();
        stream.write(`${lines.join('\n')}\n`);
        drawn = lines.length;
      } else if (facts.elapsed - lineAt >= LINE_EVERY) {
        lineAt = facts.elapsed;
        stream.write(`${lineOf(facts)}\n`);
      }
    },
  };
}

function barsOf(facts: ProgressFacts): readonly string[] {
  const { progress, totals } = facts;
  const sum = (key: 'records' | 'written') =>
    Object.values(totals.streams).reduce((all, stream) => all + stream[key], 0);
  const notes = {
    collect: 'requests',
    extract: `segments, ${count(sum('records'))} records`,
    convert: `objects, ${count(sum('written'))} written`,
    enrich: 'scopes and products',
    publish: 'parts of the lake',
  };
  const lines = STAGES.map((stage) => {
    const { planned, done, dead, canceled } = progress.stages[stage];
    const ended = done + dead + canceled;
    // Full only when nothing is open.
    const filled = planned === 0 ? 0 : Math.floor((WIDTH * ended) / planned);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    return `${stage.padEnd(8)}${bar} ${count(ended)}/${count(planned)} ${notes[stage]}${deadOf(dead)}`;
  });
  return [...lines, paceOf(facts), ...tokenLines(facts)];
}

const deadOf = (dead: number): string => (dead === 0 ? '' : `, ${count(dead)} dead`);

/** How long it has gone on, how fast it is, and what it waits for. */
function paceOf({ progress, elapsed, now }: ProgressFacts): string {
  const { rate, waitsUntil, estimatedEndAt } = progress;
  const left = estimatedEndAt === null ? undefined : Math.max(0, Date.parse(estimatedEndAt) - now);
  const parts = [
    duration(elapsed),
    ...(rate > 0 ? [`${rate} requests a second`] : []),
    ...(left === undefined || left < 1_000 ? [] : [`about ${duration(left)} left for what is planned now`]),
    ...(waitsUntil === null ? [] : [`waits for the limit until ${clock(Date.parse(waitsUntil), now)}`]),
  ];
  return parts.join(', ');
}

/** A line a token: what may still be spent, and until when. */
export function tokenLines({ progress, now }: Pick<ProgressFacts, 'progress' | 'now'>): readonly string[] {
  return progress.tokens.flatMap(({ connection, token, requestsLeft, kept, resetAt, blockedUntil, refused }) => {
    const name = `${connection}, ${token === null ? 'no token' : `token ${token}`}`;
    if (refused) return [`${name}: refused: ${refused}`];
    const facts = [
      ...(requestsLeft === null
        ? []
        : [`${count(requestsLeft)} requests left${kept > 0 ? `, ${count(kept)} of them for people` : ''}`]),
      ...(resetAt === null ? [] : [`reset at ${clock(Date.parse(resetAt), now)}`]),
      ...(blockedUntil === null ? [] : [`to wait until ${clock(Date.parse(blockedUntil), now)}`]),
    ];
    return facts.length === 0 ? [] : [`${name}: ${facts.join(', ')}`];
  });
}

/** `14:03:20 (in 25 min 10 s)`, on the clock of whoever reads it. */
const clock = (at: number, now: number): string =>
  `${new Date(at).toTimeString().slice(0, 8)} (in ${duration(Math.max(0, at - now))})`;

/** The same in one line, for a log. */
function lineOf(facts: ProgressFacts): string {
  const stages = STAGES.map((stage) => {
    const { planned, done, dead, canceled } = facts.progress.stages[stage];
    return `${stage} ${count(done + dead + canceled)}/${count(planned)}${deadOf(dead)}`;
  });
  return `${stages.join(', ')}; ${[paceOf(facts), ...tokenLines(facts)].join('; ')}`;
}

/** How far a run is, as a table, with its pace and its tokens. */
export function progressTable(facts: ProgressFacts): readonly string[] {
  const rows = STAGES.map((stage) => {
    const { planned, open, done, dead, canceled } = facts.progress.stages[stage];
    return [`${stage}, ${UNITS[stage]}`, planned, open, done, dead, canceled];
  });
  return [
    ...grid(['stage', 'planned', 'open', 'done', 'dead', 'canceled'], rows),
    '',
    paceOf(facts),
    ...tokenLines(facts),
  ];
}

const UNITS = {
  collect: 'requests',
  extract: 'segments',
  convert: 'objects',
  enrich: 'scopes and products',
  publish: 'parts of the lake',
} as const;
