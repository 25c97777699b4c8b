import type { Answer, Verdict } from '../../plugin-sdk/answer.ts';
import type { RequestSpec } from '../../plugin-sdk/request.ts';

/** Longer waits than this are not slept through; the request is put back. */
const LONGEST_WAIT_MS = 15 * 60 * 1000;
/** An error is short; a page of data need not be searched for one. */
const LONGEST_ERROR = 64 * 1024;
const SECONDARY = /secondary rate limit|abuse/i;
const PRIMARY = /rate limit exceeded/i;

/** What GitHub means by an answer (its page "Troubleshooting the REST API"). */
export function classify(answer: Answer, request: RequestSpec): Verdict | undefined {
  const { status } = answer;
  const message = messageOf(answer.body);
  const reason = `GitHub answered ${status}${message ? `: ${message}` : ''}`;
  if (status === 200) return disguised(answer, request, message);
  if (status === 401) return { kind: 'credential', reason };
  if (status === 403 || status === 429) return limitOf(answer, message, reason);
  if (status >= 500 || status === 408) return { kind: 'transient', reason };
  if (isEmptyPlace(status, request)) return { kind: 'empty', reason };
  return status >= 400 ? { kind: 'permanent', reason } : undefined;
}

/** A good status is no proof of data: sign-in pages, cut-off bodies and error objects come with it too. */
function disguised({ body }: Answer, request: RequestSpec, message: string | undefined): Verdict {
  const text = body.trim();
  if (!/^[[{]/.test(text)) return { kind: 'transient', reason: 'not JSON, though the status is 200' };
  if (!/[\]}]$/.test(text)) return { kind: 'transient', reason: 'JSON that was cut off, though the status is 200' };
  if (!request.single && text.startsWith('{') && message !== undefined)
    return { kind: 'transient', reason: `an error where a list was expected: ${message}` };
  return { kind: 'page' };
}

function limitOf(answer: Answer, message = '', reason: string): Verdict {
  const limit = (until: number | undefined, secondary: boolean): Verdict => ({
    kind: 'limit',
    until,
    secondary,
    reason,
  });
  const asked = retryAfter(answer);
  if (answer.headers['x-ratelimit-remaining'] === '0') return limit(resetOf(answer) ?? asked, false);
  if (asked !== undefined) return limit(asked, true);
  if (SECONDARY.test(message)) return limit(undefined, true);
  if (PRIMARY.test(message)) return limit(resetOf(answer), false);
  return answer.status === 429 ? limit(undefined, true) : { kind: 'permanent', reason };
}

/** Vendors' times are told by the vendor's clock: what counts is the distance to the answer's own date. */
const onOurClock = ({ headers, at }: Answer, time: number): number => {
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(date) ? time : at + Math.max(0, time - date);
};

function resetOf(answer: Answer): number | undefined {
  const reset = answer.headers['x-ratelimit-reset'];
  return reset !== undefined && /^\d{1,12}$/.test(reset) ? onOurClock(answer, Number(reset) * 1000) : undefined;
}

/** `retry-after` in seconds or as a date, at most 15 minutes; nonsense counts as nothing. */
function retryAfter(answer: Answer): number | undefined {
  const value = answer.headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  const until = /^\d+(?:\.\d+)?$/.test(value)
    ? answer.at + Number(value) * 1000
    : onOurClock(answer, Date.parse(value));
  if (Number.isNaN(until)) return undefined;
  return Math.min(Math.max(until, answer.at), answer.at + LONGEST_WAIT_MS);
}

/** An empty repository has no commits (409), one whose issues are switched off has none (410); accounts and latest releases come and go. */
function isEmptyPlace(status: number, { target, single }: RequestSpec): boolean {
  if (status === 404 && (target.startsWith('/users/') || target.endsWith('/releases/latest'))) return true;
  if (single) return false;
  // A pull request that is gone has no files either.
  if (status === 404 && /\/pulls\/\d+\/files(?:\?|$)/.test(target)) return true;
  return status === 410 || (status === 409 && /\/commits(?:\?|$)/.test(target));
}

function messageOf(body: string): string | undefined {
  if (body.length > LONGEST_ERROR || !body.trimStart().startsWith('{')) return undefined;
  try {
    const json: unknown = JSON.parse(body);
    const message = typeof json === 'object' && json !== null && 'message' in json ? json.message : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
