import { hash } from 'node:crypto';
import * as z from 'zod';
import { places } from '../contract/places.ts';
import type { DeadItem } from '../contract/run.ts';
import { RawPage } from '../contract/stored.ts';
import { MalformedJsonError, NotFoundError } from '../errors.ts';
import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import type { WorkRequest } from '../plugin-sdk/request.ts';
import { type BoundStream, type OpenPage, type PageSummary, summarize } from '../plugin-sdk/stream.ts';
import type { CollectSession } from './collect-session.ts';
import { canonical, digest } from './identity.ts';
import type { ChancePort, ClockPort, TablePort } from './ports.ts';
import { hasForeignNext, isGone, openPage } from './stored-page.ts';

/** Attempts in a row before a request is put back for later, and before it is given up. */
const IN_A_ROW = 3;
const MOST_ATTEMPTS = 6;
/** Full jitter: waits are drawn from 0 to this, doubled for each attempt. Milliseconds. */
const JITTER = 250;
const LATER = 5_000;
/** Pages of a list that is read page after page, ten million things: one that goes on behind them has no end. */
const MOST_PAGES = 100_000;
/** What a dead item keeps of the answer. */
const KEPT_BODY = 4096;

/** What a page can be compared with when it is asked for again. */
export const PageRow = z.object({
  run: z.string(),
  token: z.string().nullable().default(null),
  etag: z.string().exactOptional(),
  lastModified: z.string().exactOptional(),
  /** Name the first and the last element of the page. */
  first: z.string().default(''),
  last: z.string().default(''),
  segment: z.string().default(''),
  line: z.number().int().default(0),
  /** Its place in its list when it was read last, and by which way it was come to. */
  page: z.number().int().default(1),
  way: z.string().default('1'),
  /** Of its body. */
  sha256: z.string().exactOptional(),
  /** Of what it was asked for with: the same answer means something else to another input. */
  input: z.string().default(''),
});
export type PageRow = z.infer<typeof PageRow>;

/** What became of one request. */
export type Asked =
  | {
      readonly kind: 'page';
      readonly page: RawPage;
      readonly open: PageSummary;
      readonly date: string;
      readonly tries: number;
    }
  | {
      readonly kind: 'unchanged';
      readonly request: WorkRequest;
      readonly row: PageRow;
      readonly open: PageSummary;
      readonly date: string;
      readonly tries: number;
    }
  | { readonly kind: 'empty'; readonly request: WorkRequest; readonly date: string; readonly tries: number }
  | { readonly kind: 'unsent'; readonly request: WorkRequest; readonly notBefore: number; readonly tries: number }
  | {
      readonly kind: 'dead';
      readonly request: WorkRequest;
      readonly dead: Omit<DeadItem, 'id' | 'scope' | 'stream' | 'stage'>;
      readonly tries: number;
    };

/** What asking works with. */
export interface Asking {
  readonly table: TablePort;
  /** The pages of a stored segment. @throws NotFoundError */
  readonly segment: (key: string) => Promise<readonly RawPage[]>;
  readonly clock: ClockPort;
  readonly chance: ChancePort;
  readonly session: CollectSession;
  readonly run: string;
  readonly scope: string;
  readonly bound: BoundStream;
  readonly baseUrl: string;
  readonly token: string | null;
  /** Whether the keys of the records are wanted: something is read in full. */
  readonly keys: boolean;
}

