import { MalformedJsonError } from '../errors.ts';
import type { Answer, Verdict } from '../plugin-sdk/answer.ts';
import { parseJson } from '../plugin-sdk/json.ts';
import type { RequestSpec } from '../plugin-sdk/request.ts';

/** Keys of an object that tells of an error: where a list was asked for, an object of only these is no list. */
const MESSAGE_KEYS = new Set(
  `code detail details documentation_url error error_code error_description errorMessages errors exception message
  messages path reason request_id requestId status statusCode timestamp title trace_id traceId type url`.split(/\s+/),
);

/** A page's data, or why the answer is none: what is not surely data is never taken for it. */
export type PageReading =
  | { readonly verdict: Extract<Verdict, { kind: 'page' }>; readonly json: unknown }
  | { readonly verdict: Extract<Verdict, { kind: 'transient' }> };

/** Reads the body of an answer that is to be a page: JSON without loss, and no error in disguise. */
export function readPage(answer: Answer, request: RequestSpec): PageReading {
  const type = answer.headers['content-type'] ?? '';
  if (/\bhtml\b/i.test(type)) return passing(`not JSON: ${type}`);
  try {
    const json = parseJson(answer.body);
    if (typeof json !== 'object' || json === null) return passing(`no data: ${answer.body.trim().slice(0, 40)}`);
    if (!request.single && !Array.isArray(json) && Object.keys(json).every((key) => MESSAGE_KEYS.has(key)))
      return passing(`an object where a list was asked for: ${answer.body.slice(0, 200).toWellFormed()}`);
    return { verdict: { kind: 'page' }, json };
  } catch (error) {
    if (error instanceof MalformedJsonError) return passing(error.message.toWellFormed());
    throw error;
  }
}

const passing = (reason: string): PageReading => ({ verdict: { kind: 'transient', reason } });
