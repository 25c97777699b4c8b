import { InvalidInputError } from '../errors.ts';

// Most file systems take names of 255 bytes; the rest is for the marks.
const LONGEST_NAME = 240;
const MOST_KEY_BYTES = 1024;
const EMPTY_PART = '%';
const GOES_ON = '%';
const PLAIN_FILE = '.%';

/**
 * The names of the folders and of the file that a key is stored in, from the key's parts between slashes.
 *
 * Parts are percent-encoded. Folders have no dot and files have one, so that `a` and `a/b` can both be stored; an encoded
 * `%` is followed by two digits, so a bare one is free to mark an empty part, a name that goes on in the next folder, or
 * a file without a dot.
 *
 * @throws InvalidInputError when S3 would refuse the key
 */
export function pathOf(key: string): readonly string[] {
  checkKey(key);
  const parts = key.split('/');
  const file = fileNames(parts.pop() ?? '');
  return [...parts.flatMap(folderNames), ...file];
}

/** @throws InvalidInputError when S3 would refuse the key */
export function checkKey(key: string): void {
  if (key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= MOST_KEY_BYTES) return;
  throw new InvalidInputError(`the key "${key}" is empty, no Unicode, or over ${MOST_KEY_BYTES} bytes: give another`);
}

/** The folder in which every key with this prefix lies. */
export function folderOf(prefix: string): readonly string[] {
  return prefix.split('/').slice(0, -1).flatMap(folderNames);
}

/** The key that is stored under these names: the inverse of `pathOf`. */
export function keyOf(names: readonly string[]): string {
  const last = names.length - 1;
  const key = names.map((name, index) => (index === last ? fileText(name) : folderText(name))).join('');
  return decodeURIComponent(key);
}

function folderNames(part: string): readonly string[] {
  return part === '' ? [EMPTY_PART] : cut(encode(part).replaceAll('.', '%2E'));
}

function fileNames(part: string): readonly string[] {
  const name = encode(part);
  if (name.length <= LONGEST_NAME && name.includes('.') && !/^\.*$/.test(name)) return [name];
  const names = [...cut(name.replaceAll('.', '%2E'))];
  return [...names.slice(0, -1), `${names.at(-1) ?? ''}${PLAIN_FILE}`];
}

function folderText(name: string): string {
  if (name === EMPTY_PART) return '/';
  return name.endsWith(GOES_ON) ? name.slice(0, -1) : `${name}/`;
}

function fileText(name: string): string {
  return name.endsWith(PLAIN_FILE) ? name.slice(0, -PLAIN_FILE.length) : name;
}

function encode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function cut(name: string): readonly string[] {
  const names: string[] = [];
  let rest = name;
  for (; rest.length > LONGEST_NAME; rest = rest.slice(LONGEST_NAME)) names.push(rest.slice(0, LONGEST_NAME) + GOES_ON);
  return [...names, rest];
}