/** Asks until there is an answer that can be kept, or a reason to stop. */
export async function ask(at: Asking, request: WorkRequest): Promise<Asked> {
  const { clock, session } = at;
  let stored = await readPageRow(at, request);
  let attempts = request.attempts ?? 0;
  let tries = 0;
  for (;;) {
    const reply = await session.ask(request, stored);
    const unsent = (notBefore: number): Asked => ({
      kind: 'unsent',
      request: withAttempts(request, attempts),
      notBefore,
      tries,
    });
    if (!reply) return unsent(0);
    tries += 1;
    const { verdict, answer, date = '' } = reply;
    let failure: Verdict = verdict;
    if (request.missing && answer && reply.movedTo !== undefined)
      return deadOf(at, request, answer, {
        kind: 'permanent',
        reason: `moved to ${reply.movedTo}: kept`,
        attempts,
        tries,
      });
    if (request.missing && answer && verdict.kind === 'permanent' && isGone(answer.status))
      return { kind: 'page', page: pageOf(request, answer), open: noPage(request), date, tries };
    if (verdict.kind === 'page' && answer) {
      const read = await endless(at, request, readAnswer(at, request, answer, reply.json));
      if (read.kind === 'page')
        return stored?.sha256 === read.page.sha256
          ? { kind: 'unchanged', request, row: withValidators(stored, answer), open: read.open, date, tries }
          : { ...read, date, tries };
      failure = read;
    }
    if (verdict.kind === 'unchanged' && stored) {
      const read = await endless(at, request, await readUnchanged(at, request, stored, answer));
      if (read.kind === 'unchanged') return { ...read, request, date, tries };
      if (read.kind === 'gone') {
        stored = undefined;
        continue;
      }
      failure = read;
    }
    if (verdict.kind === 'empty') return { kind: 'empty', request, date, tries };
    if (verdict.kind === 'limit' || verdict.kind === 'credential') {
      await session.stop(verdict);
      return unsent(0);
    }
    attempts += 1;
    const reason = 'reason' in failure ? failure.reason : `unexpected answer ${answer?.status ?? ''}`;
    if (failure.kind === 'permanent' || attempts >= MOST_ATTEMPTS) {
      const kind = failure.kind === 'permanent' ? ('permanent' as const) : ('transient' as const);
      return deadOf(at, request, answer, { kind, reason, attempts, tries });
    }
    const smaller =
      attempts % IN_A_ROW === 0 && isOverload(answer) && !request.edge ? at.bound.smaller(request) : undefined;
    if (smaller) {
      const { attempts: _, ...asked } = request;
      return { kind: 'unsent', request: { ...asked, ...smaller }, notBefore: clock.now() + LATER, tries };
    }
    if (attempts % IN_A_ROW === 0) return unsent(clock.now() + LATER * 2 ** (attempts / IN_A_ROW - 1));
    await clock.sleep(at.chance.next() * JITTER * 2 ** attempts);
  }
}

/** A page may have been too large for the vendor. */
const isOverload = (answer: Answer | undefined): boolean => (answer?.status ?? 0) >= 500;

function deadOf(
  { clock }: Asking,
  request: WorkRequest,
  answer: Answer | undefined,
  { tries, ...why }: { kind: DeadItem['kind']; reason: string; attempts: number; tries: number },
): Asked {
  const status = answer?.status ?? 0;
  const body = answer?.body.slice(0, KEPT_BODY) ?? '';
  return { kind: 'dead', request, dead: { ...why, target: request.target, status, body, at: clock.now() }, tries };
}

/** A page that leads to nothing: it says that something is gone. */
const noPage = (request: WorkRequest): PageSummary => ({
  request,
  first: undefined,
  last: undefined,
  names: [],
  following: () => [],
  children: () => [],
  unfinished: () => [],
  keys: () => [],
});

const withAttempts = (request: WorkRequest, attempts: number): WorkRequest =>
  attempts > 0 ? { ...request, attempts } : request;

async function readPageRow(at: Asking, request: WorkRequest): Promise<PageRow | undefined> {
  const stored = await at.table.get(places.page(at.scope, request.target));
  const row = stored && PageRow.parse(stored);
  const usable = row && row.token === at.token && row.segment !== '' && row.input === inputOf(request);
  return usable && (row.etag ?? row.lastModified ?? row.sha256) !== undefined ? row : undefined;
}

/** What a page is asked for with, in short. */
export const inputOf = ({ input }: WorkRequest): string => (input === undefined ? '' : digest(canonical(input), 16));

/**
 * By which way a list is gone along: which reading of it this is, or from the ask-again list. When a list moves, the same
 * page has another place in each: only along one way it is a loop to come by it twice.
 */
export const wayOf = ({ begin, again, late }: WorkRequest): string =>
  `${begin?.reading ?? 1}${again !== undefined || late ? '!' : ''}`;

