import { readReply } from '../../shared/http/read-reply.ts';
import type { Question, Reply } from '../../shared/pipeline/ports.ts';
import type { Chance } from '../../test/simulation/chance.ts';
import { type TokenLimits, tokenLimits } from './github-limits.ts';

/** What the mock saw. */
export interface Seen {
  requests: number;
  refused: number;
  /** Refused by the limit of a minute or of CPU time. */
  secondary: number;
  /** Sent though a refusal had been heard by then. */
  forbidden: number;
  /** Answered more than once. */
  repeated: number;
  readonly pages: Set<string>;
  lastPageAt: number;
}

/** A request on its way: how long it takes there, what comes of it, how long that takes. Milliseconds. */
export interface Exchange {
  readonly there: number;
  arrive(now: number): { readonly lasts: number; answer(now: number): Reply };
  /** The answer is back. */
  heard(now: number): void;
}

/** A GitHub whose limits are enforced and whose lists have one issue a page, so that pages are what is counted. */
export interface GitHubMock {
  readonly seen: Seen;
  send(question: Question, now: number): Exchange;
}

const API = 'https://api.github.com';
/** There and back each, at most, and at least. */
const WAY = [20, 80] as const;
/** The median of the time that an answer takes, and its spread (log-normal). */
const MEDIAN = 400;
const SPREAD = 0.4;

/** So many repositories (`bench/r0` …) of so many pages each. */
export function githubMock(
  chance: Chance,
  given: { repositories: readonly number[]; factor: number; now: () => number },
): GitHubMock {
  const limits = new Map<string, TokenLimits>();
  const toldUntil = new Map<string, { at: number; until: number }>();
  const seen: Seen = {
    requests: 0,
    refused: 0,
    secondary: 0,
    forbidden: 0,
    repeated: 0,
    pages: new Set(),
    lastPageAt: 0,
  };
  const limitsOf = (token: string): TokenLimits => {
    const known = limits.get(token) ?? tokenLimits(given.factor);
    limits.set(token, known);
    return known;
  };
  const way = (): number => WAY[0] + chance.next() * (WAY[1] - WAY[0]);
  const lasting = (): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
    return MEDIAN * Math.exp(SPREAD * normal);
  };
  return {
    seen,
    send: (question, sentAt) => {
      const token = question.token ?? '';
      const own = limitsOf(token);
      const told = toldUntil.get(token);
      if (told && sentAt > told.at && sentAt < told.until) seen.forbidden += 1;
      let refusedUntil = 0;
      return {
        there: way(),
        arrive: (at) => {
          const lasts = lasting();
          const found = contentOf(given.repositories, question.request.target);
          const isUnchanged = question.validator?.etag === found.etag;
          const admission = own.arrive(at, lasts, { free: isUnchanged });
          seen.requests += 1;
          if (admission.kind === 'refused') {
            seen.refused += 1;
            if (admission.limit === 'secondary') seen.secondary += 1;
            refusedUntil = admission.until;
            const wait = Math.ceil((admission.until - at) / 1000);
            const { limit } = admission;
            return {
              lasts: 5 + way(),
              answer: (now) =>
                limit === 'primary'
                  ? reply(question, 403, LIMIT_BODY, { ...own.headers(now), 'x-ratelimit-remaining': '0' }, now)
                  : reply(question, 403, SECONDARY_BODY, { ...own.headers(now), 'retry-after': String(wait) }, now),
            };
          }
          return {
            lasts: lasts + way(),
            answer: (now) => {
              own.leave();
              const headers = { ...own.headers(now), etag: found.etag, ...(found.link && { link: found.link }) };
              if (isUnchanged) return reply(question, 304, '', headers, now);
              if (seen.pages.has(question.request.target)) seen.repeated += 1;
              seen.pages.add(question.request.target);
              seen.lastPageAt = now;
              return reply(question, 200, found.body, headers, now);
            },
          };
        },
        heard: (now) => {
          if (refusedUntil > now) toldUntil.set(token, { at: now, until: refusedUntil });
        },
      };
    },
  };
}

const LIMIT_BODY = '{"message":"API rate limit exceeded"}';
const SECONDARY_BODY = '{"message":"You have exceeded a secondary rate limit"}';

function reply(
  question: Question,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
  at: number,
): Reply {
  const date = new Date(Math.floor(at / 1000) * 1000).toUTCString();
  const type = 'application/json; charset=utf-8';
  const answer = {
    url: API + question.request.target,
    status,
    headers: { date, 'content-type': type, ...headers },
    body,
    at,
  };
  return readReply(question, { exchange: { kind: 'answered', answer } }, (text) => text);
}

function contentOf(repositories: readonly number[], target: string): { body: string; etag: string; link?: string } {
  const url = new URL(API + target);
  const [, , , name = '', list] = url.pathname.split('/');
  const index = Number(name.slice(1));
  const pages = repositories[index] ?? 0;
  const full = `bench/${name}`;
  if (list === undefined)
    return {
      body: JSON.stringify({ id: index + 1, name, full_name: full, html_url: `https://github.com/${full}` }),
      etag: `"${name}"`,
    };
  const page = Number(url.searchParams.get('page') ?? 1);
  const number = page;
  const body = JSON.stringify([
    {
      id: (index + 1) * 100_000 + number,
      number,
      title: `issue ${number}`,
      body: null,
      state: 'open',
      html_url: `https://github.com/${full}/issues/${number}`,
      user: null,
      labels: [],
      assignee: null,
      assignees: [],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      closed_at: null,
    },
  ]);
  const to = (at: number, relation: string): string => {
    const there = new URL(url);
    there.searchParams.set('page', String(at));
    return `<${there.href}>; rel="${relation}"`;
  };
  const etag = `"${name}-${page}"`;
  return page < pages ? { body, etag, link: `${to(page + 1, 'next')}, ${to(pages, 'last')}` } : { body, etag };
}
