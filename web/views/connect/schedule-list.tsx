import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type Blueprint, Projects, Started, Starts } from '../../answers.ts';
import { ask, askRaw, reasonOf } from '../../ask.ts';
import { May } from '../../caller.tsx';
import { AskFirst } from '../../parts/ask-first.tsx';
import { Rows } from '../../parts/rows.tsx';
import { addressOf, go } from '../../route.tsx';
import { sayStart } from '../../say-start.ts';
import { useAnswer } from '../../use-answer.ts';

/** One schedule whole, whatever it says. */
const Whole = z.looseObject({ revision: z.number(), updatedAt: z.string() });
const pathOf = ({ name }: Blueprint): string => `/blueprints/${encodeURIComponent(name)}`;

/** Schedules with their next start; each can be started now, paused and removed. */
export function ScheduleList({ blueprints, onChange }: { blueprints: readonly Blueprint[]; onChange: () => void }) {
  const [said, setSaid] = useState('');
  const [leaving, setLeaving] = useState<Blueprint | undefined>(undefined);
  const change = async (work: () => Promise<unknown>): Promise<void> => {
    setLeaving(undefined);
    try {
      await work();
      setSaid('');
    } catch (cause) {
      setSaid(reasonOf(cause));
    }
    onChange();
  };
  const pause = (blueprint: Blueprint): Promise<void> =>
    change(async () => {
      const { revision, updatedAt: _, ...kept } = await ask(Whole, pathOf(blueprint));
      await askRaw(pathOf(blueprint), { method: 'PUT', revision, body: { ...kept, enabled: !blueprint.enabled } });
    });
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
                <span class="buttons">
                  <button type="button" onClick={() => syncNow(blueprint)} aria-label={`Sync now: ${blueprint.name}`}>
                    Sync now
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => pause(blueprint)}
                    aria-label={`${blueprint.enabled ? 'Pause' : 'Resume'}: ${blueprint.name}`}
                  >
                    {blueprint.enabled ? 'Pause' : 'Resume'}
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => setLeaving(blueprint)}
                    aria-label={`Remove: ${blueprint.name}`}
                  >
                    Remove …
                  </button>
                </span>
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
      {leaving && (
        <AskFirst
          title={`Remove the schedule “${leaving.name}”?`}
          yes={`Remove ${leaving.name}`}
          onYes={() => change(() => askRaw(pathOf(leaving), { method: 'DELETE' }))}
          onNo={() => setLeaving(undefined)}
        >
          <p>Nothing is synced by it any more. What was collected stays.</p>
        </AskFirst>
      )}
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
