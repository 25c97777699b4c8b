import { hash } from 'node:crypto';
import type { Reply, Validator, VendorPort } from '../../shared/pipeline/ports.ts';
import { parseJson } from '../../shared/plugin-sdk/json.ts';

/** The repository whose issues are generated. */
export const REPOSITORY = 'octo/lean';

const PER_PAGE = 100;
const URL_ROOT = 'https://api.github.com';

/**
 * A vendor in the process that is measured, which keeps nothing: each page is generated when it is asked for. Issues are
 * about 600 bytes, a fifth of real ones, so that a million of them take minutes.
 */
export function leanVendor(issues: number): VendorPort {
  const pages = Math.ceil(issues / PER_PAGE);
  return {
    tokens: async () => [],
    ask: async ({ request: { target }, validator }) => {
      const url = new URL(target, URL_ROOT);
      if (url.pathname === `/repos/${REPOSITORY}`) return reply(url, repository(), '', validator);
      const page = Number(url.searchParams.get('page') ?? 1);
      const count = Math.max(0, Math.min(PER_PAGE, issues - (page - 1) * PER_PAGE));
      const body = Array.from({ length: count }, (_, index) => issue((page - 1) * PER_PAGE + index + 1));
      return reply(url, body, linkOf(url, page, pages), validator);
    },
  };
}

function reply(url: URL, json: unknown, link: string, validator: Validator | undefined): Reply {
  const body = JSON.stringify(json);
  const at = Date.now();
  const etag = `"${hash('sha256', body).slice(0, 16)}"`;
  const headers = { 'content-type': 'application/json', etag, ...(link !== '' && { link }) };
  const date = new Date(at).toISOString();
  const answer = { url: url.href, status: 200, headers, body, at };
  if (validator?.etag === etag)
    return { verdict: { kind: 'unchanged' }, answer: { ...answer, status: 304, body: '' }, date };
  return { verdict: { kind: 'page' }, answer, json: parseJson(body), date };
}

function linkOf(url: URL, page: number, last: number): string {
  const to = (number: number, rel: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(number));
    return `<${url.origin}${url.pathname}?${query}>; rel="${rel}"`;
  };
  return page < last ? [to(page + 1, 'next'), to(last, 'last')].join(', ') : to(1, 'first');
}

const repository = () => ({
  id: 4711,
  name: 'lean',
  full_name: REPOSITORY,
  html_url: `https://github.com/${REPOSITORY}`,
  description: null,
  owner: { id: 1, login: 'octo' },
  created_at: '2020-01-01T00:00:00Z',
  updated_at: '2020-01-01T00:00:00Z',
});

function issue(number: number) {
  const at = new Date(Date.UTC(2020, 0, 1) + number * 60_000).toISOString().replace('.000Z', 'Z');
  return {
    id: 1_000_000 + number,
    number,
    title: `Thing ${number} does not work as it is written`,
    body: `It was seen ${number % 17} times. `.repeat(6),
    state: number % 3 === 0 ? 'closed' : 'open',
    html_url: `https://github.com/${REPOSITORY}/issues/${number}`,
    user: { id: number % 1000, login: `person-${number % 1000}` },
    labels: number % 4 === 0 ? [{ id: 1, name: 'bug' }] : [],
    assignee: null,
    assignees: [],
    milestone: null,
    created_at: at,
    updated_at: at,
    closed_at: number % 3 === 0 ? at : null,
  };
}
