import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tables } from '../../shared/domain/tables.ts';
import { parseMetric } from '../../shared/metrics/definition.ts';
import { describeMetrics, inputsOf } from '../../shared/metrics/describe-metrics.ts';
import { readDefinitions } from '../../shared/metrics/read-definitions.ts';

const definitions = readDefinitions();
const page = join(import.meta.dirname, '../../docs/metrics.md');

describe('the page of the metrics', () => {
  it('is what the definitions say', () => {
    const described = describeMetrics(definitions);
    if (process.env.SLUICE_WRITE === '1') writeFileSync(page, described);

    expect(readFileSync(page, 'utf8')).toBe(described);
  });
});

describe('the definitions', () => {
  it.each([...definitions.metrics])('%s reads tables that there are, and no person', (_, metric) => {
    const inputs = inputsOf(metric, definitions);

    expect(inputs.length).toBeGreaterThan(1);
    expect(inputs.filter((name) => !tables.has(name))).toEqual([]);
    expect(
      [...metric.tags, ...metric.series].filter((tag) => /author|assignee|creator|account|user/.test(tag)),
    ).toEqual([]);
  });

  it('name relations and explanations that there are, and none is left over', () => {
    const named = (name: string, but: string) =>
      [...definitions.metrics.values(), ...definitions.relations.values(), ...definitions.explanations.values()].some(
        (file) => file.name !== but && new RegExp(`\\b${name}\\b`).test(file.sql),
      );
    const kinds = new Set([...definitions.metrics.values()].map((metric) => metric.explain));

    // What is mapped to the project is counted by the code.
    const unused = [...definitions.relations.keys()].filter((name) => !named(name, name) && name !== 'product_places');
    expect(unused).toEqual([]);
    expect([...kinds].sort()).toEqual([...definitions.explanations.keys()].sort());
  });

  it('say what is wrong with a header in one line', () => {
    const text = '-- title: A\n-- means: B\n-- needs: cities\n-- values: median\n-- explain: issues\nSELECT 1';

    expect(() => parseMetric('a.b', text)).toThrow(
      /^the metric a\.b cannot be read: needs: .*; values\.0: give name and unit, such as "median min"$/,
    );
  });

  it('go on in deeper lines', () => {
    const text =
      '-- title: A\n-- means: B\n--   and C.\n-- needs: repos\n-- values: n count\n-- explain: prs\nSELECT 1;';

    expect(parseMetric('a.b', text)).toMatchObject({ means: 'B and C.', sql: 'SELECT 1', grace: 2, running: false });
  });
});
