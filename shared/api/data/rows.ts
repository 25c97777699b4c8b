import { readStretches, type StoredRecord, type TableQuery } from '../../pipeline/read-data.ts';
import type { ApiPorts } from '../app.ts';
import { acceptsGzip, gzipped } from '../gzip.ts';
import { decodeCursor, encodeCursor, limitOf } from '../page.ts';
import type { Given } from '../route.ts';
import type { RowText } from './row-text.ts';
import { spooled, spoolFor } from './spooled.ts';
import { bodyOf, inChunks } from './stream.ts';

/** A page ends well before a response of a Lambda function, which holds 6 MB. */
const LARGEST_PAGE = 4 * 1024 * 1024;
/** A page that finds little ends after so many rows that were looked at, before whoever asked gives up. */
const MOST_LOOKED_AT = 200_000;

type Context = Given<unknown, unknown, unknown>['context'];

/** Where an answer to one query ended, as text that is good for this query and this caller only. */
export interface RowCursor {
  /** @throws InvalidInputError */
  readonly read: (cursor: string | undefined) => string | undefined;
  readonly write: (key: string) => string;
}

/** What is read, and how it is written. */
export interface Reading {
  readonly want: TableQuery & { readonly after?: string; readonly descending?: boolean };
  readonly isWanted: (record: StoredRecord) => boolean;
  readonly text: RowText;
  readonly cursor: RowCursor;
  /** Something stood before: no heading. */
  readonly isContinued: boolean;
  /** A last line tells that it is whole. */
  readonly withEnd: boolean;
}

/** The cursor of a request; how large pages are may change on the way. */
export function cursorOf(context: Context, table: string): RowCursor {
  const asked = new URLSearchParams(new URL(context.req.url).searchParams);
  for (const name of ['cursor', 'limit', 'end']) asked.delete(name);
  asked.sort();
  const name = `${context.env?.caller?.name ?? ''} ${table}?${asked}`;
  return { read: (cursor) => decodeCursor(cursor, name), write: (key) => encodeCursor(key, name) };
}

/** A page of rows; `Link` leads to the next one. */
export async function page(ports: ApiPorts, context: Context, reading: Reading, size: string): Promise<Response> {
  const limit = limitOf(size, { usual: 1000, most: 10_000 });
  const { text, cursor, isWanted, isContinued, withEnd } = reading;
  let body = isContinued ? '' : text.heading;
  let [found, looked] = [0, 0];
  let last: string | undefined;
  let isFull = false;
  for await (const stretch of readStretches(ports, reading.want)) {
    for (const record of stretch) {
      // Only a row behind it shows that there is more.
      if (found >= limit || looked >= MOST_LOOKED_AT || body.length * 2 >= LARGEST_PAGE) isFull = true;
      if (isFull) break;
      looked += 1;
      last = record.key;
      if (!isWanted(record)) continue;
      found += 1;
      body += text.line(record);
    }
    if (isFull) break;
  }
  const next = isFull && last !== undefined ? cursor.write(last) : null;
  if (next !== null) {
    const url = new URL(context.req.url);
    url.searchParams.set('cursor', next);
    context.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  if (withEnd) body += endOf(found, next);
  return context.body(body);
}

/** All rows as they are read: in one stream, or where that cannot be, in an object that the answer leads to. */
export async function whole(ports: ApiPorts, context: Context, reading: Reading): Promise<Response> {
  const texts = linesOf(ports, reading);
  if (ports.spool) {
    // Before it is known how much it is: what is packed may be an answer where it would be an object.
    const encoding = acceptsGzip(context.req.header('accept-encoding')) ? 'gzip' : undefined;
    const chunks = encoding ? gzipped(inChunks(texts)) : inChunks(texts);
    const answer = await spooled(
      chunks[Symbol.asyncIterator](),
      reading.text.type,
      spoolFor(context, ports.spool),
      encoding,
    );
    if (answer.kind === 'large') return context.body(null, 303, { location: answer.at });
    if (encoding) context.header('content-encoding', encoding);
    return context.body(answer.body);
  }
  // What cannot be read at all is told before the first byte is sent.
  const chunks = inChunks(texts)[Symbol.asyncIterator]();
  const first = await chunks.next();
  const all = async function* (): AsyncIterable<Uint8Array> {
    try {
      for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
    } finally {
      await chunks.return?.();
    }
  };
  return context.body(bodyOf(all()));
}

async function* linesOf(ports: ApiPorts, reading: Reading): AsyncIterable<string | readonly string[]> {
  const { text, cursor, isWanted, isContinued, withEnd } = reading;
  let rows = 0;
  let last: string | undefined;
  if (!isContinued && text.heading !== '') yield text.heading;
  for await (const stretch of readStretches(ports, reading.want)) {
    const lines: string[] = [];
    for (const record of stretch) {
      last = record.key;
      if (!isWanted(record)) continue;
      rows += 1;
      lines.push(text.line(record));
    }
    yield lines;
  }
  if (withEnd) yield endOf(rows, last === undefined ? null : cursor.write(last));
}

const endOf = (rows: number, cursor: string | null): string => `${JSON.stringify({ _end: true, rows, cursor })}\n`;
