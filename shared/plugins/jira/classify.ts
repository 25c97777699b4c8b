import type { Answer, Verdict } from '../../plugin-sdk/answer.ts';
import type { RequestSpec } from '../../plugin-sdk/request.ts';

/** What Jira means by an answer where the status alone does not say it. */
export function classify({ status, headers, body }: Answer, { target }: RequestSpec): Verdict | undefined {
  if (status === 400 && /\/board\/\d+\/sprint/.test(target))
    return { kind: 'empty', reason: 'a board without sprints (400)' };
  if (status === 404 && /^\/(?:api\/\d\/(?:issue\/|user\?|project\/)|dev-status\/)/.test(target))
    return { kind: 'empty', reason: 'gone, or hidden from this credential (404)' };
  if (status === 403 && headers['x-seraph-loginreason'] !== undefined)
    return { kind: 'credential', reason: 'Jira wants a captcha to be solved: sign in once in a browser' };
  if (status === 200 && /^\s*</.test(body)) return { kind: 'transient', reason: 'a sign-in page instead of an answer' };
  return undefined;
}
