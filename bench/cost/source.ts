import { createHash } from 'node:crypto';
import type { ClockPort, Question, Reply, VendorPort } from '../../shared/pipeline/ports.ts';
import { repository } from '../../test/support/github/builds.ts';
import { issue, issueComment } from '../../test/support/github/issues.ts';
import { makeWorld, REPOSITORY } from '../../test/support/github/world.ts';

/** How long the vendor takes for a page, milliseconds of virtual time. */
const TAKES = 250;
const PER_PAGE = 100;
const API = `https://api.github.com/repos/${REPOSITORY.name}`;

/** A GitHub of one repository whose issues and comments are generated when they are asked for. */
export interface Source {
  readonly vendor: VendorPort;
  /** Whether a page that has not changed is answered by 304. */
  useValidators: boolean;
  /** Changes something on every page that is no part of a record, so that the page is another one. */
  stir(): void;
  /** Changes every nth issue and every nth comment, evenly over the pages. */
  change(every: number): void;
  /** Pages that were asked for, since the last time. */
  takePages(): number;
  /** Milliseconds of CPU that making them took, since the last time. */
  takeOwnTime(): number;
}

/** Makes a source of so many issues and comments. */
export function makeSource(clock: ClockPort, size: { readonly issues: number; readonly comments: number }): Source {
  const world = makeWorld({ issues: size.issues });
  const changedComments = new Map<number, string>();
  let pages = 0;
  let stirred = 0;
  let ownTime = 0;

  const comment = (index: number) => {
    const made = issueComment(world, index);
    const updated_at = changedComments.get(index) ?? made.updated_at;
    const url = `${API}/issues/${(index % size.issues) + 1}`;
    const body = `${made.body}${changedComments.has(index) ? ' (edited)' : ''}`;
    return { ...made, issue_url: url, html_url: `${url}#issuecomment-${made.id}`, updated_at, body };
  };
  const lists: readonly (readonly [RegExp, number, (index: number) => unknown])[] = [
    [/\/issues\/comments$/, size.comments, comment],
    [/\/issues$/, size.issues, (index) => issue(world, index + 1)],
  ];
  const find = (url: URL): { readonly body: string; readonly link: string } => {
    const list = lists.find(([path]) => path.test(url.pathname));
    if (!list) return { body: JSON.stringify(repository()), link: '' };
    const [, length, make] = list;
    const page = Number(url.searchParams.get('page') ?? 1);
    const count = Math.max(0, Math.min(PER_PAGE, length - (page - 1) * PER_PAGE));
    const items = Array.from({ length: count }, (_, i) => {
      const made = make((page - 1) * PER_PAGE + i);
      return i === 0 && stirred > 0 ? Object.assign({ reactions_seen: stirred }, made) : made;
    });
    const last = Math.max(1, Math.ceil(length / PER_PAGE));
    const to = (number: number, rel: string) => {
      const target = new URL(url);
      target.searchParams.set('page', String(number));
      return `<${target}>; rel="${rel}"`;
    };
    return { body: JSON.stringify(items), link: page < last ? `${to(page + 1, 'next')}, ${to(last, 'last')}` : '' };
  };
  const source: Source = {
    useValidators: true,
    vendor: {
      tokens: async () => ['token'],
      ask: async ({ request, validator, connection }: Question): Promise<Reply> => {
        await clock.sleep(TAKES);
        const began = process.threadCpuUsage();
        const url = `${connection.baseUrl}${request.target}`;
        const { body, link } = find(new URL(url));
        const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
        const { user, system } = process.threadCpuUsage(began);
        ownTime += (user + system) / 1000;
        const at = clock.now();
        const date = new Date(at).toISOString();
        const headers = { etag, 'content-type': 'application/json; charset=utf-8', ...(link !== '' && { link }) };
        pages += 1;
        if (source.useValidators && validator?.etag === etag)
          return { verdict: { kind: 'unchanged' }, answer: { url, status: 304, headers, body: '', at }, date };
        return { verdict: { kind: 'page' }, answer: { url, status: 200, headers, body, at }, date };
      },
    },
    stir: () => {
      stirred += 1;
    },
    change: (every) => {
      const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
      for (let number = every; number <= size.issues; number += every) world.changed.set(`issue ${number}`, now);
      for (let index = every - 1; index < size.comments; index += every) changedComments.set(index, now);
    },
    takePages: () => {
      const taken = pages;
      pages = 0;
      return taken;
    },
    takeOwnTime: () => {
      const taken = ownTime;
      ownTime = 0;
      return taken;
    },
  };
  return source;
}

/** The scope that is synced. */
export const SCOPE = `github:${REPOSITORY.name}`;
