import { useState } from 'preact/hooks';
import { type RunView, RunView as RunViewSchema, Started } from '../../answers.ts';
import { ask, askRaw, reasonOf } from '../../ask.ts';
import { May } from '../../caller.tsx';
import { Badge, Panel } from '../../parts/state.tsx';
import { addressOf, go } from '../../route.tsx';
import { sayAgo, sayCount, saySpan, sayTime } from '../../say.ts';
import { useAnswer } from '../../use-answer.ts';
import { Failed } from './failed.tsx';
import { isOpen, nameOfRun, STAGES, TONES } from './run-words.ts';
import { Budgets, StageBar } from './stages.tsx';
import { Streams } from './streams.tsx';
import { ToCharts } from './to-charts.tsx';

/** Asked again so often, in seconds, while it runs. */
const OFTEN = 2;
const SELDOM = 30;

/** One run: how far it is while it goes on, and what it did when it has ended. */
export function OneRun({ run, now }: { run: string; now: number }) {
  const [known, setKnown] = useState<RunView | undefined>(undefined);
  const [answer, again] = useAnswer(
    `run ${run}`,
    async (signal) => {
      const view = await ask(RunViewSchema, `/runs/${encodeURIComponent(run)}`, { signal });
      setKnown(view);
      return view;
    },
    known && !isOpen(known.state) ? SELDOM : OFTEN,
  );
  const [said, setSaid] = useState({ text: '', isBad: false });
  const act = async (what: 'cancel' | 'retry'): Promise<void> => {
    try {
      const response = await askRaw(`/runs/${encodeURIComponent(run)}/${what}`, { method: 'POST' });
      if (what === 'retry') go(addressOf('/', { run: Started.parse(await response.json()).run }));
      setSaid({
        text: what === 'cancel' ? 'Canceled: nothing more is asked, and what was collected is kept.' : '',
        isBad: false,
      });
      again();
    } catch (cause) {
      setSaid({ text: reasonOf(cause), isBad: true });
    }
  };
  const title = known && 'progress' in known ? nameOfRun(known) : 'The run';
  return (
    <Panel title={title} wide>
      {answer.kind === 'refused' ? (
        <p class="refused" role="alert">
          {answer.reason}
        </p>
      ) : known === undefined ? (
        <p class="waiting">Loading the run …</p>
      ) : (
        <RunBody view={known} now={now} act={act} />
      )}
      <p class={said.isBad ? 'refused' : 'says'} role="status">
        {said.text}
      </p>
    </Panel>
  );
}

function RunBody({ view, now, act }: { view: RunView; now: number; act: (what: 'cancel' | 'retry') => Promise<void> }) {
  if (!('progress' in view))
    return (
      <p class="waiting" role="status">
        It is being planned …
      </p>
    );
  const { progress, state, skipped, failure, canceled } = view;
  const dead = Object.values(progress.stages).reduce((sum, stage) => sum + stage.dead, 0);
  return (
    <>
      <div class="run-line">
        <Badge word={state.replaceAll('_', ' ')} tone={TONES[state]} />
        <span>{didOf(view)}</span>
        <span class="faint">{timeOf(view, now)}</span>
        <May as="operator">
          {isOpen(state) && !canceled && (
            <button type="button" onClick={() => act('cancel')}>
              Cancel
            </button>
          )}
          {!isOpen(state) && dead > 0 && (
            <button type="button" onClick={() => act('retry')}>
              Try again what failed
            </button>
          )}
        </May>
      </div>
      {isOpen(state) && progress.waitsUntil !== null && (
        <p class="notice" role="status">
          It waits for the vendor’s limit until {sayTime(progress.waitsUntil)} (in{' '}
          {saySpan(Math.max(0, (Date.parse(progress.waitsUntil) - Date.now()) / 60_000))}) and goes on by itself.
        </p>
      )}
      {failure !== '' && (
        <p class="refused" role="alert">
          {failure}
        </p>
      )}
      {skipped.map(({ name, reason }) => (
        <p class="refused" key={name}>
          {name} was skipped: {reason}
        </p>
      ))}
      <div class="stages">
        {STAGES.flatMap(({ name, says, counts }) => {
          const stage = progress.stages[name];
          return stage
            ? [<StageBar name={name} says={says} counts={counts} isOver={!isOpen(state)} stage={stage} key={name} />]
            : [];
        })}
      </div>
      <p class="unseen" role="status">
        {liveOf(view)}
      </p>
      <Budgets tokens={progress.tokens} />
      {dead > 0 && <Failed run={view.run} count={dead} />}
      {!isOpen(state) && <ToCharts view={view} />}
      {!isOpen(state) && <Streams streams={view.totals.streams} />}
    </>
  );
}

type Planned = Extract<RunView, { progress: unknown }>;

function didOf({ totals }: Planned): string {
  const all = Object.values(totals.streams);
  const sum = (of: 'written' | 'requests' | 'deleted' | 'quarantined'): number =>
    all.reduce((total, stream) => total + stream[of], 0);
  return [
    `${counted(sum('written'), 'record')} written`,
    counted(sum('requests'), 'request'),
    ...(sum('deleted') > 0 ? [`${sayCount(sum('deleted'))} deleted`] : []),
    ...(sum('quarantined') > 0 ? [`${sayCount(sum('quarantined'))} could not be read`] : []),
  ].join(' · ');
}

const counted = (value: number, what: string): string => `${sayCount(value)} ${what}${value === 1 ? '' : 's'}`;

function timeOf({ createdAt, endedAt, progress }: Planned, now: number): string {
  if (endedAt !== null)
    return `ended ${sayAgo(endedAt, now)}, took ${saySpan((Date.parse(endedAt) - Date.parse(createdAt)) / 60_000)}`;
  const parts = [`began ${sayAgo(createdAt, Date.now())}`];
  if (progress.rate > 0) parts.push(`${progress.rate} requests a second`);
  if (progress.estimatedEndAt !== null)
    parts.push(`about ${saySpan(Math.max(0, (Date.parse(progress.estimatedEndAt) - Date.now()) / 60_000))} more`);
  return parts.join(' · ');
}

/** Told to who cannot see the bars: the state, and each tenth of the way. */
function liveOf({ state, progress: { stages } }: Planned): string {
  const all = Object.values(stages);
  const planned = all.reduce((sum, stage) => sum + stage.planned, 0);
  const over = all.reduce((sum, { done, dead, canceled }) => sum + done + dead + canceled, 0);
  const tenth = planned === 0 ? 0 : Math.floor((10 * over) / planned) * 10;
  return isOpen(state)
    ? `The run goes on: ${tenth} % of what is known so far`
    : `The run has ended: ${state.replaceAll('_', ' ')}`;
}
