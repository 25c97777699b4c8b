import { join } from 'node:path';
import { PageEnvironment } from '../shared/contract/environment.ts';
import { pageHandler } from '../shared/lambda/page-handler.ts';
import { pageFrom } from '../shared/local/page-files.ts';

PageEnvironment.parse(process.env);

/** Answers the page's files, which are built beside it. */
export const handler = pageHandler(pageFrom(join(import.meta.dirname, 'page')));
