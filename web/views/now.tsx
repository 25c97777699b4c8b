import { useState } from 'preact/hooks';
import {
  Failures,
  Runs,
  type RunView,
  RunView as RunViewSchema,
  Started,
  type Summary,
  type Token,
} from '../answers.ts';
import { ask, askRaw } from '../ask.ts';
import { Rows } from '../parts/rows.tsx';
import { Badge, Empty, Panel, Shown } from '../parts/state.tsx';
import { addressOf, go, Link } from '../route.tsx';
import { sayAgo, sayCount, saySpan, sayTime } from '../say.ts';
import { shownOf, useAnswer } from '../use-answer.ts';

const isOpen = (state: string): boolean => state === 'planning' || state === 'running';
const TONES = {
  planning: 'busy',
  running: 'busy',
  completed: 'good',
  completed_with_errors: 'bad',
  failed: 'bad',
  canceled: 'plain',
  superseded: 'plain',
} as const;

/** What runs, what it has left to spend, and what failed. */
export function Now({ query, now }: { query: Readonly<Record<string, string>>; now: number }) {
  const [listed] = useAnswer('runs', (signal) => ask(Runs, '/runs?limit=20', { signal }), 3);
  const runs = shownOf(listed)?.runs ?? [];
  const chosen = query.run ?? runs.find(({ state }) => isOpen(state))?.run ?? runs[0]?.run;
  return (
    <div class="panels">
      {chosen !== undefined && <OneRun run={chosen} now={now} />}
      <Panel title="Runs" wide>
        <Shown answer={listed} what="runs">
          {(found) =>
            found.runs.length === 0 ? (
              <Empty title="Nothing has run yet">
                <p>
                  <Link to="/connect" class="button">
                    Connect a source
                  </Link>{' '}
                  and start its first sync.
                </p>
              </Empty>
            ) : (
              <RunRows runs={found.runs} now={now} />
            )
          }
        </Shown>
      </Panel>
    </div>
  );
}

function RunRows({ runs, now }: { runs: readonly Summary[]; now: number }) {
  return (
    <Rows
      label="Runs"
      rows={runs}
      keyOf={({ run }) => run}
      columns={[
        { title: 'run', cell: ({ run }) => <Link to={addressOf('/', { run })}>{run}</Link> },
        { title: 'state', cell: ({ state }) => <Badge word={state.replaceAll('_', ' ')} tone={TONES[state]} /> },
        {
          title: 'scopes',
          cell: ({ scopes }) => scopes.map(({ key, name }) => `${key.split('/')[0]}:${name}`).join(', '),
        },
        { title: 'began', cell: ({ createdAt }) => sayAgo(createdAt, now) },
        {
          title: 'took',
          isNumber: true,
          cell: ({ createdAt, endedAt }) =>
            endedAt === null ? '…' : saySpan((Date.parse(endedAt) - Date.parse(createdAt)) / 60_000),
        },
      ]}
    />
  );
}

