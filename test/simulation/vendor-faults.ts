import { readReply } from '../../shared/http/read-reply.ts';
import type { Question, Reply } from '../../shared/pipeline/ports.ts';
import type { Answer } from '../../shared/plugin-sdk/answer.ts';
import type { World } from './world.ts';

/** Ways in which an answer breaks: those of `replay-api.mjs`. */
export const vendorFaults = [
  'http500',
  'http502html',
  'reset',
  'truncate',
  'slow',
  'html200',
  'badjson',
  'secondary403',
  '429date',
  '429silent',
  'loopnext',
  'foreignnext',
  'drift',
  'empty200',
] as const;
export type VendorFault = (typeof vendorFaults)[number];

/** Seconds that a limit which is no real one asks for. */
const A_LIMIT = 20;
const asIs = (text: string): string => text;
const httpDate = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toUTCString();

/** Breaks answers of the world's vendor from now on; `strikes` says which, and answers undefined for a sound one. */
export function spoilAnswers(world: World, strikes: (question: Question) => VendorFault | undefined): void {
  const { vendor, time } = world;
  const answer = vendor.answer;
  vendor.answer = (question) => {
    const fault = strikes(question);
    if (fault === 'drift') world.trace.add(`vendor: ${appear(world)}`);
    const { validator: _, ...unconditional } = question;
    const reply = fault === undefined || fault === 'drift' ? answer(question) : answer(unconditional);
    // What was refused is refused, and what is not there cannot be sent badly.
    if (fault === undefined || fault === 'drift' || reply.answer?.status !== 200) return reply;
    world.trace.add(`vendor: ${fault} ${question.request.target}`);
    return spoil(question, reply.answer, fault, time.now() + vendor.skew) ?? reply;
  };
}

/** A new thing, as the newest of its list: all that lies behind it moves by one place. */
function appear({ vendor, chance, time, size }: World): string {
  if (!size.streams.includes('builds')) return 'no drift';
  const [space] = [...vendor.spaces.values()];
  const at = time.now() + vendor.skew;
  const id = 100_000 + vendor.counts.requests;
  space?.builds.push({ id, createdAt: at, updatedAt: at, finishedAt: at, result: 'ok', steps: 1 + chance.below(2) });
  return `drift: build ${id}`;
}

/** The answer as it arrives when it breaks; undefined when it cannot break in this way. */
function spoil(question: Question, sound: Answer, fault: VendorFault, now: number): Reply | undefined {
  const { url, headers, at } = sound;
  const reply = (status: number, body: string, more: Record<string, string> = {}): Reply =>
    readReply(
      question,
      { exchange: { kind: 'answered', answer: { url, status, headers: { ...headers, ...more }, body, at } } },
      asIs,
    );
  const failed = (reason: string, withHead: boolean): Reply => {
    const head = withHead ? { head: { url, status: 200, headers, at } } : {};
    return readReply(question, { exchange: { kind: 'failed', verdict: { kind: 'transient', reason }, ...head } }, asIs);
  };
  const isList = /rel="next"/.test(headers.link ?? '');
  const linked = (next: string) => ({
    link: (headers.link ?? '').replace(/<[^>]*>; rel="next"/, `<${next}>; rel="next"`),
  });
  switch (fault) {
    case 'http500':
      return reply(500, '{"message":"ill"}');
    case 'http502html':
      return reply(502, '<html>bad gateway</html>', { 'content-type': 'text/html' });
    case 'reset':
      return failed('the connection was closed without an answer', false);
    case 'truncate':
      return failed('the connection was closed in the middle of the answer', true);
    case 'slow':
      return failed('timeout: no whole answer within 30000 ms', false);
    case 'html200':
      return reply(200, '<html>sign in</html>', { 'content-type': 'text/html' });
    case 'badjson':
      return reply(200, sound.body.slice(0, sound.body.length / 2));
    case 'secondary403':
      return reply(403, '{"message":"slow down"}', { 'retry-after': String(A_LIMIT) });
    case '429date':
      return reply(429, '{"message":"slow down"}', { 'retry-after': httpDate(now + A_LIMIT * 1000) });
    case '429silent':
      return reply(429, '{"message":"slow down"}');
    case 'loopnext':
      return isList ? reply(200, sound.body, linked(url)) : undefined;
    case 'foreignnext':
      return isList ? reply(200, sound.body, linked('https://elsewhere.test/api/next')) : undefined;
    case 'empty200':
      return isList ? reply(200, '[]') : undefined;
    case 'drift':
      return undefined;
  }
}
