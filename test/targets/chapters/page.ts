import { createHash } from 'node:crypto';
import type { Answer, Client } from '../client.ts';

/** The page, as a browser opens it. */
export async function open({ ask }: Client): Promise<void> {
  const anybody = { as: 'nobody', base: '' };
  const index = await ask('the page', 'GET /', anybody);
  await ask('a view of the page', 'GET /flow', anybody);
  await ask('a view below another one', 'GET /deliver/releases', anybody);
  const files = [...index.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  for (const path of [...new Set(files)].toSorted()) {
    const { headers } = await ask(`the file ${path}`, `GET ${path}`, { ...anybody, shown: hashOf });
    const etag = headers.get('etag') ?? '';
    await ask(`the file ${path} again`, `GET ${path}`, { ...anybody, status: 304, headers: { 'if-none-match': etag } });
  }
  await ask('a file that there is not', 'GET /assets/none.js', { ...anybody, status: 404 });
  await ask('a file outside of the page', 'GET /..%2f..%2fpackage.json', { ...anybody, status: 404 });
  await ask('the API without a key', 'GET /api/v1/runs', { ...anybody, status: 401 });
}

/** What differs is seen by it, and nobody reads the whole. */
const hashOf = ({ bytes }: Answer): unknown => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