function OneRun({ run, now }: { run: string; now: number }) {
  const [answer, again] = useAnswer(`run ${run}`, (signal) => ask(RunViewSchema, `/runs/${run}`, { signal }), 2);
  const [said, setSaid] = useState('');
  const act = async (what: 'cancel' | 'retry'): Promise<void> => {
    try {
      const response = await askRaw(`/runs/${run}/${what}`, { method: 'POST' });
      if (what === 'retry') go(addressOf('/', { run: Started.parse(await response.json()).run }));
      setSaid(what === 'cancel' ? 'Nothing more is asked; what was collected is kept.' : '');
      again();
    } catch (cause) {
      setSaid(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <Panel title={`Run ${run}`} wide>
      <Shown answer={answer} what="the run">
        {(view) => <RunBody view={view} now={now} act={act} />}
      </Shown>
      <p class="says" role="status">
        {said}
      </p>
    </Panel>
  );
}

const STAGES = ['collect', 'extract', 'convert', 'enrich', 'publish'];

function RunBody({ view, now, act }: { view: RunView; now: number; act: (what: 'cancel' | 'retry') => Promise<void> }) {
  if (!('progress' in view)) return <p class="waiting">It is being planned …</p>;
  const { progress, state, scopes, skipped, failure, endedAt } = view;
  const dead = Object.values(progress.stages).reduce((sum, stage) => sum + stage.dead, 0);
  const written = Object.values(view.totals.streams).reduce((sum, stream) => sum + stream.written, 0);
  return (
    <>
      <p class="run-line">
        <Badge word={state.replaceAll('_', ' ')} tone={TONES[state]} />
        <span>{scopes.map(({ key, name }) => `${key.split('/')[0]}:${name}`).join(', ')}</span>
        <span>
          {sayCount(written)} records written
          {endedAt === null ? `, ${progress.rate} requests a second` : `, ended ${sayAgo(endedAt, now)}`}
        </span>
        {isOpen(state) && (
          <button type="button" onClick={() => act('cancel')}>
            Cancel
          </button>
        )}
        {!isOpen(state) && dead > 0 && (
          <button type="button" onClick={() => act('retry')}>
            Try again what failed
          </button>
        )}
      </p>
      {progress.waitsUntil !== null && (
        <p class="says">It waits for the vendor's limit until {sayTime(progress.waitsUntil)}.</p>
      )}
      {failure !== '' && <p class="refused">{failure}</p>}
      {skipped.map(({ name, reason }) => (
        <p class="refused" key={name}>
          {name} was skipped: {reason}
        </p>
      ))}
      <div class="stages">
        {STAGES.flatMap((name) => {
          const stage = progress.stages[name];
          return stage ? [<StageBar name={name} stage={stage} key={name} />] : [];
        })}
      </div>
      <Budgets tokens={progress.tokens} />
      {dead > 0 && <Failed run={view.run} count={dead} />}
    </>
  );
}

function StageBar({
  name,
  stage,
}: {
  name: string;
  stage: { planned: number; open: number; done: number; dead: number };
}) {
  const { planned, done, dead, open } = stage;
  const share = planned === 0 ? 0 : Math.round((100 * (done + dead)) / planned);
  return (
    <div class="stage">
      <span class="stage-name">{name}</span>
      <div
        class={dead > 0 ? 'bar bad' : 'bar'}
        role="progressbar"
        aria-label={`${name}: ${done} of ${planned} done`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
      >
        <div style={{ width: `${share}%` }} />
      </div>
      <span class="stage-says">
        {planned === 0 ? 'nothing to do' : `${sayCount(done)} of ${sayCount(planned)}`}
        {open > 0 && `, ${sayCount(open)} open`}
        {dead > 0 && `, ${sayCount(dead)} failed`}
      </span>
    </div>
  );
}

function Budgets({ tokens }: { tokens: readonly Token[] }) {
  const known = tokens.filter(
    ({ requestsLeft, refused, blockedUntil }) => requestsLeft !== null || refused !== '' || blockedUntil !== null,
  );
  if (known.length === 0) return null;
  return (
    <Rows
      label="Requests left, by token"
      rows={known}
      keyOf={({ connection, token }) => `${connection} ${token}`}
      columns={[
        { title: 'connection', cell: ({ connection }) => connection },
        { title: 'token', cell: ({ token }) => token ?? 'none' },
        {
          title: 'requests left',
          isNumber: true,
          cell: ({ requestsLeft }) => (requestsLeft === null ? '' : sayCount(requestsLeft)),
        },
        { title: 'for people', isNumber: true, cell: ({ kept }) => sayCount(kept) },
        {
          title: 'until',
          cell: ({ resetAt, blockedUntil }) =>
            blockedUntil ? `blocked until ${sayTime(blockedUntil)}` : resetAt ? sayTime(resetAt) : '',
        },
        { title: '', cell: ({ refused }) => refused && <Badge word={refused} tone="bad" /> },
      ]}
    />
  );
}

function Failed({ run, count }: { run: string; count: number }) {
  const [answer] = useAnswer(`failures ${run} ${count}`, (signal) =>
    ask(Failures, `/runs/${run}/failures?limit=50`, { signal }),
  );
  return (
    <>
      <h3>What failed, and why</h3>
      <Shown answer={answer} what="failures">
        {({ failures }) => (
          <ul class="failures">
            {failures.map(({ id, scope, stream, stage, reason, attempts, target, status, body }) => (
              <li key={id}>
                <b>
                  {scope} {stream}, {stage}
                </b>
                : {reason} ({attempts === 1 ? 'once' : `${attempts} times`})
                {target !== '' && <code class="address">{` ${status || ''} ${target}`}</code>}
                {body !== '' && (
                  <details>
                    <summary>The answer</summary>
                    <pre>{body}</pre>
                  </details>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </>
  );
}
