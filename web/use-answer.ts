import { useEffect, useState } from 'preact/hooks';
import { ProblemError } from './ask.ts';

/** Something that is asked for: being waited for, there, or refused. */
export type Answered<T> =
  | { readonly kind: 'waiting'; readonly before?: T }
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: string; readonly status: number };

/**
 * Asks, and again whenever `question` changes, and every `everySeconds`; what was there stays while it is asked again.
 * A question of undefined is not asked. What is known from before is shown until the first answer comes.
 */
export function useAnswer<T>(
  question: string | undefined,
  asking: (signal: AbortSignal) => Promise<T>,
  everySeconds?: number,
  known?: T,
): readonly [answer: Answered<T>, again: () => void] {
  const [answer, setAnswer] = useState<Answered<T>>(() =>
    known === undefined ? { kind: 'waiting' } : { kind: 'waiting', before: known },
  );
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (question === undefined) return undefined;
    const stop = new AbortController();
    setAnswer((before) => (before.kind === 'there' ? { kind: 'waiting', before: before.value } : before));
    asking(stop.signal).then(
      (value) => !stop.signal.aborted && setAnswer({ kind: 'there', value }),
      (cause: unknown) => {
        if (stop.signal.aborted) return;
        const reason = cause instanceof Error ? cause.message : String(cause);
        setAnswer({ kind: 'refused', reason, status: cause instanceof ProblemError ? cause.status : 0 });
      },
    );
    const timer = everySeconds === undefined ? undefined : setTimeout(() => setTurn(turn + 1), everySeconds * 1000);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [question, turn]);
  return [answer, () => setTurn(turn + 1)];
}

/** What there is now or was before; undefined while there never was anything. */
export const shownOf = <T>(answer: Answered<T>): T | undefined =>
  answer.kind === 'there' ? answer.value : answer.kind === 'waiting' ? answer.before : undefined;