/** A page that was sent anew as it was may have got another name. */
function withValidators({ etag: _, lastModified: __, ...row }: PageRow, { headers }: Answer): PageRow {
  const { etag, 'last-modified': lastModified } = headers;
  return { ...row, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

/** What is known of a page that is as it was: what it leads to, as its links may have changed. */
async function readUnchanged(
  at: Asking,
  request: WorkRequest,
  row: PageRow,
  answer: Answer | undefined,
): Promise<
  { kind: 'unchanged'; row: PageRow; open: PageSummary } | { kind: 'gone' } | Extract<Verdict, { kind: 'transient' }>
> {
  if (!answer || answer.body === '') {
    const open = await openStored(at, request, row, answer);
    return open ? { kind: 'unchanged', row, open: summarize(open, { ...at, unchanged: true }) } : { kind: 'gone' };
  }
  const { attempts: _, ...asked } = request;
  const page = openPage({ ...answer, request: asked }, at.baseUrl);
  const open = summarize(at.bound.open(page), { ...at, unchanged: true });
  const reason = implausible(
    { ...answer, request: asked },
    open,
    at.baseUrl,
    () => row.first === '',
    page.link('next'),
  );
  if (reason !== undefined) return { kind: 'transient', reason };
  return { kind: 'unchanged', row: withValidators(row, answer), open };
}

/**
 * A 304 names what is stored; when that is gone, the page has to be asked for without condition. Only the body is
 * unchanged: a full last page has a next one as soon as its list grows, and says so in its links.
 */
async function openStored(
  at: Asking,
  request: WorkRequest,
  row: PageRow,
  answer: Answer | undefined,
): Promise<OpenPage | undefined> {
  try {
    const page = (await at.segment(row.segment))[row.line];
    if (!page) return undefined;
    const { link = page.headers.link } = answer?.headers ?? {};
    const headers = { ...page.headers, ...(link !== undefined && { link }) };
    return at.bound.open(openPage({ ...page, request, headers }, at.baseUrl));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function pageOf(request: WorkRequest, answer: Answer): RawPage {
  const { attempts: _, ...asked } = request;
  return RawPage.parse({
    request: asked,
    url: answer.url,
    status: answer.status,
    headers: answer.headers,
    fetchedAt: new Date(answer.at).toISOString(),
    sha256: hash('sha256', answer.body),
    body: answer.body,
  });
}

function readAnswer(
  at: Asking,
  request: WorkRequest,
  answer: Answer,
  json: unknown,
): { kind: 'page'; page: RawPage; open: PageSummary } | Extract<Verdict, { kind: 'transient' }> {
  const page = pageOf(request, answer);
  try {
    const stored = openPage(page, at.baseUrl, json);
    const opened = at.bound.open(stored);
    const open = summarize(opened, at);
    const reason = implausible(page, open, at.baseUrl, () => opened.received === 0, stored.link('next'));
    return reason === undefined ? { kind: 'page', page, open } : { kind: 'transient', reason };
  } catch (error) {
    if (error instanceof MalformedJsonError) return { kind: 'transient', reason: error.message };
    throw error;
  }
}

/** What no sound answer does; asked again, it usually does not do it again. */
function implausible(
  page: Pick<RawPage, 'request' | 'headers'>,
  { following }: Pick<PageSummary, 'following'>,
  baseUrl: string,
  isEmpty: () => boolean,
  next: string | undefined,
): string | undefined {
  const { single, target } = page.request;
  if (single) return undefined;
  if (hasForeignNext(page, baseUrl)) return 'the next page is said to be on another origin, which is never followed';
  const behind = following();
  // Of a list with offsets, an empty page that is not the last one leads to itself.
  if ((next !== undefined || behind.length > 0) && isEmpty())
    return 'the list is empty, though more pages are said to follow';
  if (next === target || behind.some((request) => request.target === target))
    return 'the next page is said to be this page';
  return undefined;
}

/** A list that comes back to a page which it has had in this run, or goes on and on, has no end: it is not followed. */
async function endless<Read extends { readonly kind: string; readonly open?: PageSummary }>(
  at: Asking,
  request: WorkRequest,
  read: Read,
): Promise<Read | Extract<Verdict, { kind: 'transient' }>> {
  const [next, ...more] = read.open?.following() ?? [];
  if (!next || more.length > 0 || next.of !== undefined) return read;
  if (request.page >= MOST_PAGES)
    return { kind: 'transient', reason: `the list has no end: more pages are said to follow ${MOST_PAGES}` };
  const row = await at.table.get(places.page(at.scope, next.target));
  const before = row && PageRow.parse(row);
  if (!before || before.run !== at.run || before.way !== wayOf(request) || before.page > request.page) return read;
  return { kind: 'transient', reason: `the list is a loop: its next page ${next.target} was read before` };
}
