/** A panel: what it is called, its unit in Grafana's word, and its targets; `$product` is the product that is chosen. */
interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly targets: readonly string[];
  /** Areas upon each other: what there is in each state. */
  readonly isStacked?: true;
  /** Months, or days on which nothing happens, lie between the points. */
  readonly isSparse?: true;
}

/** A dashboard by its name in the address. */
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const MINUTES = 'm';
const named = (target: string, name: string): string => `alias(${target}, '${name}')`;
const monthly = (title: string, unit: string, ...targets: readonly string[]): Panel => ({
  title,
  unit,
  targets,
  isSparse: true,
});
const states = (metric: string): readonly string[] => [
  `aliasByTags(seriesByTag('name=${metric}', 'product=$product'), 'state')`,
];

/** The six dashboards. */
export const dashboards: readonly Dashboard[] = [
  {
    uid: 'sluice-dora',
    title: 'Sluice: DORA',
    panels: [
      monthly(
        'Deployments to production, by month',
        'short',
        named('dora.deployment_frequency.$product.deployments', 'deployments'),
        named('dora.deployment_frequency.$product.deployment_days', 'days with one'),
      ),
      monthly(
        'Lead time for changes, with its parts',
        MINUTES,
        ...['cycle', 'coding', 'pickup', 'review', 'deploy'].map((part) =>
          named(`dora.lead_time.$product.${part}`, part),
        ),
      ),
      monthly('Change failure rate', 'percent', named('dora.change_failure_rate.$product.rate', 'rate')),
      monthly('Failed deployment recovery time', MINUTES, named('dora.recovery_time.$product.median', 'median')),
      monthly('Time to restore service', MINUTES, named('dora.restore_time.$product.median', 'median')),
    ],
  },
  {
    uid: 'sluice-flow',
    title: 'Sluice: flow',
    panels: [
      { title: 'Items in each state', unit: 'short', targets: states('flow.snapshot'), isStacked: true },
      { title: 'Cumulative flow', unit: 'short', targets: states('flow.entered') },
      monthly(
        'Lead time of issues',
        MINUTES,
        named('issue.lead_time.$product.median', 'median'),
        named('issue.lead_time.$product.p85', '85 of 100'),
      ),
      monthly('Cycle time of issues', MINUTES, named('issue.cycle_time.$product.median', 'median')),
      {
        title: 'Finished, by week',
        unit: 'short',
        targets: [named("summarize(issue.throughput.$product.issues, '1w', 'sum')", 'issues')],
      },
      {
        title: 'Age of what is open',
        unit: 'd',
        targets: [named('issue.age.$product.median', 'median'), named('issue.age.$product.p85', '85 of 100')],
      },
    ],
  },
  {
    uid: 'sluice-reviews',
    title: 'Sluice: reviews',
    panels: [
      {
        title: 'Opened and merged, by week',
        unit: 'short',
        targets: [
          named("summarize(pr.opened.$product, '1w', 'sum')", 'opened'),
          named("summarize(pr.merged.$product, '1w', 'sum')", 'merged'),
        ],
      },
      monthly(
        'Until the first review, and until the merge',
        MINUTES,
        named('pr.pickup.$product.median', 'pickup'),
        named('pr.review.$product.median', 'review'),
        named('pr.time_to_merge.$product.median', 'all'),
      ),
      { title: 'Open pull requests', unit: 'short', targets: ['aliasByNode(pr.wip.$product.*, 3)'], isStacked: true },
      { title: 'Their age', unit: 'd', targets: ['aliasByNode(pr.open_age.$product.*.median, 3)'] },
      monthly('Lines changed', 'short', named('pr.size.$product.median', 'median')),
      monthly('Merged without a review', 'percent', named('pr.unreviewed.$product.rate', 'rate')),
    ],
  },
  {
    uid: 'sluice-builds',
    title: 'Sluice: builds',
    panels: [
      {
        title: 'Builds, by result',
        unit: 'short',
        targets: ['aliasByNode(build.count.$product.*, 3)'],
        isStacked: true,
      },
      monthly('Success', 'percent', named('build.success_rate.$product.rate', 'rate')),
      monthly(
        'Duration',
        's',
        named('build.duration.$product.median', 'median'),
        named('build.duration.$product.mean', 'mean'),
      ),
      monthly('Waiting', 's', named('build.queue.$product.median', 'median')),
      monthly('Until a broken branch builds again', MINUTES, named('build.recovery.$product.median', 'median')),
    ],
  },
  {
    uid: 'sluice-incidents',
    title: 'Sluice: incidents and bugs',
    panels: [
      monthly(
        'Incidents that were resolved, by month',
        'short',
        named('dora.restore_time.$product.incidents', 'incidents'),
      ),
      monthly('Time to restore service', MINUTES, named('dora.restore_time.$product.median', 'median')),
      { title: 'Open bugs', unit: 'short', targets: [named('bug.open.$product', 'bugs')] },
      monthly('Found by users', 'percent', named('bug.escape.$product.rate', 'rate')),
      {
        title: 'Deployments, by environment and result',
        unit: 'short',
        targets: ['aliasByNode(deploy.attempts.$product.*.*, 3, 4)'],
        isStacked: true,
      },
    ],
  },
  {
    uid: 'sluice-sync',
    title: 'Sluice: sync health',
    panels: [
      {
        title: 'Hours since everything was read, by connection',
        unit: 'h',
        targets: ['aliasByNode(sync.age.*, 2)'],
      },
      {
        title: 'Runs, by how they ended',
        unit: 'short',
        targets: ["groupByNode(sync.runs.*.*, 3, 'sum')"],
        isStacked: true,
      },
      {
        title: 'Requests, and those of them that found nothing new',
        unit: 'short',
        targets: [named('sumSeries(sync.requests.*)', 'all'), named('sumSeries(sync.not_modified.*)', 'not modified')],
      },
      { title: 'Requests and items that died', unit: 'short', targets: ['aliasByNode(sync.dead.*, 2)'] },
      { title: 'Minutes that runs took', unit: 'm', targets: ['aliasByNode(sync.minutes.*, 2)'] },
      { title: 'Records written', unit: 'short', targets: ['aliasByNode(sync.written.*, 2)'] },
      { title: 'Issues that were created', unit: 'short', targets: ['aliasByNode(issue.created.*, 2)'] },
      { title: 'Pull requests that were opened', unit: 'short', targets: ['aliasByNode(pr.opened.*, 2)'] },
    ],
  },
];

