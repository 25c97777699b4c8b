import { hash } from 'node:crypto';
import type { Question, Reply } from '../pipeline/ports.ts';
import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import type { Quota } from '../plugin-sdk/quota.ts';
import { classify, limitUntil } from './classify.ts';
import type { Followed } from './follow-redirects.ts';
import { parseHttpDate } from './http-date.ts';
import { type Mask, maskAnswer, maskVerdict } from './mask-secrets.ts';
import { observeQuota } from './observe-quota.ts';
import { readPage } from './read-page.ts';
import type { Head } from './send.ts';

/** Makes of what arrived what may leave this room: everything masked, and one verdict. */
export function readReply(question: Question, followed: Followed, mask: Mask): Reply {
  const { plugin, connection, token } = question;
  const quota = plugin.quotas?.({ baseUrl: connection.baseUrl, anonymous: token === null }).reported;
  const { exchange, refusal, movedTo } = followed;
  const facts = factsOf(exchange.kind === 'answered' ? exchange.answer : exchange.head, quota);
  const moved = movedTo === undefined ? {} : { movedTo: mask(movedTo) };
  if (exchange.kind === 'failed')
    return { verdict: maskVerdict(cutOff(exchange.verdict, exchange.head, quota), mask), ...facts, ...moved };
  const { body } = exchange.answer;
  // What is stored was masked: a body that equals it holds no secret.
  if (!refusal && isStored(question, exchange.answer, quota)) {
    const answer = { ...maskAnswer({ ...exchange.answer, body: '' }, mask), body };
    return { verdict: { kind: 'unchanged' }, answer, ...facts, ...moved };
  }
  const answer = maskAnswer(exchange.answer, mask);
  const reading = refusal ? { verdict: refusal } : readAnswer(question, answer, quota);
  return { ...reading, verdict: maskVerdict(reading.verdict, mask), answer, ...facts, ...moved };
}

/** Whether a page came whole, and is byte for byte the one that is stored: then it need not even be parsed. */
const isStored = (question: Question, answer: Answer, quota: Quota | undefined): boolean =>
  question.validator?.sha256 !== undefined &&
  answer.status === 200 &&
  hash('sha256', answer.body) === question.validator.sha256 &&
  verdictOf(question, answer, quota).kind === 'page';

function verdictOf(question: Question, answer: Answer, quota: Quota | undefined): Verdict {
  const conditional = question.validator?.etag !== undefined || question.validator?.lastModified !== undefined;
  return vendorVerdict(question, answer, quota) ?? classify(answer, { quota, conditional });
}

function readAnswer(question: Question, answer: Answer, quota: Quota | undefined): Pick<Reply, 'verdict' | 'json'> {
  const verdict = verdictOf(question, answer, quota);
  return verdict.kind === 'page' ? readPage(answer, question.request) : { verdict };
}

/** The plugin's verdict, its limits completed with the time that the headers tell. */
function vendorVerdict({ plugin, request }: Question, answer: Answer, quota: Quota | undefined): Verdict | undefined {
  try {
    const verdict = plugin.classify?.(answer, request);
    if (verdict?.kind !== 'limit' || verdict.until !== undefined) return verdict;
    return { ...verdict, until: limitUntil(answer, quota) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'transient', reason: `${answer.status}: ${plugin.name} cannot classify this answer: ${message}` };
  }
}

/** A limit is a limit even when its body was cut off. */
function cutOff(verdict: Verdict, head: Head | undefined, quota: Quota | undefined): Verdict {
  const told = head && classify({ ...head, body: '' }, { quota, conditional: false });
  return told?.kind === 'limit' ? told : verdict;
}

function factsOf(head: Head | undefined, quota: Quota | undefined): Pick<Reply, 'observed' | 'date'> {
  const observed = head && observeQuota(head.headers, quota, head.at);
  const time = parseHttpDate(head?.headers.date);
  return {
    ...(observed && { observed }),
    ...(time !== undefined && { date: new Date(time).toISOString() }),
  };
}
