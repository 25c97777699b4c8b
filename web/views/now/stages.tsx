import type { Token } from '../../answers.ts';
import { Rows } from '../../parts/rows.tsx';
import { Badge } from '../../parts/state.tsx';
import { sayCount, sayTime } from '../../say.ts';

/** How far a stage is. */
export interface StageShown {
  readonly planned: number;
  readonly open: number;
  readonly done: number;
  readonly dead: number;
}

/** A stage as a bar, with its figures. */
export function StageBar({
  name,
  says,
  counts,
  isOver,
  stage: { planned, done, dead, open },
}: {
  name: string;
  says: string;
  counts: string;
  /** Whether nothing more will come to it. */
  isOver: boolean;
  stage: StageShown;
}) {
  const share = planned === 0 ? 0 : Math.round((100 * (done + dead)) / planned);
  const bad = planned === 0 ? 0 : (100 * dead) / planned;
  return (
    <div class="stage">
      <span class="stage-name">
        {name} <small>{says}</small>
      </span>
      <div
        class="bar"
        role="progressbar"
        aria-label={`${name}: ${done} of ${planned} ${counts} done`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
      >
        <div style={{ width: `${share - bad}%` }} />
        {dead > 0 && <div class="bad" style={{ width: `${Math.max(bad, 1)}%` }} />}
      </div>
      <span class="stage-says">
        {planned === 0
          ? isOver
            ? 'nothing to do'
            : 'comes later'
          : `${sayCount(done)} of ${sayCount(planned)} ${counts}`}
        {open > 0 && `, ${sayCount(open)} open`}
        {dead > 0 && `, ${sayCount(dead)} failed`}
      </span>
    </div>
  );
}

/** What the vendors' limits leave to each token. */
export function Budgets({ tokens }: { tokens: readonly Token[] }) {
  const known = tokens.filter(
    ({ requestsLeft, refused, blockedUntil }) => requestsLeft !== null || refused !== '' || blockedUntil !== null,
  );
  if (known.length === 0) return null;
  return (
    <>
      <h3>Requests left</h3>
      <Rows
        label="Requests left, by token"
        rows={known}
        keyOf={({ connection, token }) => `${connection} ${token}`}
        columns={[
          { title: 'connection', cell: ({ connection }) => connection },
          { title: 'token', cell: ({ token }) => (token === null ? 'none' : <code>{token}</code>) },
          {
            title: 'left',
            isNumber: true,
            cell: ({ requestsLeft }) => (requestsLeft === null ? '' : sayCount(requestsLeft)),
          },
          { title: 'of them kept for people', isNumber: true, cell: ({ kept }) => sayCount(kept) },
          { title: 'renewed', cell: ({ resetAt }) => (resetAt ? sayTime(resetAt) : '') },
          {
            title: '',
            cell: ({ refused, blockedUntil }) => (
              <>
                {refused && <Badge word={refused} tone="bad" />}
                {blockedUntil && <Badge word={`blocked until ${sayTime(blockedUntil)}`} tone="busy" />}
              </>
            ),
          },
        ]}
      />
    </>
  );
}
