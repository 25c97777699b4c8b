import { createHash } from 'node:crypto';
import * as z from 'zod';
import { places, TTL } from '../contract/places.ts';
import { InvalidInputError } from '../errors.ts';
import { toItem } from '../pipeline/deep-json.ts';
import type { ClockPort, Item, TablePort } from '../pipeline/ports.ts';
import { problem, respond } from './problem.ts';

const Key = z.string().min(1).max(200);
const Kept = z.object({
  asked: z.string(),
  at: z.number(),
  status: z.number().int().default(0),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  /** The answer was given once: it held a secret, or was too long. */
  withheld: z.boolean().default(false),
});
type Kept = z.output<typeof Kept>;

/** After this long without an answer, whoever began is taken for dead. Milliseconds. */
const GIVEN_UP = 60_000;
/** So long a key stands for what was sent with it first; DynamoDB removes the row some time later. Milliseconds. */
const REMEMBERED = 24 * 3_600_000;
/** A row holds 400 KB at most; a longer answer is told to have been given, and not given again. */
const LARGEST = 100_000;
const HEADERS = ['content-type', 'location', 'etag'] as const;

/** The `Idempotency-Key` of a request. @throws InvalidInputError */
export function keyOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const key = Key.safeParse(given);
  if (!key.success) throw new InvalidInputError('the Idempotency-Key has 1 to 200 characters', ['idempotency-key']);
  return key.data;
}

/** A key is its caller's own: the same text of somebody else is another one. */
export const boundKey = (caller: string, key: string): string => hash(caller, key);

/** A request that was sent under a key. */
export interface Sent {
  /** Names who sends it, and nobody else. */
  readonly caller: string;
  readonly key: string;
  readonly method: string;
  /** With its query. */
  readonly target: string;
  readonly body: string;
  /** Its answer is given once and never kept. */
  readonly answersSecret: boolean;
}

interface Ports {
  readonly table: TablePort;
  readonly clock: ClockPort;
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);

/**
 * Does something once for a key: whoever sends the same again gets the first answer, marked `Idempotency-Replayed`; with
 * something else, 422; while the first one is at it, 409. Failures are not kept, so that they can be tried again.
 * `work` is told when somebody began it before, and died before the answer was kept.
 */
export async function once(
  { table, clock }: Ports,
  { caller, key, method, target, body, answersSecret }: Sent,
  work: (isAgain: boolean) => Promise<Response>,
): Promise<Response> {
  const place = places.answered(boundKey(caller, key));
  const asked = hash(method, target, body);
  const row = await table.get(place);
  const now = clock.now();
  const stored = row && Kept.parse(row);
  const before = stored && now - stored.at < REMEMBERED ? stored : undefined;
  if (before && before.asked !== asked) return used();
  if (before && before.status > 0) return answerAgain(before);
  if (before && now - before.at < GIVEN_UP) return underWay();
  const kept = { ...place, asked, at: now, [TTL]: Math.ceil((now + REMEMBERED) / 1000) };
  const when = stored ? { equals: { at: stored.at, asked: stored.asked } } : { absent: true as const };
  if ((await table.transact([{ kind: 'put', item: toItem(kept), when }])) === 'refused') return underWay();
  // Whoever was taken for dead and is not leaves the row to the one that came after.
  const ours = { equals: { at: now, asked } };
  const settled = await settle(() => work(before !== undefined));
  if (!settled.response?.ok) {
    await table.transact([{ kind: 'delete', place, when: ours }]);
    if (settled.response) return settled.response;
    throw settled.cause;
  }
  const item = toItem({ ...kept, ...(await answerOf(settled.response, answersSecret)) });
  await table.transact([{ kind: 'put', item, when: ours }]);
  return settled.response;
}

/** Removes what is remembered no more, where no DynamoDB does; answers how many. */
export async function forgetAnswered({ table, clock }: Ports): Promise<number> {
  const over = clock.now() - REMEMBERED;
  let forgotten = 0;
  for (let shard = 0; shard < 256; shard += 1) {
    const { pk } = places.answered(shard.toString(16).padStart(2, '0'));
    const { items } = await table.query(pk);
    const old = items.filter((row: Item) => Kept.parse(row).at <= over);
    await table.writeMany(
      [],
      old.map(({ sk }) => ({ pk, sk })),
    );
    forgotten += old.length;
  }
  return forgotten;
}

const used = (): Response =>
  respond(
    problem(422, 'key_used', 'this Idempotency-Key was used for another request; use a new one', [
      { path: ['idempotency-key'], message: 'it was used for another method, address or body' },
    ]),
  );

const underWay = (): Response =>
  respond(
    problem(
      409,
      'under_way',
      'the first request with this Idempotency-Key is not answered yet; wait and send it again',
    ),
    { 'retry-after': '1' },
  );

function answerAgain({ status, headers, body, withheld }: Kept): Response {
  // A response of 204 may have no body, not even an empty one.
  if (!withheld)
    return new Response(body === '' ? null : body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });
  const where = headers.location === undefined ? '' : `: ${headers.location}`;
  return respond(
    problem(
      409,
      'answered_once',
      `this was done${where}; its answer is given once, so send it with a new Idempotency-Key`,
    ),
  );
}

/** The answer as it is kept; of one that is given only once, where to find what was made. */
async function answerOf(response: Response, answersSecret: boolean): Promise<Omit<Kept, 'asked' | 'at'>> {
  const { status } = response;
  const body = answersSecret ? '' : await response.clone().text();
  const withheld = answersSecret || body.length > LARGEST;
  const headers = Object.fromEntries(
    HEADERS.flatMap((name): [string, string][] => {
      const value = response.headers.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  return { status, headers, body: withheld ? '' : body, withheld };
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
