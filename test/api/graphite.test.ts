import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { OpenLake } from '../../shared/api/lake/lake.ts';
import { cicdDeployments, cicdReleases } from '../../shared/domain/cicd.ts';
import { projectMapping, projects } from '../../shared/domain/crossdomain.ts';
import { boardIssues, issueStatusHistory, issues } from '../../shared/domain/ticket.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';
import { lakeOfRows, rowsOf } from '../support/lake-of-rows.ts';
import { apiWorld, type Call } from './world.ts';

/** Two products, one with a dot in its name; three items over four days, as metrics.md computes them by hand. */
const DAY = 86_400;
const FIRST = Date.parse('2026-01-01T00:00:00Z') / 1000;
const at = (day: number): string => `2026-01-0${day}T09:00:00Z`;
const rows = [
  ...rowsOf(projects, ['name'], ['Mon'], ['S.hop']),
  ...rowsOf(projectMapping, ['projectName', 'table', 'rowId'], ['Mon', 'boards', 'b'], ['S.hop', 'boards', 'c']),
  ...rowsOf(boardIssues, ['boardId', 'issueId'], ['b', 'i1'], ['b', 'i2'], ['b', 'i3'], ['c', 'j1']),
  ...rowsOf(
    issues,
    ['id', 'status', 'originalStatus', 'createdDate', 'resolutionDate', 'fixVersions', 'type'],
    ['i1', 'DONE', 'closed', at(1), at(4), 'v1.1', 'BUG'],
    ['i2', 'TODO', 'open', at(1), undefined, undefined, 'STORY'],
    ['i3', 'TODO', 'open', at(3), undefined, 'v1.1', 'STORY'],
    ['j1', 'TODO', 'open', at(2), undefined, undefined, 'BUG'],
  ),
  ...rowsOf(
    issueStatusHistory,
    ['issueId', 'originalStatus', 'status', 'startDate', 'endDate', 'isCurrentStatus'],
    ['i1', 'open', 'TODO', at(1), at(2), false],
    ['i1', 'doing', 'IN_PROGRESS', at(2), at(4), false],
    ['i1', 'closed', 'DONE', at(4), undefined, true],
    ['i2', 'open', 'TODO', at(1), at(3), false],
    ['i2', 'doing', 'IN_PROGRESS', at(3), at(4), false],
    ['i2', 'open', 'TODO', at(4), undefined, true],
    ['i3', 'open', 'TODO', at(3), undefined, true],
    ['j1', 'open', 'TODO', at(2), undefined, true],
  ),
  ...rowsOf(
    cicdDeployments,
    ['id', 'name', 'environment', 'result', 'finishedDate'],
    ['d1', 'api 1.1.0', 'PRODUCTION', 'SUCCESS', at(2)],
    ['d2', 'api 1.2.0', 'STAGING', 'FAILURE', at(3)],
  ),
  ...rowsOf(cicdReleases, ['id', 'name', 'tagName', 'publishedAt'], ['r1', 'One', 'v1.1.0', at(3)]),
];

let lake: Awaited<ReturnType<typeof lakeOfRows>>;
beforeAll(async () => {
  lake = await lakeOfRows(rows);
});
afterAll(() => lake.close());

/** Grafana behind its own server: only the path, the form and the credential come through. */
function grafana() {
  const open: OpenLake = {
    ask: async () => {
      throw new TypeError('nothing is asked so');
    },
    query: (sql) => lake.query(sql),
    close: () => undefined,
  };
  const now = Date.parse('2026-01-04T20:00:00Z');
  const world = apiWorld({ lake: { open: async () => open }, metrics: readDefinitions() });
  const { app } = apiWorld({
    ...world.ports,
    clock: { ...world.ports.clock, now: () => now },
    lake: { open: async () => open },
    metrics: readDefinitions(),
  });
  const caller = { name: 'grafana', role: 'reader', kind: 'key' } as const;
  return async (path: string, { method = 'GET', body }: Call = {}) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-dashboard-id': '7',
      'x-panel-id': '2',
      'x-grafana-org-id': '1',
    };
    const init = { method, headers, ...(body !== undefined && { body: String(body) }) };
    return app.request(`/graphite${path}`, init, { caller });
  };
}

