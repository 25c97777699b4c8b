import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** What the page may do: load its own files and ask its own server, nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers the page's files; a path without a file is one of the page's own, and gets the page. Undefined: no page. */
export function pageFrom(folder: string): (path: string) => Promise<Response | undefined> {
  return async (path) => {
    const index = join(folder, 'index.html');
    if (!existsSync(index)) return undefined;
    const found = await fileOf(folder, path);
    if (!found && extname(path) !== '') return undefined;
    const file = found ?? index;
    const bytes = await readFile(file);
    return new Response(bytes, {
      headers: {
        etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        // Vite names these by their content.
        'cache-control': /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

async function fileOf(folder: string, path: string): Promise<string | undefined> {
  const decoded = decode(path);
  if (decoded === undefined || decoded.includes('\0')) return undefined;
  const file = normalize(join(folder, decoded));
  if (!file.startsWith(normalize(folder + sep)) || !existsSync(file)) return undefined;
  return (await stat(file)).isFile() ? file : undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
