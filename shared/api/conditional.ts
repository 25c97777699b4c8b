import { createHash } from 'node:crypto';

/**
 * An answer to a GET as it is sent to who may have it already: JSON without an ETag of its own gets one from its text, and
 * with an `If-None-Match` that names it, 304 is all that is sent. What is streamed stays as it is.
 */
export async function conditional(response: Response, wanted: string | undefined): Promise<Response> {
  if (response.status !== 200) return response;
  const given = response.headers.get('etag');
  const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '');
  if (given === null && !isJson) return response;
  const text = given === null ? await response.text() : undefined;
  const etag =
    given ??
    `"${createHash('sha256')
      .update(text ?? '')
      .digest('base64url')
      .slice(0, 27)}"`;
  const headers = new Headers(response.headers);
  headers.set('etag', etag);
  if (!names(wanted, etag)) return new Response(text ?? response.body, { status: 200, headers });
  if (text === undefined) await response.body?.cancel();
  headers.delete('content-type');
  headers.delete('content-length');
  return new Response(null, { status: 304, headers });
}

/** Whether an `If-None-Match` names an ETag; weak ones compare as strong ones. */
const names = (wanted = '', etag: string): boolean =>
  wanted.split(',').some((each) => each.trim() === '*' || strong(each) === strong(etag));

const strong = (text: string): string => text.trim().replace(/^W\//, '');
