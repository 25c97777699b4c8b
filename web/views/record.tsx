import { type Origin, Origins } from '../answers.ts';
import { ask } from '../ask.ts';
import { Json } from '../parts/json.tsx';
import { Badge, Panel, Shown } from '../parts/state.tsx';
import { sayTime } from '../say.ts';
import { sayCell } from '../sql.ts';
import { useAnswer } from '../use-answer.ts';

/** One record: its columns, and the JSON that the vendor sent. */
export function RecordView({ query }: { query: Readonly<Record<string, string>> }) {
  const { table = '', id = '' } = query;
  // A key of several columns has its values encoded and parted by slashes already, in SQL only those that need it.
  const key = table === 'project_pr_metrics' ? partsOf(id) : encodeURIComponent(id);
  const path = `/data/${encodeURIComponent(table)}/${key}/raw`;
  const [answer] = useAnswer(path, (signal) => ask(Origins, path, { signal }));
  return (
    <div class="panels">
      <p class="wide">
        <button type="button" class="quiet" onClick={() => history.back()}>
          ← Back
        </button>
      </p>
      <Shown answer={answer} what="the record">
        {({ rows }) => rows.map((origin, i) => <OriginView origin={origin} key={i} />)}
      </Shown>
    </div>
  );
}

const partsOf = (id: string): string => {
  const cut = id.lastIndexOf('/');
  return `${encodeURIComponent(id.slice(0, cut))}/${encodeURIComponent(id.slice(cut + 1))}`;
};

function OriginView({ origin }: { origin: Origin }) {
  const { table, record, source, isDerived, observedAt, madeOf } = origin;
  const title = sayCell(record.title ?? record.name ?? record.id ?? table);
  return (
    <div class="origin">
      <Panel title={title} says={`A row of ${table}, observed ${sayTime(observedAt)}.`}>
        <dl class="columns">
          {Object.entries(record)
            .filter(([, value]) => value !== null && value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{sayCell(value)}</dd>
              </div>
            ))}
        </dl>
      </Panel>
      {source ? (
        <Panel title="What the vendor sent" says={<SourceSays source={source} />}>
          <Json value={source.element} label="Raw JSON" />
        </Panel>
      ) : (
        <Panel
          title="Made of other records"
          says={
            isDerived ? 'No answer of a vendor has it: it was derived of these.' : 'Its raw answer is no longer stored.'
          }
        >
          {madeOf.map((of, i) => (
            <OriginView origin={of} key={i} />
          ))}
        </Panel>
      )}
    </div>
  );
}

function SourceSays({ source }: { source: NonNullable<Origin['source']> }) {
  return (
    <>
      <code class="address">{source.url ?? source.raw}</code> answered {source.status ?? ''} on{' '}
      {sayTime(source.fetchedAt)}.{' '}
      {source.isIntact ? (
        <Badge word="bytes unchanged" tone="good" />
      ) : (
        <Badge word="bytes not those received" tone="bad" />
      )}
    </>
  );
}
