import { conditional } from './conditional.ts';
import { problem, respond } from './problem.ts';

/** A file of the page by its path, with its ETag; undefined where there is none. */
export type PageFiles = (path: string) => Promise<Response | undefined>;

/** Answers a GET of the page, to anybody: a file, that the asker has it already, or that there is none. */
export async function answerPage(files: PageFiles, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const file = await files(pathname);
  if (file) return conditional(file, request.headers.get('if-none-match') ?? undefined);
  return respond(problem(404, 'no_file', 'the page has no such file'));
}
