import { startGitHub } from '../support/github/server.ts';
import { fakeJira } from '../support/jira/fake-jira.ts';
import type { Vendors } from './target.ts';

/** What dies of it is in the report, and stays dead: nothing of it depends on when it is asked. */
const GONE = { kind: 'status', status: 451, message: 'Unavailable For Legal Reasons', path: '/milestones' } as const;
/** Long enough that a run goes on until somebody cancels it. Milliseconds. */
const LATENCY = 3_000;

/** Starts a small GitHub that lacks something, a slow one, and a Jira. */
export async function startVendors(): Promise<Vendors> {
  const [github, slow, jira] = await Promise.all([
    startGitHub({ faults: [GONE] }),
    startGitHub({ latencyMilliseconds: LATENCY }),
    fakeJira(),
  ]);
  return {
    github: github.url,
    slow: slow.url,
    jira: jira.environment.JIRA_URL,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([github.close(), slow.close(), jira[Symbol.asyncDispose]()]);
    },
  };
}
