import type * as z from 'zod';
import type { TableView } from '../../answers.ts';
import { Rows } from '../../parts/rows.tsx';
import { Badge, Empty } from '../../parts/state.tsx';
import { Link } from '../../route.tsx';
import { sayTime } from '../../say.ts';

type Input = z.output<typeof TableView>['completeness'][number];

const isMissing = ({ asOf, state }: Input): boolean => asOf === null || state === 'failing';

/** Until when each stream of each scope was read to its end; first what is missing, and why. */
export function Completeness({ inputs }: { inputs: readonly Input[] }) {
  if (inputs.length === 0)
    return (
      <Empty title="Nothing was synced yet">
        <Link to="/connect">Connect a source.</Link>
      </Empty>
    );
  const missing = inputs.filter(isMissing);
  const sorted = [...inputs].sort((a, b) => Number(isMissing(b)) - Number(isMissing(a)));
  return (
    <>
      <p class={missing.length > 0 ? 'notice' : 'says'}>
        {missing.length === 0
          ? 'Nothing is missing.'
          : `${missing.length} of ${inputs.length} streams are not complete: they come first below. A sync that ends well completes them.`}
      </p>
      <Rows
        label="Completeness"
        rows={sorted}
        keyOf={({ connection, scope, stream }) => `${connection} ${scope} ${stream}`}
        columns={[
          { title: 'scope', cell: ({ scope }) => scope },
          { title: 'stream', cell: ({ stream }) => stream },
          {
            title: 'as of',
            cell: (input) => (input.asOf === null ? 'never' : <time dateTime={input.asOf}>{sayTime(input.asOf)}</time>),
          },
          { title: '', cell: (input) => <Why input={input} /> },
        ]}
      />
    </>
  );
}

function Why({ input: { asOf, state } }: { input: Input }) {
  if (asOf === null) return <Badge word="never read to its end" tone="bad" />;
  if (state === 'failing')
    return (
      <Link to="/">
        <Badge word="its last sync failed" tone="bad" />
      </Link>
    );
  return state === 'idle' ? <Badge word="nothing new" tone="plain" /> : <Badge word="complete" tone="good" />;
}
