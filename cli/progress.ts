import type { Totals } from '../shared/contract/run.ts';
import type { Progress } from '../shared/pipeline/progress.ts';
import { count, duration } from './say.ts';

const WIDTH = 24;
/** Without a terminal a line is written this often, in milliseconds. */
const LINE_EVERY = 10_000;
const STAGES = ['collect', 'extract', 'convert'] as const;

/** What is shown; times in milliseconds. */
export interface ProgressFacts {
  readonly progress: Progress;
  readonly totals: Totals;
  readonly elapsed: number;
  readonly now: number;
}

/** Shows how far a run is: a bar a stage on a terminal, a line now and then elsewhere. */
export function showProgress(stream: NodeJS.WriteStream): { update(facts: ProgressFacts): void; clear(): void } {
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
        const lines = barsOf(facts);
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

function barsOf({ progress, totals, elapsed, now }: ProgressFacts): readonly string[] {
  const sum = (key: 'records' | 'written') =>
    Object.values(totals.streams).reduce((all, stream) => all + stream[key], 0);
  const known = progress.tokens.flatMap(({ requestsLeft }) => (requestsLeft === null ? [] : [requestsLeft]));
  const left = known.length === 0 ? '' : `, ${count(known.reduce((all, one) => all + one, 0))} requests left`;
  const notes = {
    collect: `pages${left}`,
    extract: `segments, ${count(sum('records'))} records`,
    convert: `objects, ${count(sum('written'))} written`,
  };
  const lines = STAGES.map((stage) => {
    const { planned, done, dead, canceled } = progress.stages[stage];
    const ended = done + dead + canceled;
    const filled = planned === 0 ? 0 : Math.round((WIDTH * ended) / planned);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    return `${stage.padEnd(8)}${bar} ${count(ended)}/${count(planned)} ${notes[stage]}`;
  });
  return [...lines, `${duration(elapsed)}${etaOf(progress, now)}${waitOf(progress)}`];
}

const etaOf = ({ estimatedEndAt }: Progress, now: number): string =>
  estimatedEndAt === null ? '' : `, about ${duration(Math.max(0, Date.parse(estimatedEndAt) - now))} left`;

function waitOf({ tokens }: Progress): string {
  const blocked = tokens.flatMap(({ blockedUntil }) => (blockedUntil === null ? [] : [blockedUntil])).toSorted();
  const [first] = blocked;
  if (first === undefined || blocked.length < tokens.length) return '';
  return `, waiting for the limit until ${new Date(first).toLocaleTimeString()}`;
}

function lineOf({ progress, elapsed }: ProgressFacts): string {
  const stages = STAGES.map((stage) => {
    const { planned, done, dead } = progress.stages[stage];
    return `${stage} ${done + dead}/${planned}`;
  });
  return `${duration(elapsed)}: ${stages.join(', ')}`;
}
