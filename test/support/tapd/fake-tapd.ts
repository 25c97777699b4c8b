import { createServer, type ServerResponse } from 'node:http';
import { bug, envelope, iteration, samples, story, storyChange, task, workspace } from '../../plugins/tapd/samples.ts';

/** What the server was asked for, and how it goes wrong the next time. */
export interface FakeTapd extends AsyncDisposable {
  readonly url: string;
  /** Paths with their queries, in order. */
  readonly seen: string[];
  /** Answers that stand before the usual one, by path; each is given once. */
  readonly once: Map<string, { status: number; headers?: Record<string, string>; body: string }[]>;
  readonly stories: { Story: typeof story }[];
}

/** A day in China, so many days ago; each day of the workspace's life is a request. */
const dayAgo = (days: number): string =>
  new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

/** A workspace of TAPD, ten days old, with 150 stories, a bug, a task, an iteration and their changes; Basic user:password. */
export async function fakeTapd(): Promise<FakeTapd> {
  const seen: string[] = [];
  const once: FakeTapd['once'] = new Map();
  const changedOn = dayAgo(5);
  const created = `${changedOn} 12:00:00`;
  const stories = Array.from({ length: 150 }, (_, index) => ({
    Story: { ...story, id: `11374696670010${String(10_000 + index)}`, name: `Story ${index}` },
  }));
  const lists: Readonly<Record<string, readonly unknown[]>> = {
    '/bugs': [{ Bug: bug }],
    '/tasks': [{ Task: task }],
    '/iterations': [{ Iteration: iteration }],
  };
  /** Rows of a list that were changed after the day that is asked for, page by page. */
  const pageOf = (rows: readonly unknown[], query: URLSearchParams) => {
    const [limit, page] = [Number(query.get('limit') ?? 30), Number(query.get('page') ?? 1)];
    const after = query.get('modified')?.slice(1) ?? '';
    const changed = rows.filter((row) => (/"modified":"([^"]+)"/.exec(JSON.stringify(row))?.[1] ?? '9') > after);
    return changed.slice((page - 1) * limit, page * limit);
  };
  const usual = (path: string, query: URLSearchParams): unknown => {
    if (query.get('workspace_id') !== workspace.id) return undefined;
    if (path === '/stories') return pageOf(stories, query);
    if (path in lists) return pageOf(lists[path] ?? [], query);
    if (path === '/story_changes')
      return query.get('created') === changedOn ? [{ WorkitemChange: { ...storyChange, created } }] : [];
    if (/_changes$|^\/timesheets$|^\/code_commit_infos$|get_related_bugs$/.test(path)) return [];
    const [, sampled] =
      Object.entries(BODIES).find(([place]) => place === `${path} ${query.get('system') ?? ''}`) ?? [];
    return sampled;
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here');
    seen.push(request.url ?? '');
    if (request.headers.authorization !== `Basic ${btoa('user:password')}`)
      return void send(response, 401, { status: 401, data: '', info: 'auth failed' });
    const first = once.get(pathname)?.shift();
    if (first) return void response.writeHead(first.status, first.headers).end(first.body);
    const data = usual(pathname, searchParams);
    if (data === undefined) return void send(response, 404, { status: 404, data: '', info: 'workspace not existed' });
    send(response, 200, envelope(data));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { url, seen, once, stories, [Symbol.asyncDispose]: async () => void server.close() };
}

const dataOf = (stream: string): unknown => {
  const body = samples.pages[stream]?.body;
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
};
const BODIES: Readonly<Record<string, unknown>> = {
  '/workspaces/get_workspace_info ': { Workspace: { ...workspace, created: `${dayAgo(10)} 00:30:00` } },
  '/workspaces/users ': dataOf('users'),
  '/workitem_types ': dataOf('workitem_types'),
  '/workflows/status_map story': dataOf('story_status'),
  '/workflows/status_map bug': dataOf('bug_status'),
  '/workflows/last_steps story': dataOf('story_status_last_steps'),
  '/workflows/last_steps bug': dataOf('bug_status_last_steps'),
  '/stories/custom_fields_settings ': [
    { CustomFieldConfig: { custom_field: 'custom_field_one', name: '开始时间', type: 'datetime', enabled: '1' } },
  ],
  '/bugs/custom_fields_settings ': [],
  '/tasks/custom_fields_settings ': [],
};

const send = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
