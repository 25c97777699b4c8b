import type { Target } from './target.ts';

/** How something is asked for. */
export interface Ask {
  /** Whose credential is shown, by the name under which it was learnt. @default admin */
  readonly as?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default /api/v1 */
  readonly base?: string;
  /** What it is to be answered with. @default 200 */
  readonly status?: number;
  /** What of the body is compared. @default all of it */
  readonly shown?: (answer: Answer) => unknown | Promise<unknown>;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Undefined where it is no JSON. */
  readonly json: unknown;
}

/** One line of a transcript. */
export interface Exchange {
  /** Names it: no other one is called so. */
  readonly what: string;
  /** As the OpenAPI document names it: `GET /runs/{id}`. */
  readonly operation: string;
  readonly base: string;
  readonly expected: number;
  readonly answer: Answer;
  readonly body: unknown;
}

/** Asks a target as a user would, and writes down what was answered. */
export interface Client {
  readonly transcript: readonly Exchange[];
  /** What stands for a value that only this target has, by the value. */
  readonly words: ReadonlyMap<string, string>;
  ask(what: string, operation: string, given?: Ask): Promise<Answer>;
  /** Asks without writing it down: to wait for something. */
  look(path: string): Promise<Answer>;
  learnKey(name: string, key: string): void;
  learn(word: string, value: string): void;
}

/** Opens a client of a target; `first` is the credential that the target began with. */
export function clientOf({ url, key }: Target): Client {
  const transcript: Exchange[] = [];
  const words = new Map([[url, '<target>']]);
  const credentials = new Map([['first', key]]);
  /** As every client does, with the credential for the same host only. */
  const followed = async (response: Response, headers: Readonly<Record<string, string>>): Promise<Response> => {
    const location = response.status === 303 ? response.headers.get('location') : null;
    if (location === null) return response;
    const to = new URL(location, response.url);
    return fetch(to, to.origin === new URL(url).origin ? { headers } : {});
  };
  const headersOf = (as: string): Readonly<Record<string, string>> => {
    const credential = credentials.get(as);
    if (credential === undefined && as !== 'nobody') throw new Error(`there is no key "${as}"`);
    return credential === undefined ? {} : { authorization: `Bearer ${credential}` };
  };
  return {
    transcript,
    words,
    learn: (word, value) => void words.set(value, word),
    learnKey: (name, value) => {
      credentials.set(name, value);
      words.set(value, `<key of ${name}>`);
    },
    look: async (path) => answerOf(await fetch(`${url}/api/v1${path}`, { headers: headersOf('admin') })),
    ask: async (what, operation, given = {}) => {
      if (transcript.some((each) => each.what === what)) throw new Error(`two are called "${what}"`);
      const { as = 'admin', params = {}, query = {}, body, headers, base = '/api/v1', status = 200, shown } = given;
      const [method = '', template = ''] = operation.split(' ');
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, of]) => [of].flat().map((value): [string, string] => [name, value])),
      );
      const response = await fetch(`${url}${base}${path}${search.size > 0 ? `?${search}` : ''}`, {
        method,
        redirect: 'manual',
        headers: { ...headersOf(as), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const answer = await answerOf(await followed(response, headersOf(as)));
      transcript.push({
        ...{ what, operation, base, expected: status, answer },
        body: (await shownOf(answer, shown)) ?? answer.json ?? answer.text,
      });
      return answer;
    },
  };
}

/** What is not as it is to be shown is shown as it is. */
async function shownOf(answer: Answer, shown: Ask['shown']): Promise<unknown> {
  try {
    return await shown?.(answer);
  } catch {
    return undefined;
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && !isLines(response);
  return { status: response.status, headers: response.headers, bytes, text, json: isJson ? jsonOf(text) : undefined };
}

const isLines = ({ headers }: Response): boolean => headers.get('content-type')?.includes('ndjson') === true;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
