import { createHash } from 'node:crypto';
import * as z from 'zod';
import { places } from '../contract/places.ts';
import { ConflictError, InvalidInputError } from '../errors.ts';
import { toItem } from '../pipeline/deep-json.ts';
import type { ClockPort, TablePort } from '../pipeline/ports.ts';

const Key = z.string().min(1).max(200);
const Kept = z.object({
  asked: z.string(),
  at: z.number(),
  status: z.number().int().default(0),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
});

/** After this long without an answer, whoever began is taken for dead. Milliseconds. */
const GIVEN_UP = 60_000;
/** Longer answers are not kept: they are of questions, which may be asked twice. */
const LARGEST = 100_000;
const HEADERS = ['content-type', 'location', 'etag'] as const;

/** The `Idempotency-Key` of a request. @throws InvalidInputError */
export function keyOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const key = Key.safeParse(given);
  if (!key.success) throw new InvalidInputError('the Idempotency-Key has 1 to 200 characters', ['idempotency-key']);
  return key.data;
}

/** A request that was sent under a key. */
export interface Sent {
  readonly caller: string;
  readonly key: string;
  readonly path: string;
  readonly body: string;
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);

/**
 * Does something once for a key: whoever sends the same again gets the first answer, marked `Idempotency-Replayed`.
 * Failures are not kept, so that they can be tried again.
 *
 * @throws ConflictError when the key was used for something else, or the first one is still at it
 */
export async function once(
  { table, clock }: { readonly table: TablePort; readonly clock: ClockPort },
  { caller, key, path, body }: Sent,
  work: () => Promise<Response>,
): Promise<Response> {
  const place = places.answered(hash(caller, key));
  const asked = hash(path, body);
  const row = await table.get(place);
  const before = row && Kept.parse(row);
  if (before && before.asked !== asked)
    throw new ConflictError('this Idempotency-Key was used for another request; use a new one');
  if (before && before.status > 0)
    return new Response(before.body, {
      status: before.status,
      headers: { ...before.headers, 'idempotency-replayed': 'true' },
    });
  const now = clock.now();
  if (before && now - before.at < GIVEN_UP)
    throw new ConflictError('the first request with this Idempotency-Key is not answered yet; wait and send it again');
  const mark = toItem({ ...place, asked, at: now });
  const when = before ? { equals: { at: before.at } } : { absent: true as const };
  if ((await table.transact([{ kind: 'put', item: mark, when }])) === 'refused')
    throw new ConflictError('the first request with this Idempotency-Key is not answered yet; wait and send it again');
  const settled = await settle(work);
  if (!settled.response?.ok) {
    await table.transact([{ kind: 'delete', place }]);
    if (settled.response) return settled.response;
    throw settled.cause;
  }
  const text = await settled.response.clone().text();
  const headers = Object.fromEntries(
    HEADERS.flatMap((name): [string, string][] => {
      const value = settled.response?.headers.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  await table.transact([
    text.length > LARGEST
      ? { kind: 'delete', place }
      : {
          kind: 'put',
          item: toItem({ ...place, asked, at: now, status: settled.response.status, headers, body: text }),
        },
  ]);
  return settled.response;
}

type Settled =
  | { readonly response: Response; readonly cause?: never }
  | { readonly response?: never; readonly cause: unknown };

async function settle(work: () => Promise<Response>): Promise<Settled> {
  try {
    return { response: await work() };
  } catch (cause) {
    return { cause };
  }
}
