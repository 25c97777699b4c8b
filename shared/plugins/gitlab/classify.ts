import type { Answer, Verdict } from '../../plugin-sdk/answer.ts';
import type { RequestSpec } from '../../plugin-sdk/request.ts';

/** Places that are switched off in a project's settings, or belong to a paid plan. */
const OPTIONAL =
  /\/(?:pipelines|jobs|deployments|releases|merge_requests|issues|milestones|iterations|repository\/(?:commits|branches|tags))(?:[/?]|$)/;
const BELOW_A_THING = /\/(?:issues|merge_requests)\/\d+\//;

/**
 * What GitLab means by an answer where the status alone does not say it: 403 is a feature that is switched off, 404 of a
 * list is a repository without a commit or a thing that is gone (its pages "REST API" and "Troubleshooting").
 */
export function classify(answer: Answer, { target, single }: RequestSpec): Verdict | undefined {
  const { status } = answer;
  const place = target.split('?')[0] ?? '';
  const below = place.replace(/^\/projects\/[^/]+/, '');
  if (status === 403 && answer.headers['retry-after'] === undefined && OPTIONAL.test(below))
    return { kind: 'empty', reason: 'switched off in this project (403)' };
  if (status === 404 && (BELOW_A_THING.test(below) || (!single && OPTIONAL.test(below))))
    return { kind: 'empty', reason: 'nothing there (404)' };
  return undefined;
}
