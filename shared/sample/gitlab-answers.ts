import { digest } from '../pipeline/identity.ts';
import { type Answer, oneOf, pagesOf } from './answer.ts';
import { HOUR, isoOf, MINUTE, workdays } from './calendar.ts';
import type { ProductYear } from './organisation.ts';
import type { Product } from './products.ts';

/** The mapping of the sample's project: nothing of it deploys. */
export const gitlabConfig = {} as const;

/** A project of GitLab, as it describes itself. */
export const projectAnswer = ({ name, packages }: Product, from: number, until: number) => ({
  id: packages?.id ?? 0,
  path_with_namespace: packages?.path ?? '',
  web_url: `https://gitlab.com/${packages?.path ?? ''}`,
  description: `Nightly packages of ${name}`,
  default_branch: 'main',
  created_at: isoOf(from),
  last_activity_at: isoOf(until),
});

/** What GitLab would have answered about a product's nightly packages, which wait for a machine. */
export function gitlabAnswers({ product, chance, from, until }: ProductYear): readonly Answer[] {
  if (!product.packages) return [];
  const base = `/projects/${product.packages.id}`;
  const built = workdays(from, until - 12 * HOUR).map((day, i) => {
    const created = day + 2 * HOUR + chance.whole(0, 30) * MINUTE;
    const queued = Math.round(chance.span(95, 0.8));
    const duration = Math.round(chance.span(1_300, 0.25));
    const started = created + queued * 1000;
    return {
      id: product.repository.id * 1_000 + i,
      sha: digest(`${base} ${i}`, 40),
      status: chance.happens(0.09) ? 'failed' : 'success',
      created,
      started,
      finished: started + duration * 1000,
      queued,
      duration,
    };
  });
  return [
    oneOf('project', base, projectAnswer(product, from, until)),
    ...pagesOf(
      'pipelines',
      `${base}/pipelines?order_by=id&sort=asc&per_page=100`,
      built.map(({ id, sha, created, finished }) => ({
        id,
        sha,
        ref: 'nightly',
        source: 'schedule',
        created_at: isoOf(created),
        updated_at: isoOf(finished),
      })),
    ),
    ...built.map(({ id, status, created, started, finished, queued, duration }) =>
      oneOf(
        'pipeline_details',
        `${base}/pipelines/${id}`,
        {
          id,
          name: 'nightly package',
          ref: 'nightly',
          status,
          source: 'schedule',
          web_url: `https://gitlab.com/${product.packages?.path}/-/pipelines/${id}`,
          created_at: isoOf(created),
          updated_at: isoOf(finished),
          started_at: isoOf(started),
          finished_at: isoOf(finished),
          duration,
          queued_duration: queued,
        },
        { pipelineId: String(id) },
      ),
    ),
  ];
}
