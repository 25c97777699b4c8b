import * as z from 'zod';
import type { RunOptions, RunReport } from '../../shared/contract/run.ts';
import { accounts } from '../../shared/domain/crossdomain.ts';
import { row } from '../../shared/domain/table.ts';
import { boards, issueComments, issueLabels, issues } from '../../shared/domain/ticket.ts';
import { runLocally } from '../../shared/local/run-locally.ts';
import { plan } from '../../shared/pipeline/plan.ts';
import type { ClockPort, Question, Reply } from '../../shared/pipeline/ports.ts';
import { readTable } from '../../shared/pipeline/read-data.ts';
import type { Verdict } from '../../shared/plugin-sdk/answer.ts';
import { streamsOf } from '../../shared/plugin-sdk/define-stream.ts';
import { defineLookup } from '../../shared/plugin-sdk/lookup.ts';
import { linkHeader } from '../../shared/plugin-sdk/pagination.ts';
import { definePlugin } from '../../shared/plugin-sdk/plugin.ts';
import { list, one } from '../../shared/plugin-sdk/request.ts';
import { memoryObjects, memoryTable } from './memory-ports.ts';

const Scope = z.object({ id: z.string(), name: z.string() });
const Config = z.object({ prefix: z.string().default('') });
const defineStream = streamsOf({ scope: Scope, config: Config });
const states = defineLookup('states', 'states', z.string());

const things = defineStream({
  name: 'things',
  incremental: 'since',
  request: ({ scope, since }) => list(`/${scope.id}/things`, { since }),
  raw: z.object({
    id: z.number(),
    title: z.string(),
    labels: z.array(z.string()),
    at: z.string(),
    owner: z.string().optional(),
  }),
  pagination: linkHeader({ fanOut: true }),
  children: ({ id }) => [{ stream: 'states', input: { id } }],
  extract: (thing) => [thing],
  key: ({ id }) => id,
  byId: ({ id }, { scope }) => one(`/${scope.id}/things/${id}`),
  updatedAt: ({ at }) => at,
  lookups: [states],
  needs: ({ id }) => [states.key(id)],
  convert: ({ id, title, labels, at, owner }, { config, find }) => [
    ...(owner === undefined ? [] : [row(accounts, { id: owner })]),
    row(issues, { id: `t:${id}`, title: config.prefix + title, originalStatus: find(states, id), updatedDate: at }),
    ...labels.map((labelName) => row(issueLabels, { issueId: `t:${id}`, labelName })),
  ],
});

const stateStream = defineStream({
  name: 'states',
  input: z.object({ id: z.number() }),
  request: ({ scope, input }) => one(`/${scope.id}/things/${input.id}/state`),
  raw: z.object({ state: z.string() }),
  unfinished: ({ state }, { scope, input }) => state === 'running' && one(`/${scope.id}/things/${input.id}/state`),
  extract: ({ state }, { input }) => [{ id: input.id, state }],
  key: ({ id }) => id,
  provides: ({ id, state }) => [states.entry(id, state)],
  convert: () => [],
});

const notes = defineStream({
  name: 'notes',
  request: ({ scope }) => list(`/${scope.id}/notes`),
  raw: z.object({ id: z.number(), text: z.string() }),
  extract: (note) => [note],
  key: ({ id }) => id,
  convert: ({ id, text }) => [row(issueComments, { id: `n:${id}`, issueId: 't:1', body: text })],
});

const place = defineStream({
  name: 'place',
  request: ({ scope }) => one(`/${scope.id}`),
  raw: z.object({ id: z.string(), name: z.string() }),
  extract: (found) => [found],
  key: ({ id }) => id,
  convert: ({ id, name }) => [row(boards, { id, name })],
});

const toy = definePlugin({
  name: 'toy',
  baseUrl: 'https://toy.example',
  quotas: () => ({ concurrency: 4 }),
  scope: {
    resolve: (name) => one(`/${name}`),
    read: (json) => {
      const { id, name } = Scope.parse(json);
      return { id, name, data: { id, name } };
    },
  },
  scopeConfig: Config,
  streams: [place, things, stateStream, notes],
});

/** What the toy vendor answers to a path or target: JSON, a verdict, an answer with headers, or what a function says. */
export type Answers = Record<string, unknown>;
/** Marks an answer that is no page. */
export const refusal = (verdict: Verdict): { readonly verdict: Verdict } => ({ verdict });

/** An answer with headers: a page of a list. */
export const withHeaders = (headers: Readonly<Record<string, string>>, body: unknown) => ({ headers, body });

const isAnswer = (value: unknown): value is ReturnType<typeof withHeaders> =>
  typeof value === 'object' && value !== null && 'headers' in value && 'body' in value;

const isRefusal = (value: unknown): value is { readonly verdict: Verdict } =>
  typeof value === 'object' && value !== null && 'verdict' in value;

/** A vendor of a few answers, an empty store in memory, and a clock that waits for nothing. */
export function smallWorld(answers: Answers) {
  const asked: string[] = [];
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock: ClockPort = {
    now: () => {
      now += 1;
      return now;
    },
    sleep: async (milliseconds) => {
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const [table, domain, objects] = [memoryTable(), memoryTable(), memoryObjects()];
  const ask = async ({ request }: Question): Promise<Reply> => {
    const path = request.target.split('?')[0] ?? '';
    asked.push(request.target);
    const given = answers[request.target] ?? answers[path];
    const answer: unknown = typeof given === 'function' ? given() : given;
    const date = new Date(clock.now()).toISOString();
    if (isRefusal(answer)) {
      const status = /^\d{3}/.exec('reason' in answer.verdict ? answer.verdict.reason : '')?.[0];
      const told = { url: `https://toy.example${request.target}`, headers: {}, body: '', at: clock.now() };
      return { verdict: answer.verdict, date, ...(status && { answer: { ...told, status: Number(status) } }) };
    }
    if (answer === undefined) return { verdict: { kind: 'permanent', reason: '404 Not Found' }, date };
    const url = `https://toy.example${request.target}`;
    return {
      verdict: { kind: 'page' },
      answer: {
        url,
        status: 200,
        headers: isAnswer(answer) ? answer.headers : {},
        body: JSON.stringify(isAnswer(answer) ? answer.body : answer),
        at: clock.now(),
      },
      date,
    };
  };
  const ports = {
    plugins: new Map([['toy', toy]]),
    table,
    domain,
    objects,
    clock,
    chance: { next: () => 0.5 },
    vendor: { ask, tokens: async () => ['t'] },
    settings: { connection: async () => ({}) },
  };
  let runs = 0;
  const planRun = (options: RunOptions = {}, config?: unknown) => {
    runs += 1;
    const request = { trigger: { kind: 'request' as const, key: `run ${runs}` }, scopes: ['toy:here'], options };
    return plan(ports, request, config === undefined ? {} : { config });
  };
  const failures: unknown[] = [];
  const finishRun = async (run: string): Promise<RunReport> => {
    const report = await runLocally(ports, run, { onFailure: (cause) => failures.push(cause) });
    if (!report) throw new Error('the run was stopped');
    return report;
  };
  return {
    ports,
    answers,
    asked,
    failures,
    planRun,
    finishRun,
    sync: async (options?: RunOptions, config?: unknown) => finishRun((await planRun(options, config)).run),
    read: async (name: string) => {
      const rows: Readonly<Record<string, unknown>>[] = [];
      for await (const record of readTable(ports, { table: name })) rows.push(record.values);
      return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    },
  };
}
