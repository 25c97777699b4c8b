import type { RequestRecord } from '../contract/work-item.ts';

/** What a vendor would have answered, before it is stored. */
export interface Answer {
  readonly stream: string;
  readonly request: Pick<RequestRecord, 'target' | 'page' | 'input' | 'single'>;
  readonly body: unknown;
}

/** Elements of one page of a list. */
const PAGE = 100;

/** The pages of a list; the body of each is made of its elements. */
export function pagesOf(
  stream: string,
  target: string,
  elements: readonly unknown[],
  bodyOf: (page: readonly unknown[]) => unknown = (page) => page,
): readonly Answer[] {
  const count = Math.max(1, Math.ceil(elements.length / PAGE));
  const mark = target.includes('?') ? '&' : '?';
  return Array.from({ length: count }, (_, i) => ({
    stream,
    request: { target: i === 0 ? target : `${target}${mark}page=${i + 1}`, page: i + 1 },
    body: bodyOf(elements.slice(i * PAGE, (i + 1) * PAGE)),
  }));
}

/** The answer to a question about one thing. */
export const oneOf = (stream: string, target: string, body: unknown, input?: unknown): Answer => ({
  stream,
  request: { target, page: 1, single: true, ...(input !== undefined && { input }) },
  body,
});

/** The answer to a question for the list that belongs to one thing. */
export const listOf = (stream: string, target: string, body: unknown, input: unknown): Answer => ({
  stream,
  request: { target, page: 1, input },
  body,
});