const Rendered = z.array(
  z.object({
    target: z.string(),
    tags: z.record(z.string(), z.string()),
    datapoints: z.array(z.tuple([z.number().nullable(), z.int()])),
  }),
);

const RANGE = `from=${FIRST}&until=${FIRST + 4 * DAY - 1}&format=json`;

/** A render as mode A sends it: each target wrapped, its panel's letter behind its name. */
async function panel(targets: Readonly<Record<string, string>>, more = 'maxDataPoints=800') {
  const wrapped = Object.entries(targets).map(
    ([id, target]) => `target=${encodeURIComponent(`aliasSub(${target}, "(^.*$)", "\\1 ${id}")`)}`,
  );
  const answer = await grafana()('/render', { method: 'POST', body: [...wrapped, RANGE, more].join('&') });
  expect(answer.headers.get('content-type')).toBe('application/json');
  return Rendered.parse(JSON.parse(await answer.text()));
}

/** The numbers of a target, as mode B sends it: one query, epoch seconds, Go's encoding. */
async function numbers(target: string, more = '') {
  const form = new URLSearchParams({ format: 'json', from: String(FIRST), target, until: String(FIRST + 4 * DAY - 1) });
  const answer = await grafana()('/render', { method: 'POST', body: `${form}${more}` });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return Rendered.parse(JSON.parse(text)).map(({ target: name, datapoints }) => [
    name,
    datapoints.map(([value]) => value),
  ]);
}

describe('Save & Test', () => {
  test('is green in both modes', async () => {
    const ask = grafana();
    const wrapped =
      'target=aliasSub(constantLine(100)%2C%20%22(%5E.*%24)%22%2C%20%22%5C1%20A%22)&format=json&maxDataPoints=300';

    const browser = await ask('/render', { method: 'POST', body: wrapped });
    const backend = await ask('/render', {
      method: 'POST',
      body: `format=json&from=${FIRST}&maxDataPoints=100&target=constantLine%28100%29&until=${FIRST + 3_600}`,
    });

    const [line] = Rendered.parse(JSON.parse(await browser.text()));
    expect(line?.target).toBe('100 A');
    expect(line?.datapoints.map(([value]) => value)).toEqual([100, 100, 100]);
    expect(Rendered.parse(JSON.parse(await backend.text()))[0]?.target).toBe('100');
  });
});

describe('a chain of variables', () => {
  const found = async (query: string) => {
    const answer = await grafana()('/metrics/find?from=-30d&until=now', { method: 'POST', body: `query=${query}` });
    expect(answer.status).toBe(200);
    const Nodes = z.array(
      z.object({ text: z.string(), expandable: z.union([z.literal(0), z.literal(1)]), leaf: z.number() }),
    );
    return Nodes.parse(JSON.parse(await answer.text())).map(({ text, expandable }) => (expandable ? `${text}.` : text));
  };

  test('fills on every level, though the body is not encoded', async () => {
    expect(await found('flow.*')).toEqual(['arrivals.', 'band.', 'entered.', 'moves.', 'snapshot.']);
    expect(await found('flow.entered.*')).toEqual(['Mon.', 'S_hop.']);
    expect(await found('flow.entered.{Mon,S_hop}.*')).toEqual(['N/A.', 'N/A.', 'v1_1.']);
    expect(await found('flow.entered.Mon.v1_1.*')).toEqual(['DONE', 'IN_PROGRESS', 'TODO']);
    expect(await found('flow.nothing.*')).toEqual([]);
  });

  test('is the same by GET, and expands to names', async () => {
    const ask = grafana();

    const get = await ask('/metrics/find?query=flow.entered.Mon.v1_1.TO*');
    const expanded = await ask('/metrics/expand?query=flow.entered.Mon.v1_1.*&leavesOnly=1');
    const grouped = await ask('/metrics/expand?query=flow.{band,moves}&groupByExpr=1');

    expect(JSON.parse(await get.text())).toEqual([
      { text: 'TODO', id: 'flow.entered.Mon.v1_1.TODO', allowChildren: 0, expandable: 0, leaf: 1 },
    ]);
    expect(JSON.parse(await expanded.text())).toEqual({
      results: ['DONE', 'IN_PROGRESS', 'TODO'].map((state) => `flow.entered.Mon.v1_1.${state}`),
    });
    expect(JSON.parse(await grouped.text())).toEqual({ results: { 'flow.{band,moves}': ['flow.band', 'flow.moves'] } });
    expect((await ask('/metrics/find', { method: 'POST', body: '' })).status).toBe(400);
  });
});

