import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dashboardJson, dashboards } from '../../infra/grafana/dashboards.ts';
import { functions } from '../../shared/api/graphite/functions/functions.ts';
import { type Node, parseTarget } from '../../shared/api/graphite/grammar.ts';
import { numbersOf } from '../../shared/api/graphite/source.ts';
import { SYNC_METRICS } from '../../shared/api/graphite/syncs.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';

const { metrics } = readDefinitions();
const targets = dashboards.flatMap(({ uid, panels }) =>
  panels.flatMap((panel) => panel.targets.map((target) => [`${uid}: ${panel.title}`, target] as const)),
);

/** Every call and every path of a target. */
const within = (node: Node): readonly Node[] => (node.kind === 'call' ? [node, ...node.args.flatMap(within)] : [node]);

/** What is wrong with a path: a metric that there is not, or too few segments for one, or a number that it has not. */
function flaw(path: string): string | undefined {
  const [group = '', name = '', product, ...rest] = path.split('.');
  const ofSyncs = SYNC_METRICS.get(`${group}.${name}`);
  if (ofSyncs) return rest.length === ofSyncs.length - 1 ? undefined : `${path}: ${ofSyncs.length} segments`;
  const metric = metrics.get(`${group}.${name}`);
  if (!metric) return `${path}: no such metric`;
  const numbers = numbersOf(metric);
  const depth = metric.series.length + (numbers.length > 1 ? 1 : 0);
  if (product === undefined || rest.length !== depth) return `${path}: ${depth} segments behind the product`;
  const last = rest.at(-1) ?? '';
  return numbers.length > 1 && last !== '*' && !numbers.includes(last) ? `${path}: no number ${last}` : undefined;
}

describe('the dashboards', () => {
  test('are the files that Grafana is provisioned with', () => {
    expect(dashboards).toHaveLength(6);
    for (const each of dashboards) {
      const file = new URL(`../../infra/grafana/dashboards/${each.uid}.json`, import.meta.url);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(dashboardJson(each)));
    }
  });

  test.each(targets)('%s asks for what there is: %s', (_panel, target) => {
    const nodes = within(parseTarget(target));

    for (const node of nodes) if (node.kind === 'call') expect(functions.has(node.name), node.name).toBe(true);
    const paths = nodes.filter((node) => node.kind === 'path').map((node) => flaw(node.text));
    expect(paths.filter((each) => each !== undefined)).toEqual([]);
    const names = nodes.flatMap((node) => (node.kind === 'string' ? (/^name=(.+)$/.exec(node.value)?.[1] ?? []) : []));
    for (const name of names) expect(metrics.has(name), name).toBe(true);
  });

  test('would be found out, if they asked for what there is not', () => {
    expect([
      flaw('dora.nothing.$product.rate'),
      flaw('pr.merged.$product.median'),
      flaw('pr.size.$product.rate'),
    ]).toEqual([
      expect.stringContaining('no such metric'),
      expect.stringContaining('0 segments'),
      expect.stringContaining('no number'),
    ]);
  });
});
