import { type Metric, tablesIn } from './definition.ts';
import type { Definitions } from './read-definitions.ts';

const titles: Readonly<Record<string, string>> = {
  dora: 'DORA',
  flow: 'Cumulative flow',
  issue: 'Issues',
  bug: 'Bugs',
  pr: 'Pull requests',
  build: 'Builds',
  task: 'Jobs',
  sprint: 'Sprints',
  release: 'Releases',
  deploy: 'Deployments',
};

const introduction = `# Metrics

Made of the definitions in [shared/metrics/definitions](../shared/metrics/definitions), one file of SQL each: change those, then \`SLUICE_WRITE=1 npx vitest run --project unit test/metrics/describe-metrics.test.ts\`. \`sluice metric NAME --project P\` prints one, \`sluice metric dora --project P --by month\` a group.

What all of them have in common:

- Only what is mapped to the project counts. An issue on several of its boards counts once.
- Days, weeks (from Monday) and months begin and end in the zone that is asked for (\`--zone\`, default UTC); the start is included, the end is not.
- The median is the lower one: of an even number of values the smaller of the two in the middle. p85 is the smallest value that at least 85 % of the values do not exceed.
- \`N/A\` is not 0: nothing is mapped that it could be counted of, or there is nothing to take a median or a share of.
- There is no figure per person.
- A value is \`final\` when the bucket has been over for the grace and every stream of the project's scopes has come that far; \`provisional\` before; \`incomplete\` when a failing stream has held it open for more than a day. A stream whose syncs succeed and bring nothing new holds nothing back. \`as of\` is the time until which all streams are complete.
- When there is nothing, each rule is listed with what it lets through; \`--explain\` lists them always.`;

/** The reference page of all metrics in Markdown, as docs/metrics.md holds it. */
export function describeMetrics(definitions: Definitions): string {
  const groups = Map.groupBy(definitions.metrics.values(), ({ name }) => name.slice(0, name.indexOf('.')));
  const names = new Set([...Object.keys(titles), ...groups.keys()]);
  const sections = [...names].flatMap((group) => {
    const metrics = groups.get(group) ?? [];
    const blocks = metrics.map((metric) => describe(metric, definitions));
    return blocks.length === 0 ? [] : [`## ${titles[group] ?? group}`, ...blocks];
  });
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

function describe(metric: Metric, definitions: Definitions): string {
  const { name, title, means, rules, series, tags, values, running, step, grace } = metric;
  const inputs = inputsOf(metric, definitions);
  const facts = [
    `values: ${values.map((value) => `\`${value.name}\`${['count', 'level'].includes(value.unit) ? '' : ` (${value.unit})`}`).join(', ')}`,
    ...(series.length > 0 ? [`by ${series.map((tag) => `\`${tag}\``).join(', ')}`] : []),
    ...(tags.length > 0 ? [`\`--split\` ${tags.map((tag) => `\`${tag}\``).join(', ')}`] : []),
    step === 'range'
      ? 'over a range; without `--by` the whole of it'
      : `step 1 day${running ? ', running sum of what changed' : ''}`,
    `grace ${grace} h`,
    `reads ${inputs.map((table) => `\`${table}\``).join(', ')}`,
  ];
  return [`### ${name}: ${title}`, '', [means, rules].filter(Boolean).join(' '), '', `${facts.join(' · ')}.`].join(
    '\n',
  );
}

/** The domain tables that a metric reads, itself or by the relations that it names. */
export function inputsOf({ sql }: Metric, { relations }: Definitions): readonly string[] {
  const seen = new Set<string>();
  const read = (text: string): readonly string[] => [
    ...tablesIn(text),
    ...[...relations].flatMap(([name, file]) => {
      if (seen.has(name) || !new RegExp(`\\b${name}\\b`).test(text)) return [];
      seen.add(name);
      return read(file.sql);
    }),
  ];
  return [...new Set(read(sql))].sort();
}
