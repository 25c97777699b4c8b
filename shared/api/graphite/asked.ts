import type { Given } from '../route.ts';

type Context = Given<unknown, unknown, unknown>['context'];

/** What Grafana asked, by GET with a query or by POST with a form; a name with `[]` is the name. */
export interface Asked {
  readonly all: (name: string) => readonly string[];
  readonly one: (name: string) => string | undefined;
}

/** Reads the parameters of a request; Grafana's browser does not always encode a body's `query`. */
export async function askedIn(context: Context): Promise<Asked> {
  const found: (readonly [string, string])[] = [...new URL(context.req.url).searchParams];
  if (context.req.method === 'POST') {
    const body = await context.req.text();
    const raw = rawQuery(body);
    if (raw !== undefined) found.push(['query', raw]);
    else found.push(...new URLSearchParams(body));
  }
  const all = (name: string) =>
    found.filter(([each]) => each === name || each === `${name}[]`).map(([, value]) => value);
  return { all, one: (name) => all(name).at(-1) };
}

/**
 * The `query` of a body that is not encoded: `query=flow.{entered,snapshot}.*`. What follows may hold `&` and `=` itself,
 * so only parameters that Grafana sends with it end it.
 */
function rawQuery(body: string): string | undefined {
  const begins = /(?:^|&)query=/.exec(body);
  if (!begins || body.indexOf('&query=', begins.index + 1) >= 0) return undefined;
  const text =
    body.slice(begins.index + begins[0].length).split(/&(?=(?:from|until|format|tz|now|wildcards)=)/)[0] ?? '';
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
