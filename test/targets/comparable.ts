import type { Client, Exchange } from './client.ts';

/** Headers that say something about the answer; the others are of the way that it took. */
const HEADERS = [
  'allow',
  'cache-control',
  'content-disposition',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'referrer-policy',
  'retry-after',
  'www-authenticate',
  'x-content-type-options',
  'x-data-as-of',
] as const;

/** Values that are another one each time, on the same target, too: what is left of a budget, and how long work took. */
const FLEETING: ReadonlySet<string> = new Set([
  'milliseconds',
  'rate',
  'requestsLeft',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
]);

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b/g;
/** A budget begins again at the next full hour. */
const AHEAD = 2 * 3_600_000;

/** An exchange as it is compared. */
export interface Comparable {
  readonly what: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * What was answered, but for what differs between two drives of one target: the times of the drive itself (what the
 * vendors tell is years old), names that are chance or hold such a time (keys, runs, cursors, objects, hashes), and
 * `FLEETING`.
 */
export function comparable({ transcript, words }: Client, begunAt: number): readonly Comparable[] {
  const named = [...words].toSorted(([a], [b]) => b.length - a.length);
  const plain = (text: string): string =>
    named
      .reduce((rest, [value, word]) => rest.replaceAll(value, word), text)
      .replaceAll(INSTANT, (time) => (isNow(Date.parse(time), begunAt) ? '<now>' : time))
      .replaceAll(/-[0-9a-f]{8,}\.ndjson\.zst/g, '-<hash>.ndjson.zst')
      .replaceAll(/([?&]cursor=)[\w-]+/g, '$1<cursor>')
      .replaceAll(/\\"[\w-]{27}\\"/g, '<hash of the body>');
  return transcript.map((exchange) => JSON.parse(plain(JSON.stringify(shown(exchange), fleeting(begunAt)))));
}

const shown = ({ what, answer, body }: Exchange): Comparable => ({
  what,
  status: answer.status,
  headers: Object.fromEntries(
    HEADERS.flatMap((name): [string, string][] => {
      const value = answer.headers.get(name);
      // API Gateway names a type where there is nothing that could be of one.
      const isIdle = name === 'content-type' && answer.bytes.length === 0 && [204, 304].includes(answer.status);
      return value === null || isIdle ? [] : [[name, value]];
    }),
  ),
  body,
});

const fleeting =
  (begunAt: number) =>
  (name: string, value: unknown): unknown => {
    if (name === 'next' && typeof value === 'string') return '<cursor>';
    if (typeof value === 'number' && isNow(value, begunAt)) return '<now>';
    return FLEETING.has(name) && value !== null ? '<fleeting>' : value;
  };

const isNow = (at: number, begunAt: number): boolean => at >= begunAt - 5_000 && at < begunAt + AHEAD;
