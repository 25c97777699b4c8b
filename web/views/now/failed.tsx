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
            {failures.map(({ id, scope, stream, stage, reason, kind, attempts, target, status, body }) => (
              <li key={id}>
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
              </li>
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
