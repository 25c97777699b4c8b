import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { parseJson } from '../plugin-sdk/json.ts';
import type { StoredPage } from '../plugin-sdk/stream.ts';

/** A page of ours, as raw segments keep it; only what a mapping needs is asked for. */
const RawLine = z.object({
  request: z.looseObject({ target: z.string(), page: z.number().int().default(1), input: z.unknown().optional() }),
  url: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string(),
});

/** One recorded object: what was asked for, for which scope (`params`) and parent (`input`), and what came. */
const RecordedRow = z.object({
  url: z.string().catch(''),
  input: z.unknown().optional(),
  data: z.unknown().optional(),
});

/** Reads a line of input as the page that it is or stands for; nothing when it was recorded for another scope. */
export function readMapLine(text: string, params: unknown): StoredPage | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return pageOf({ json });
  const raw = 'request' in json && 'body' in json ? RawLine.safeParse(json) : undefined;
  if (raw?.success) {
    const { request, url, headers, body } = raw.data;
    return pageOf({ json: parseJson(body), input: request.input, number: request.page, url, headers });
  }
  if (!('data' in json) || !('params' in json || 'input' in json)) return pageOf({ json });
  if (params !== undefined && !('params' in json && isDeepStrictEqual(json.params, params))) return undefined;
  const { url, input, data } = RecordedRow.parse(json);
  return pageOf({ json: data, input, url });
}

function pageOf(given: {
  json: unknown;
  input?: unknown;
  number?: number;
  url?: string;
  headers?: Readonly<Record<string, string>>;
}): StoredPage {
  const { json, input, number = 1, url = '', headers = {} } = given;
  const request = { target: url, page: number, ...(input !== undefined && input !== null && { input }) };
  return { request, url, headers, json, link: () => undefined };
}
