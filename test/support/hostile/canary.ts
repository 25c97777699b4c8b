import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

/** Stands at both ends of every canary, so that half of one is found, too. */
const CORE = 'Kq7Zr4wLmT2bVx9cPn5j';

/** A secret that is looked for everywhere. */
export const canary = (name: string): string => `${CORE}-${name}-${CORE}`;

/** How a text may be written down, by the name of the form. Base64 is what stays when it stands within something longer. */
export function formsOf(text: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(text);
  const each = (form: (digits: string) => string) => [...bytes].map((byte) => form(byte.toString(16))).join('');
  return {
    plain: text,
    reversed: [...text].reverse().join(''),
    hex: bytes.toString('hex'),
    'large hex': bytes.toString('hex').toUpperCase(),
    address: encodeURIComponent(text),
    percent: each((digits) => `%${digits}`),
    'large percent': each((digits) => `%${digits.toUpperCase()}`),
    escaped: each((digits) => `\\u00${digits}`),
    'large escaped': each((digits) => `\\u00${digits.toUpperCase()}`),
    entities: each((digits) => `&#x${digits};`),
    'two bytes': Buffer.from(text, 'utf16le').toString('latin1'),
    ...base64('base64', text),
    // A Basic header that was encoded once more.
    ...Object.assign({}, ...Object.entries(base64('', text)).map(([at, once]) => base64(`base64 twice${at}`, once))),
  };
}

const base64 = (name: string, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [0, 1, 2].flatMap((before) => {
      const whole = Buffer.from('x'.repeat(before) + text)
        .toString('base64')
        .replace(/=+$/, '');
      const stays = whole.slice(Math.ceil((before * 4) / 3), (before + text.length) % 3 === 0 ? undefined : -1);
      return [
        [`${name} ${before}`, stays],
        [`${name} of addresses ${before}`, stays.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  );

/** Some bytes and where they are from. */
export interface Place {
  readonly at: string;
  readonly bytes: Uint8Array | string;
}

/** Looks for canaries, and for what else is given, in every form; packed bytes are unpacked. Answers where which form is. */
export function leaksIn(places: Iterable<Place>, more: readonly string[] = []): readonly string[] {
  const forms = [CORE, ...more].flatMap((text) => Object.entries(formsOf(text)));
  const found: string[] = [];
  for (const { at, bytes } of places)
    for (const layer of layersOf(Buffer.from(bytes))) {
      const text = layer.toString('latin1');
      for (const [name, form] of forms) {
        const index = text.indexOf(form);
        if (index >= 0)
          found.push(`${at}: ${name}: …${JSON.stringify(text.slice(Math.max(0, index - 60), index + 20))}`);
      }
    }
  return found;
}

const UNPACK: readonly (readonly [readonly number[], (bytes: Buffer) => Buffer])[] = [
  [[0x28, 0xb5, 0x2f, 0xfd], zstdDecompressSync],
  [[0x1f, 0x8b], gunzipSync],
];

/** Bytes as they are, and what is packed in them. */
export function layersOf(bytes: Buffer): readonly Buffer[] {
  const [, unpack] = UNPACK.find(([magic]) => magic.every((byte, at) => bytes[at] === byte)) ?? [];
  return unpack ? [bytes, ...layersOf(unpack(bytes))] : [bytes];
}

/** Every file below a folder. */
export function* filesIn(folder: string): Generator<Place> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const at = join(entry.parentPath, entry.name);
    if (entry.isFile()) {
      const bytes = readFileSync(at);
      yield { at, bytes };
      if (at.endsWith('.br')) yield { at: `${at}, unpacked`, bytes: brotliDecompressSync(bytes) };
    }
  }
}