describe('a panel', () => {
  test('with several queries keeps their legends', async () => {
    const answer = await panel({
      A: 'sumSeries(flow.entered.Mon.*.TODO)',
      B: "alias(sumSeries(flow.entered.Mon.*.IN_PROGRESS), 'begun')",
      C: 'constantLine(3)',
    });

    expect(answer.map(({ target }) => target.split(' ').at(-1))).toEqual(['A', 'B', 'C']);
    expect(answer.map(({ target }) => target)[1]).toBe('begun B');
  });

  test('draws the numbers that were computed by hand: what entered, what is there', async () => {
    expect(await numbers('sumSeries(flow.entered.Mon.*.TODO)')).toMatchObject([[expect.any(String), [2, 2, 3, 3]]]);
    expect(await numbers('sumSeries(flow.entered.Mon.*.IN_PROGRESS)')).toMatchObject([
      [expect.any(String), [0, 1, 2, 2]],
    ]);
    expect(await numbers('sumSeries(flow.entered.Mon.*.DONE)')).toMatchObject([[expect.any(String), [0, 0, 0, 1]]]);
    expect(await numbers('aliasByNode(flow.snapshot.Mon.v1_1.*, 2, 4)')).toEqual([
      ['Mon.DONE', [0, 0, 0, 1]],
      ['Mon.IN_PROGRESS', [0, 1, 1, 0]],
      ['Mon.TODO', [1, 0, 1, 1]],
    ]);
  });

  test('computes with series', async () => {
    const todo = 'sumSeries(flow.entered.Mon.*.TODO)';
    const numbersOf = async (target: string) => (await numbers(target)).map(([, values]) => values);

    expect(await numbersOf(`derivative(${todo})`)).toEqual([[null, 0, 1, 0]]);
    expect(await numbersOf(`nonNegativeDerivative(sumSeries(flow.snapshot.Mon.*.IN_PROGRESS))`)).toEqual([
      [null, 1, 1, null],
    ]);
    expect(await numbersOf(`integral(${todo})`)).toEqual([[2, 4, 7, 10]]);
    expect(await numbersOf(`scale(${todo}, 0.5)|offset(1)`)).toEqual([[2, 2, 2.5, 2.5]]);
    expect(await numbersOf(`timeShift(${todo}, '1d')`)).toEqual([[0, 2, 2, 3]]);
    expect(await numbersOf(`movingAverage(${todo}, 2)`)).toEqual([[1, 2, 2.5, 3]]);
    expect(await numbersOf(`summarize(${todo}, '5d', 'max')`)).toEqual([[2, 3]]);
    expect(await numbersOf(`summarize(${todo}, '5d', 'max', true)`)).toEqual([[3]]);
    expect(await numbersOf(`asPercent(flow.snapshot.Mon.N/A.{TODO,IN_PROGRESS})`)).toEqual([
      [0, 0, 100, 0],
      [100, 100, 0, 100],
    ]);
    expect(await numbersOf(`asPercent(${todo}, 4)`)).toEqual([[50, 50, 75, 75]]);
    expect(await numbersOf(`divideSeries(sumSeries(flow.entered.Mon.*.DONE), ${todo})`)).toEqual([[0, 0, 0, 1 / 3]]);
    expect(await numbersOf(`diffSeries(${todo}, sumSeries(flow.entered.Mon.*.IN_PROGRESS))`)).toEqual([[2, 1, 1, 1]]);
    expect(await numbersOf(`countSeries(flow.entered.Mon.v1_1.*)`)).toEqual([[3, 3, 3, 3]]);
    expect(await numbers("groupByNode(flow.entered.*.*.TODO, 2, 'sum')")).toEqual([
      ['Mon', [2, 2, 3, 3]],
      ['S_hop', [0, 1, 1, 1]],
    ]);
    expect(await numbersOf('highestCurrent(flow.entered.Mon.v1_1.*, 1)')).toEqual([[1, 1, 2, 2]]);
    expect((await numbers('limit(sortByName(flow.entered.Mon.v1_1.*, false, true), 1)'))[0]?.[0]).toBe(
      'flow.entered.Mon.v1_1.TODO',
    );
    expect(await numbersOf('removeEmptySeries(issue.lead_time.S_hop.median)')).toEqual([]);
    expect(await numbersOf('transformNull(issue.lead_time.Mon.median, -1)')).toEqual([[-1, -1, -1, 4320]]);
    expect(await numbers('aliasByMetric(keepLastValue(flow.entered.Mon.v1_1.DONE))')).toEqual([['DONE', [0, 0, 0, 1]]]);
  });

  test('by tags is parted by those that it names', async () => {
    const bugs = await numbers("seriesByTag('name=flow.entered', 'product=Mon', 'state=TODO', 'type=~BU.*')");
    const types = await numbers(
      "aliasByTags(groupByTags(seriesByTag('name=flow.entered','product=Mon','type=~.+'), 'max', 'product'), 'product')",
    );

    expect(bugs).toEqual([['flow.entered;product=Mon;state=TODO;type=BUG', [1, 1, 1, 1]]]);
    expect(types).toEqual([['Mon', [1, 1, 2, 2]]]);
  });

  test('with less room than points gets neighbours as one', async () => {
    const todo = 'sumSeries(flow.entered.Mon.*.TODO)';

    expect((await numbers(todo, '&maxDataPoints=2'))[0]?.[1]).toHaveLength(2);
    const [summed] = await numbers(`consolidateBy(${todo}, 'max')`, '&maxDataPoints=1');
    expect(summed?.[1]).toEqual([3]);
  });

  test('gets CSV and raw numbers, too', async () => {
    const ask = grafana();
    const csv = await ask(`/render?target=flow.entered.Mon.v1_1.TODO&from=${FIRST}&until=${FIRST + DAY}&format=csv`);
    const raw = await ask(`/render?target=flow.entered.Mon.v1_1.TODO&from=${FIRST}&until=${FIRST + DAY}&format=raw`);

    expect(await csv.text()).toBe(
      'flow.entered.Mon.v1_1.TODO,2026-01-01 00:00:00,1\r\nflow.entered.Mon.v1_1.TODO,2026-01-02 00:00:00,1\r\n',
    );
    expect(await raw.text()).toBe(`flow.entered.Mon.v1_1.TODO,${FIRST},${FIRST + 2 * DAY},${DAY}|1,1\n`);
  });
});

