import { Starts } from '../answers.ts';
import { ask, queryOf } from '../ask.ts';
import { Field } from '../parts/field.tsx';
import { sayStart } from '../say-start.ts';
import { useAnswer } from '../use-answer.ts';

/** When something is synced by itself; an empty cron: never. */
export interface Schedule {
  readonly cron: string;
  readonly zone: string;
}

/** Where the reader is. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const USUAL = [
  { cron: '0 3 * * *', says: 'Every night at 3' },
  { cron: '0 * * * *', says: 'Every hour' },
  { cron: '0 7,12,17 * * 1-5', says: 'Monday to Friday at 7, 12 and 17' },
  { cron: '0 3 * * 1', says: 'Every Monday at 3' },
  { cron: '', says: 'Only when I start it' },
] as const;
const OWN = 'own';

/** A schedule, and its next start in words. */
export function ScheduleFields({
  schedule: { cron, zone },
  onChange,
  wrong,
}: {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
  wrong: Readonly<Record<string, string>>;
}) {
  const isUsual = USUAL.some((each) => each.cron === cron);
  const path = `/schedule${queryOf({ cron: cron.trim(), zone })}`;
  const [answer] = useAnswer(cron.trim() === '' ? undefined : path, (signal) => ask(Starts, path, { signal }));
  const refused = answer.kind === 'refused' && cron !== '' ? answer.reason : undefined;
  const next = answer.kind === 'there' ? answer.value.starts[0] : undefined;
  return (
    <>
      <Field label="Sync">
        {(tied) => (
          <select
            {...tied}
            value={isUsual ? cron : OWN}
            onChange={({ currentTarget: { value } }) =>
              onChange({ cron: value === OWN ? '30 6 * * 1-5' : value, zone })
            }
          >
            {USUAL.map(({ cron: each, says }) => (
              <option value={each} key={each}>
                {says}
              </option>
            ))}
            <option value={OWN}>At other times …</option>
          </select>
        )}
      </Field>
      {!isUsual && (
        <Field
          label="Times"
          error={wrong.cron ?? (/zone/.test(refused ?? '') ? undefined : refused)}
          hint="minute hour day month weekday, as in crontab: 30 6 * * 1-5 is 6:30 from Monday to Friday"
        >
          {(tied) => (
            <input
              {...tied}
              class="mono"
              value={cron}
              onInput={(event) => onChange({ cron: event.currentTarget.value || ' ', zone })}
            />
          )}
        </Field>
      )}
      {cron !== '' && (
        <Field
          label="Time zone"
          error={wrong.zone ?? (/zone/.test(refused ?? '') ? refused : undefined)}
          hint={next === undefined ? undefined : `Next start: ${sayStart(next, zone, Date.now())}`}
        >
          {(tied) => (
            <>
              <input
                {...tied}
                list="zones"
                value={zone}
                onInput={(event) => onChange({ cron, zone: event.currentTarget.value })}
              />
              <datalist id="zones">
                {['UTC', ...Intl.supportedValuesOf('timeZone')].map((each) => (
                  <option value={each} key={each} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
    </>
  );
}
