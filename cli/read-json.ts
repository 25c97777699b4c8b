import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../shared/errors.ts';
import { parseJson } from '../shared/plugin-sdk/json.ts';
import { reasonOf } from './system-error.ts';

/** Reads a file of JSON that the user named. @throws InvalidInputError with the file's name and what is wrong */
export async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InvalidInputError(`${path} cannot be read: ${reasonOf(cause)}`, [], { cause });
  }
}
