import { hash } from 'node:crypto';
import { maskSecrets } from '../../shared/http/mask-secrets.ts';
import { readReply } from '../../shared/http/read-reply.ts';
import { type Asking, ask, inputOf } from '../../shared/pipeline/ask.ts';
import { memoryTable } from '../../test/support/memory-ports.ts';
import { inRounds } from './clock.ts';
import { openRecorded } from './ours.ts';
import type { Recorded } from './recorded.ts';

/** What a byte of an unchanged page costs beside JSON.parse, in microseconds a record. */
export interface Unchanged {
  readonly name: string;
  readonly parse: number;
  /** Sent with 200 and the same bytes: from the text to knowing that nothing is to do, and what the page leads to. */
  readonly same: number;
}

const RECORDS = 2000;
const A_PAGE = 100;
const BASE_URL = 'https://api.example.com';

/** Measures what the collector does with a page that is sent again as it is stored. */
export async function measureUnchanged(one: Recorded): Promise<Unchanged> {
  const recorded = filled(one);
  const { scope, bound, pages } = openRecorded(recorded);
  const mask = maskSecrets([]);
  const copies = Math.ceil(RECORDS / recorded.records);
  const parse = async () => {
    for (let copy = 0; copy < copies; copy += 1) for (const { body } of pages) JSON.parse(body);
  };
  const asked = pages.map((page) => ({ page, at: askingOf(page) }));
  const same = async () => {
    for (let copy = 0; copy < copies; copy += 1)
      for (const { page, at } of asked) {
        const { kind } = await ask(at, page.request);
        if (kind !== 'unchanged') throw new TypeError(`the same page of ${recorded.stream} is ${kind}`);
      }
  };
  const costs = await inRounds({ parse, same });
  const count = copies * recorded.records;
  const each = (name: string): number => (costs.get(name) ?? Number.NaN) / count;
  return { name: `${recorded.plugin} ${recorded.stream}`, parse: each('parse'), same: each('same') };

  function askingOf(page: (typeof pages)[number]): Asking {
    const { body, request } = page;
    const answer = { url: page.url, status: 200, headers: { 'content-type': 'application/json' }, body, at: 0 };
    const sha256 = hash('sha256', body);
    const row = { run: 'before', token: 't', segment: 'raw/bench', sha256, first: 'some', input: inputOf(request) };
    const connection = { plugin: recorded.plugin, name: 'bench', baseUrl: BASE_URL, tokens: ['t'], share: 0 };
    return {
      table: { ...memoryTable(), get: async () => ({ pk: 'p', sk: 's', ...row }) },
      segment: async () => [],
      clock: { now: () => 0, sleep: async () => {} },
      chance: { next: () => 0 },
      session: {
        inTurn: (action) => action(),
        ask: async (of, validator) =>
          readReply(
            {
              plugin: recorded.setup.plugin,
              connection,
              token: 't',
              request: of,
              deadline: 0,
              ...(validator && { validator }),
            },
            { exchange: { kind: 'answered', answer } },
            mask,
          ),
        expect: () => {},
        stop: async () => {},
        end: async () => {},
      },
      run: 'now',
      scope: scope.record.key,
      bound,
      baseUrl: BASE_URL,
      token: 't',
      keys: false,
    };
  }
}

/** Lists come a hundred to a page; there are fewer recorded ones. */
function filled(recorded: Recorded): Recorded {
  // An answer that is one element is no list.
  if (recorded.setup.plugin.streams?.find(({ name }) => name === recorded.stream)?.elements === '') return recorded;
  const pages = recorded.pages.map((page) => {
    const copies = page.input === undefined ? Math.ceil(A_PAGE / page.elements.length) : 1;
    return { ...page, elements: Array.from({ length: copies }, () => page.elements).flat() };
  });
  return { ...recorded, pages, records: pages.reduce((sum, { elements }) => sum + elements.length, 0) };
}
