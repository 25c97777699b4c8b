import type * as z from 'zod';
import { Failures } from '../../answers.ts';
import { ask } from '../../ask.ts';
import { Shown } from '../../parts/state.tsx';
import { addressOf, Link } from '../../route.tsx';
import { sayCount } from '../../say.ts';
import { useAnswer } from '../../use-answer.ts';
import { remedyOf } from './run-words.ts';

const SHOWN = 50;

/** What failed in a run, why, and what to do about it. */
export function Failed({ run, count }: { run: string; count: number }) {
  const [answer] = useAnswer(`failures ${run} ${count}`, (signal) =>
    ask(Failures, `/runs/${encodeURIComponent(run)}/failures?limit=${SHOWN}`, { signal }),
  );
  return (
    <>
      <h3>What failed, and why</h3>
      <Shown answer={answer} what="failures">
        {({ failures }) => (
          <ul class="failures">
            {alike(failures).map(({ first, others }) => (
              <Alike first={first} others={others} key={first.id} />
            ))}
          </ul>
        )}
      </Shown>
      {count > SHOWN && (
        <p class="says">
          {sayCount(count - SHOWN)} more: <code>sluice run {run} --dead</code> lists them.
        </p>
      )}
    </>
  );
}

type Failure = z.output<typeof Failures>['failures'][number];

/** What failed in the same way, once; the others by what was asked. */
function alike(failures: readonly Failure[]) {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const { scope, stream, stage, reason, kind, status } = failure;
    const key = JSON.stringify([scope, stream, stage, reason, kind, status]);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, others }] : []));
}

function Alike({ first, others }: { first: Failure; others: readonly Failure[] }) {
  const { scope, stream, stage, reason, kind, attempts, target, status, body } = first;
  return (
    <li>
      <b>
        {stream}, {stage}
      </b>
      : {reason} (tried {attempts === 1 ? 'once' : `${attempts} times`}). {remedyOf(kind, status)}
      {kind === 'credential' && (
        <>
          {' '}
          <Link to={addressOf('/connect', { connection: scope.split('/')[1] })}>Replace it</Link>
        </>
      )}
      {target !== '' && (
        <code class="address">
          {status || ''} {target}
        </code>
      )}
      {body !== '' && (
        <details>
          <summary>The answer</summary>
          <pre tabIndex={0}>{body}</pre>
        </details>
      )}
      {others.length > 0 && (
        <details>
          <summary>{others.length === 1 ? 'Another one' : `${others.length} others`} like it</summary>
          <ul>
            {others.map((other) => (
              <li key={other.id}>
                <code class="address">{other.target || other.id}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
