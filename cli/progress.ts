import type { Totals } from '../shared/contract/run.ts';
import { count, duration } from './say.ts';

const WIDTH = 24;
/** Without a terminal a line is written this often, in milliseconds. */
const LINE_EVERY = 10_000;

/** What progress shows. */
export interface ProgressFacts {
  readonly totals: Totals;
  /** Requests left, over all tokens; undefined where no limit is known. */
  readonly requestsLeft: number | undefined;
  /** Why nothing is sent now, and until when (epoch ms). */
  readonly waitingUntil: number | undefined;
  readonly elapsed: number;
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

function barsOf({ totals, requestsLeft, waitingUntil, elapsed }: ProgressFacts): readonly string[] {
  const records = Object.values(totals.streams).reduce((sum, stream) => sum + stream.records, 0);
  const written = Object.values(totals.streams).reduce((sum, stream) => sum + stream.written, 0);
  const left = requestsLeft === undefined ? '' : `, ${count(requestsLeft)} requests left`;
  const notes = {
    collect: `pages${left}`,
    extract: `segments, ${count(records)} records`,
    convert: `objects, ${count(written)} written`,
  };
  const lines = (['collect', 'extract', 'convert'] as const).map((stage) => {
    const { planned, done, dead } = totals.stages[stage];
    const ended = done + dead;
    const filled = planned === 0 ? 0 : Math.round((WIDTH * ended) / planned);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    return `${stage.padEnd(8)}${bar} ${count(ended)}/${count(planned)} ${notes[stage]}`;
  });
  return [...lines, `${duration(elapsed)}${etaOf(totals, elapsed)}${waitOf(waitingUntil)}`];
}

function etaOf(totals: Totals, elapsed: number): string {
  const { planned, done, dead } = totals.stages.collect;
  const open = planned - done - dead;
  if (done < 3 || open <= 0) return '';
  return `, about ${duration((elapsed / (done + dead)) * open)} left`;
}

const waitOf = (until: number | undefined): string =>
  until === undefined ? '' : `, waiting for the limit until ${new Date(until).toLocaleTimeString()}`;

function lineOf({ totals, elapsed }: ProgressFacts): string {
  const stages = (['collect', 'extract', 'convert'] as const).map((stage) => {
    const { planned, done, dead } = totals.stages[stage];
    return `${stage} ${done + dead}/${planned}`;
  });
  return `${duration(elapsed)}: ${stages.join(', ')}`;
}