describe('tags', () => {
  const list = async (path: string) => JSON.parse(await (await grafana()(path)).text());

  test('complete themselves', async () => {
    expect(await list('/tags/autoComplete/tags?expr=name%3Dflow.entered&expr=product%3DMon')).toEqual([
      'feature',
      'origin',
      'release',
      'state',
      'type',
    ]);
    expect(await list('/tags/autoComplete/tags?expr=name%3Dflow.entered&tagPrefix=st')).toEqual(['state']);
    expect(await list('/tags/autoComplete/values?tag=product')).toEqual(['Mon', 'S.hop']);
    expect(await list('/tags/autoComplete/values?tag=release&expr=name%3Dflow.entered&limit=10000')).toEqual([
      'N/A',
      'v1.1',
    ]);
    expect(await list('/tags/autoComplete/values?tag=name&valuePrefix=dora.l')).toEqual(['dora.lead_time']);
  });

  test('find series, and need something to go by', async () => {
    expect(await list('/tags/findSeries?expr=name%3Dflow.entered&expr=product%3DMon&expr=state%3D~D')).toEqual([
      'flow.entered;product=Mon;state=DONE',
    ]);
    expect((await grafana()('/tags/findSeries?expr=name%21%3Dx')).status).toBe(400);
    expect(await list('/tags')).toContainEqual({ tag: 'severity' });
    expect(await list('/tags/product')).toMatchObject({
      tag: 'product',
      values: [{ value: 'Mon' }, { value: 'S.hop' }],
    });
  });
});

