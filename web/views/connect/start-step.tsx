import { useRef, useState } from 'preact/hooks';
import { Projects, Started } from '../../answers.ts';
import { ask, askRaw, flawsOf } from '../../ask.ts';
import { Field, focusFlaw } from '../../parts/field.tsx';
import { addressOf, go } from '../../route.tsx';
import { shownOf, useAnswer } from '../../use-answer.ts';
import { ownZone, type Schedule, ScheduleFields } from '../schedule.tsx';

/** Which product the scopes belong to, when they are synced by themselves, and the first sync. */
export function StartStep({ scopes }: { scopes: readonly string[] }) {
  const [projects] = useAnswer('projects', (signal) => ask(Projects, '/projects?limit=200', { signal }));
  const known = shownOf(projects)?.projects ?? [];
  const form = useRef<HTMLFormElement>(null);
  const [product, setProduct] = useState(proposedName(scopes));
  const [schedule, setSchedule] = useState<Schedule>({ cron: '0 3 * * *', zone: ownZone() });
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [isStarting, setStarting] = useState(false);
  const start = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = product.trim();
    if (name === '') {
      setWrong({ product: 'Name the product: metrics are counted for it.' });
      focusFlaw(form.current);
      return;
    }
    setStarting(true);
    setWrong({});
    try {
      const before = known.find((each) => each.name === name);
      const all = [...new Set([...(before?.scopes ?? []), ...scopes])];
      // Whatever else the product says stays.
      const { revision: _, updatedAt: __, ...kept }: Readonly<Record<string, unknown>> = before ?? {};
      await askRaw(`/projects/${encodeURIComponent(name)}`, { method: 'PUT', body: { ...kept, name, scopes: all } });
      if (schedule.cron.trim() !== '') {
        const body = { project: name, cron: schedule.cron.trim(), zone: schedule.zone };
        await askRaw(`/blueprints/${encodeURIComponent(labelOf(name))}`, { method: 'PUT', body });
      }
      const { run } = await ask(Started, '/runs', { method: 'POST', body: { scopes } });
      go(addressOf('/', { run, project: name }));
    } catch (cause) {
      setWrong(flawsOf(cause, ['product', 'cron', 'zone']));
      setStarting(false);
      focusFlaw(form.current);
    }
  };
  return (
    <form class="form" onSubmit={start} noValidate ref={form}>
      <Field
        label="Product"
        error={wrong.product}
        hint="What metrics are counted for: the repositories, boards and builds of one team or one thing that is shipped."
      >
        {(tied) => (
          <>
            <input
              {...tied}
              list="products"
              value={product}
              onInput={(event) => setProduct(event.currentTarget.value)}
            />
            <datalist id="products">
              {known.map(({ name }) => (
                <option value={name} key={name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <ScheduleFields schedule={schedule} onChange={setSchedule} wrong={wrong} />
      <p class="buttons">
        <button type="submit" class="button" disabled={isStarting}>
          {isStarting ? 'Starting …' : 'Start the first sync'}
        </button>
      </p>
      <p class="refused" role="alert">
        {wrong['']}
      </p>
    </form>
  );
}

/** The last part of the first scope's name, where it is a name: `Ants` of `github:panjf2000/ants`. */
function proposedName([first = '']: readonly string[]): string {
  const part =
    first
      .slice(first.indexOf(':') + 1)
      .split('/')
      .at(-1) ?? '';
  return /^[A-Za-z]/.test(part) ? part.charAt(0).toUpperCase() + part.slice(1) : '';
}

/** A name that a blueprint may have. */
export const labelOf = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64) || 'schedule';
