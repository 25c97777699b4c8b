import { Blueprints, Runs, type Summary } from '../answers.ts';
import { ask } from '../ask.ts';
import { May } from '../caller.tsx';
import { Rows } from '../parts/rows.tsx';
import { Badge, Empty, Panel } from '../parts/state.tsx';
import { addressOf, Link } from '../route.tsx';
import { sayAgo, saySpan } from '../say.ts';
import { shownOf, useAnswer } from '../use-answer.ts';
import { ScheduleList } from './connect/schedule-list.tsx';
import { OneRun } from './now/run.tsx';
import { isOpen, nameOfRun, TONES } from './now/run-words.ts';

/** What runs, what it has left to spend, what failed, and what comes next. */
export function Now({ query, now }: { query: Readonly<Record<string, string>>; now: number }) {
  const [listed] = useAnswer('runs', (signal) => ask(Runs, '/runs?limit=20', { signal }), 5);
  const [planned, lookAgain] = useAnswer('blueprints', (signal) =>
    ask(Blueprints, '/blueprints?limit=200', { signal }),
  );
  const runs = shownOf(listed)?.runs;
  const blueprints = shownOf(planned)?.blueprints ?? [];
  const chosen = query.run ?? runs?.find(({ state }) => isOpen(state))?.run ?? runs?.[0]?.run;
  return (
    <div class="panels">
      {chosen !== undefined && <OneRun run={chosen} now={now} key={chosen} />}
      {blueprints.length > 0 && (
        <Panel title="Next" wide>
          <ScheduleList blueprints={blueprints} onChange={lookAgain} />
        </Panel>
      )}
      <Panel title="Runs" wide>
        {listed.kind === 'refused' ? (
          <p class="refused" role="alert">
            {listed.reason}
          </p>
        ) : runs === undefined ? (
          <p class="waiting">Loading runs …</p>
        ) : runs.length === 0 ? (
          <NothingYet />
        ) : (
          <RunRows runs={runs} now={now} chosen={chosen} />
        )}
      </Panel>
    </div>
  );
}

function NothingYet() {
  return (
    <Empty title="Nothing has run yet">
      <May as="admin" to="connect a source">
        <p>Connect a source, and its first sync is shown here while it runs.</p>
        <p>
          <Link to="/connect" class="button">
            Connect a source
          </Link>
        </p>
      </May>
    </Empty>
  );
}

function RunRows({ runs, now, chosen }: { runs: readonly Summary[]; now: number; chosen: string | undefined }) {
  return (
    <Rows
      label="Runs"
      rows={runs}
      keyOf={({ run }) => run}
      columns={[
        {
          title: 'run',
          cell: (summary) => (
            <Link to={addressOf('/', { run: summary.run })} current={summary.run === chosen}>
              {nameOfRun(summary)}
            </Link>
          ),
        },
        { title: 'state', cell: ({ state }) => <Badge word={state.replaceAll('_', ' ')} tone={TONES[state]} /> },
        { title: 'began', cell: ({ createdAt }) => <time dateTime={createdAt}>{sayAgo(createdAt, now)}</time> },
        {
          title: 'took',
          isNumber: true,
          cell: ({ createdAt, endedAt }) =>
            endedAt === null ? '…' : saySpan((Date.parse(endedAt) - Date.parse(createdAt)) / 60_000),
        },
        { title: 'id', cell: ({ run }) => <code class="faint">{run}</code> },
      ]}
    />
  );
}