test('deployments and releases are annotations, those with all tags', async () => {
  const ask = grafana();
  const events = async (tags: string) =>
    JSON.parse(await (await ask(`/events/get_data?from=${FIRST}&until=${FIRST + 4 * DAY}&tags=${tags}`)).text());

  expect(await events('deploy+prod')).toEqual([
    {
      what: 'deploy api 1.1.0',
      when: Date.parse(at(2)) / 1000,
      tags: ['deploy', 'prod', 'production', 'success'],
      data: 'PRODUCTION, SUCCESS',
    },
  ]);
  expect(await events('')).toHaveLength(3);
  expect(await events('release')).toMatchObject([{ what: 'release One', data: 'v1.1.0' }]);
});

test('functions and the version are told', async () => {
  const ask = grafana();
  const functions: unknown = JSON.parse(await (await ask('/functions')).text());

  expect(functions).toMatchObject({
    aliasSub: { name: 'aliasSub', params: [{ name: 'seriesList', type: 'seriesList' }, {}, {}] },
  });
  expect(await (await ask('/version')).text()).toBe('"1.1.10"');
});

describe('what is wrong', () => {
  test('is told in short plain text', async () => {
    const ask = grafana();
    const said = async (query: string) => {
      const answer = await ask(`/render?${query}`);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      return [answer.status, await answer.text()];
    };

    expect(await said('target=nothing(a.b)')).toEqual([400, 'unknown function "nothing"']);
    expect(await said('target=sumSeries(a.b')).toEqual([400, '")" is missing at position 14 of sumSeries(a.b']);
    expect(await said('target=alias(a.b,%27x)')).toEqual([
      400,
      "a string does not end at position 11 of alias(a.b,'x)",
    ]);
    expect(await said('target=a&format=xml')).toEqual([400, 'there is no format "xml"; there is: json, csv, raw']);
    expect(await said(`target=a&from=${FIRST}&until=${FIRST}`)).toEqual([400, 'from and until are the same']);
    expect(await said('target=a&from=whenever')).toMatchObject([400, expect.stringContaining('"whenever" is no time')]);
    expect(await said(`target=${'sum('.repeat(40)}a${')'.repeat(40)}`)).toMatchObject([
      400,
      expect.stringContaining('deeper'),
    ]);
    expect(await said(`target=aliasSub(a,%22(%22,%22x%22)`)).toMatchObject([400, expect.stringContaining('pattern')]);
    expect(await said('from=-1h')).toEqual([400, 'no target']);
  });

  test('where there is no lake is told, too', async () => {
    const { app } = apiWorld();
    const caller = { name: 'g', role: 'reader', kind: 'key' } as const;

    expect((await app.request('/graphite/render?target=a', {}, { caller })).status).toBe(501);
    expect((await app.request('/graphite/render?target=a', {}, {})).status).toBe(401);
  });
});

test('times are as Grafana writes them', async () => {
  const ask = grafana();
  const points = async (query: string) => {
    const answer = await ask(`/render?target=flow.entered.Mon.v1_1.TODO&${query}`);
    return Rendered.parse(JSON.parse(await answer.text()))[0]?.datapoints.map(([, time]) => (time - FIRST) / DAY);
  };

  expect(await points('from=20260101&until=20260103')).toEqual([0, 1, 2]);
  expect(await points('from=-2d&until=now')).toEqual([1, 2, 3]);
  expect(await points('from=now-1d')).toEqual([2, 3]);
  expect(await points('from=00:00_20260102&until=12:00_20260102')).toEqual([1]);
  expect(await points('until=20260101&from=20260102')).toEqual([0, 1]);
});
