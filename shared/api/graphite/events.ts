import type { OpenLake } from '../lake/lake.ts';
import type { Span } from './span.ts';

/** Something that happened, as Grafana draws it. */
export interface GraphiteEvent {
  readonly what: string;
  readonly when: number;
  readonly tags: readonly string[];
  readonly data: string;
}

/** More would hide the panel behind them. */
const MOST = 1_000;

const timestamp = (seconds: number): string =>
  `TIMESTAMP '${new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, -1)}'`;

/** Deployments that ended and releases that were published, those that have all of the tags. */
export async function eventsOf(
  lake: Pick<OpenLake, 'query'>,
  { from, until }: Span,
  tags: readonly string[],
): Promise<readonly GraphiteEvent[]> {
  const within = (column: string) => `${column} >= ${timestamp(from)} AND ${column} <= ${timestamp(until)}`;
  const deployments = await lake.query(
    `SELECT coalesce(display_title, name, id) AS title, environment, result, finished_date AS at
     FROM cicd_deployments WHERE ${within('finished_date')} ORDER BY finished_date DESC, id LIMIT ${MOST}`,
  );
  const releases = await lake.query(
    `SELECT coalesce(name, tag_name, id) AS title, tag_name, is_prerelease, published_at AS at
     FROM cicd_releases WHERE ${within('published_at')} AND is_draft IS NOT TRUE ORDER BY published_at DESC, id LIMIT ${MOST}`,
  );
  const events = [
    ...deployments.map(({ title, environment, result, at }) => {
      const place = word(environment);
      return {
        what: `deploy ${title}`,
        when: secondsOf(at),
        tags: ['deploy', ...(place === 'production' ? ['prod'] : []), place, word(result)].filter((tag) => tag !== ''),
        data: [environment, result].filter(Boolean).join(', '),
      };
    }),
    ...releases.map(({ title, tag_name, is_prerelease, at }) => ({
      what: `release ${title}`,
      when: secondsOf(at),
      tags: ['release', ...(is_prerelease === true ? ['prerelease'] : [])],
      data: String(tag_name ?? ''),
    })),
  ];
  return events.filter((event) => tags.every((tag) => event.tags.includes(tag))).sort((a, b) => a.when - b.when);
}

const word = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

const secondsOf = (value: unknown): number => Math.floor(Date.parse(String(value)) / 1000);
