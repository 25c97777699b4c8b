import type { Answer, Verdict } from '../../plugin-sdk/answer.ts';

/** What the vendor calls good. It stands in front of every envelope; whatever comes before it costs a parse. */
const STATUS = /^\s*\{\s*"status"\s*:\s*"?(-?\d+)/;
/** `max request rates is 1800req/10min`: TAPD tells its limit in words only, when it is met. */
const RATE = /max request rates? is (\d+)\s*req\/(\d+)?\s*(s|sec|min|hour|h)\w*/i;
const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, hour: 3600, h: 3600 };
/** TAPD does not say when it may be asked again. */
const PAUSE = 60_000;
const LONGEST_INFO = 300;

/** What TAPD means by an answer: an error comes with status 200 too, and limits are told in the text of 429. */
export function classify({ status, headers, body, at }: Answer): Verdict | undefined {
  const isEnvelope = status === 200 && !/^\s*</.test(body);
  if (status !== 429 && (!isEnvelope || STATUS.exec(body)?.[1] === '1')) return undefined;
  const { code, info } = envelopeOf(body);
  if (status !== 429 && code === '1') return undefined;
  const told = rateIn(info ?? body);
  if (status === 429 || told) {
    const reason = (info ?? body).slice(0, LONGEST_INFO) || 'too many requests';
    // A proxy in front of it may say so.
    const until = headers['retry-after'] === undefined ? at + PAUSE : undefined;
    return { kind: 'limit', until, secondary: !told, reason, ...(told && { told }) };
  }
  if (code === undefined) return { kind: 'transient', reason: "an answer without TAPD's envelope (200)" };
  return { kind: 'transient', reason: `TAPD says status ${code}: ${info ?? 'and nothing else'}` };
}

function rateIn(text: string) {
  const [, amount, count = '1', unit = ''] = RATE.exec(text) ?? [];
  const seconds = SECONDS[unit.toLowerCase()];
  if (amount === undefined || seconds === undefined || Number(amount) === 0 || Number(count) === 0) return undefined;
  return { amount: Number(amount), perSeconds: Number(count) * seconds };
}

function envelopeOf(body: string): { readonly code?: string; readonly info?: string } {
  try {
    const json: unknown = JSON.parse(body);
    const fields = new Map(typeof json === 'object' && json !== null ? Object.entries(json) : []);
    const [code, info]: readonly unknown[] = [fields.get('status'), fields.get('info')];
    return {
      ...((typeof code === 'number' || typeof code === 'string') && { code: String(code) }),
      ...(typeof info === 'string' && { info: info.slice(0, LONGEST_INFO) }),
    };
  } catch {
    // What is no JSON is told by whoever reads the page.
    return { code: '1' };
  }
}
