import { useState } from 'preact/hooks';
import { type Blueprint, Projects, Started, Starts } from '../../answers.ts';
import { ask, reasonOf } from '../../ask.ts';
import { May } from '../../caller.tsx';
import { Rows } from '../../parts/rows.tsx';
import { addressOf, go } from '../../route.tsx';
import { sayStart } from '../../say-start.ts';
import { useAnswer } from '../../use-answer.ts';

/** Schedules with their next start; each can be started now. */
export function ScheduleList({ blueprints }: { blueprints: readonly Blueprint[] }) {
  const [said, setSaid] = useState('');
  const syncNow = async ({ project, scopes }: Blueprint): Promise<void> => {
    try {
      const all = project === undefined ? scopes : await scopesOfProject(project);
      const { run } = await ask(Started, '/runs', { method: 'POST', body: { scopes: all ?? [] } });
      go(addressOf('/', { run }));
    } catch (cause) {
      setSaid(reasonOf(cause));
    }
  };
  return (
    <>
      <Rows
        label="Schedules"
        rows={blueprints}
        keyOf={({ name }) => name}
        columns={[
          { title: 'schedule', cell: ({ name }) => name },
          { title: 'next', cell: (blueprint) => <Next blueprint={blueprint} /> },
          {
            title: '',
            cell: (blueprint) => (
              <May as="operator">
                <button type="button" onClick={() => syncNow(blueprint)} aria-label={`Sync now: ${blueprint.name}`}>
                  Sync now
                </button>
              </May>
            ),
          },
          {
            title: 'when',
            cell: ({ cron, zone }) => (
              <>
                <code>{cron}</code> {zone}
              </>
            ),
          },
          { title: 'syncs', cell: ({ project, scopes = [] }) => project ?? scopes.join(', ') },
        ]}
      />
      <p class="refused" role="alert">
        {said}
      </p>
    </>
  );
}

function Next({ blueprint: { name, zone, enabled } }: { blueprint: Blueprint }) {
  const path = `/blueprints/${encodeURIComponent(name)}/next`;
  const [answer] = useAnswer(enabled ? path : undefined, (signal) => ask(Starts, path, { signal }));
  if (!enabled) return <>paused</>;
  if (answer.kind !== 'there') return <>…</>;
  const [next] = answer.value.starts;
  return next === undefined ? <>never</> : <time dateTime={next}>{sayStart(next, zone, Date.now())}</time>;
}

const scopesOfProject = async (name: string): Promise<readonly string[] | undefined> => {
  const { projects } = await ask(Projects, '/projects?limit=200');
  return projects.find((each) => each.name === name)?.scopes;
};