const datasource = { type: 'graphite', uid: 'sluice' } as const;

function panelOf({ title, unit, targets, isStacked, isSparse }: Panel, index: number) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { h: 9, w: 12, x: (index % 2) * 12, y: Math.floor(index / 2) * 9 },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: {
          fillOpacity: isStacked ? 60 : 10,
          spanNulls: true,
          showPoints: isSparse ? 'always' : 'auto',
          stacking: { mode: isStacked ? 'normal' : 'none' },
        },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi' } },
    targets: targets.map((target, i) => ({ refId: String.fromCharCode(65 + i), datasource, target })),
  };
}

/** A dashboard as Grafana reads it from a file. */
export const dashboardJson = ({ uid, title, panels }: Dashboard): string =>
  `${JSON.stringify(
    {
      uid,
      title,
      tags: ['sluice'],
      timezone: 'utc',
      schemaVersion: 39,
      editable: true,
      time: { from: 'now-180d', to: 'now' },
      templating: {
        list: [
          {
            name: 'product',
            label: 'Product',
            type: 'query',
            datasource,
            query: 'issue.created.*',
            refresh: 2,
            sort: 1,
            includeAll: false,
            multi: false,
          },
        ],
      },
      annotations: {
        list: [
          {
            name: 'Production',
            datasource,
            enable: true,
            iconColor: 'green',
            tags: ['deploy', 'prod'],
            target: { tags: ['deploy', 'prod'] },
          },
          {
            name: 'Releases',
            datasource,
            enable: true,
            iconColor: 'blue',
            tags: ['release'],
            target: { tags: ['release'] },
          },
        ],
      },
      panels: panels.map(panelOf),
    },
    null,
    2,
  )}\n`;
