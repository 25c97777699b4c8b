import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import type { Quota } from '../plugin-sdk/quota.ts';
import { remainingOf, resetOf } from './observe-quota.ts';
import { retryAfter } from './retry-after.ts';
import { vendorWords } from './vendor-words.ts';

/** What an answer's meaning depends on beside the answer. */
export interface Circumstances {
  /** The quota that the vendor reports on. */
  readonly quota: Quota | undefined;
  /** A validator was sent, so that 304 is an answer. */
  readonly conditional: boolean;
}

const PASSING = new Set([408, 425]);

/** What an answer means by its status alone, when the plugin knows nothing better. */
export function classify(answer: Answer, { quota, conditional }: Circumstances): Verdict {
  const { status } = answer;
  if (status === 304 && conditional) return { kind: 'unchanged' };
  if (status === 304) return { kind: 'transient', reason: '304 to a question that named no stored page' };
  if (status === 204 || status === 205) return { kind: 'empty', reason: `${status}: no content` };
  if (status === 202) return { kind: 'transient', reason: '202: accepted, but not ready yet' };
  if (status === 206) return { kind: 'transient', reason: '206: a part of an answer that was asked for in full' };
  if (status >= 200 && status < 300) return { kind: 'page' };
  const reason = [String(status), vendorWords(answer.body)].filter(Boolean).join(': ');
  if (status === 401) return { kind: 'credential', reason };
  if (status === 429 || (status === 403 && answer.headers['retry-after'] !== undefined))
    return {
      kind: 'limit',
      until: limitUntil(answer, quota),
      secondary: remainingOf(answer.headers, quota) !== 0,
      reason,
    };
  if (status >= 500 || PASSING.has(status)) return { kind: 'transient', reason };
  return { kind: 'permanent', reason };
}

/**
 * Until when (epoch milliseconds) a limit holds: as `Retry-After` says, else to the end of the reported window, unless
 * that window has something left and so is not the limit that was met. Undefined when the vendor does not say.
 */
export function limitUntil(answer: Omit<Answer, 'body'>, quota: Quota | undefined): number | undefined {
  const { headers, at } = answer;
  const told = retryAfter(headers['retry-after'], headers.date, at);
  if (told !== undefined) return told;
  return (remainingOf(headers, quota) ?? 0) > 0 ? undefined : resetOf(headers, quota, at);
}
