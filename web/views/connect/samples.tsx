import type { Sample } from '../../answers.ts';
import { Json } from '../../parts/json.tsx';
import { sayCell } from '../../sql.ts';
import { cellsOf, changedColumns } from './mapping-form.ts';

/** What the vendor sent, and beside it the records that it becomes; what a change of the mapping changed is marked. */
export function Samples({
  samples,
  before,
  vendor,
  scope,
  isAsking,
  isRefused,
}: {
  samples: readonly Sample[] | undefined;
  before: readonly Sample[] | undefined;
  vendor: string;
  scope: string;
  isAsking: boolean;
  isRefused: boolean;
}) {
  const changes = (samples ?? []).map((sample, i) => changedColumns(sample, before?.[i]));
  const count = changes.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <p class="says" role="status">
        {samples === undefined
          ? isAsking
            ? `Asking ${vendor} for some of your own data …`
            : ''
          : isRefused
            ? 'Below is what the mapping before made.'
            : count === 0
              ? 'Your own data. Change the mapping, and see here what it makes.'
              : `${count} ${count === 1 ? 'value differs' : 'values differ'} from before.`}
      </p>
      {samples?.length === 0 && <p class="says">There is nothing of this in {scope}.</p>}
      <div class={isAsking || isRefused ? 'again' : undefined}>
        {samples?.map((sample, i) => (
          <Mapped sample={sample} changed={changes[i] ?? new Set()} vendor={vendor} number={i + 1} key={i} />
        ))}
      </div>
    </>
  );
}

function Mapped({
  sample: { raw, records, problems },
  changed,
  vendor,
  number,
}: {
  sample: Sample;
  changed: ReadonlySet<string>;
  vendor: string;
  number: number;
}) {
  return (
    <article class="sample" aria-label={`Sample ${number}`}>
      <div>
        <h3>{vendor} sent</h3>
        <Json value={raw} label={`Sample ${number}: what ${vendor} sent`} />
      </div>
      <div>
        <h3>becomes</h3>
        <section class="json" aria-label={`Sample ${number}: its records`} tabIndex={0}>
          {records.map(({ table, record }, i) => (
            <div class="made" key={`${table} ${i}`}>
              <h4>{table}</h4>
              <dl class="columns">
                {cellsOf(record, (name) => changed.has(`${i} ${table} ${name}`)).map(([name, value]) => (
                  <div class={changed.has(`${i} ${table} ${name}`) ? 'changed' : undefined} key={name}>
                    <dt>{name}</dt>
                    <dd>{sayCell(value) || 'empty'}</dd>
                  </div>
                ))}
              </dl>
            </div>
          ))}
          {problems.map((problem) => (
            <p class="refused" key={problem}>
              {problem}
            </p>
          ))}
          {records.length + problems.length === 0 && (
            <p class="says">No record: another stream of {vendor} tells more about it.</p>
          )}
        </section>
      </div>
    </article>
  );
}
