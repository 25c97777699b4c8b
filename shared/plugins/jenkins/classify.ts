import type { Answer, Verdict } from '../../plugin-sdk/answer.ts';
import type { RequestSpec } from '../../plugin-sdk/request.ts';

/** What Jenkins means by an answer where the status alone does not say it. */
export function classify({ status, headers }: Answer, { target }: RequestSpec): Verdict | undefined {
  if (status === 404 && target.includes('/testReport/')) return { kind: 'empty', reason: 'no test report (404)' };
  // A job that is no pipeline, or a server without the plugin for stages.
  if (status === 404 && target.includes('/wfapi/')) return { kind: 'empty', reason: 'no stages (404)' };
  if (status === 403 && headers['x-you-are-authenticated-as'] === 'anonymous')
    return { kind: 'credential', reason: 'asked without a credential: give user:apiToken' };
  return undefined;
}
