import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { InvalidInputError } from '../shared/errors.ts';
import type { ApiTarget } from '../shared/http/api-client.ts';
import { reasonOf } from './system-error.ts';

/** Which Sluice a command is for: the local store, where nothing is given. */
export interface TargetOptions {
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
}

const Profiles = z.strictObject({
  /** The profile that is used where none is given. */
  default: z.string().optional(),
  profiles: z.record(
    z.string(),
    z.strictObject({ endpoint: z.url(), apiKey: z.string().optional(), apiKeyFile: z.string().optional() }),
  ),
});

/** Where profiles are kept. */
export const profilesFile = (environment: NodeJS.ProcessEnv): string =>
  join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'sluice', 'config.json');

/**
 * The deployed Sluice that is meant: `--endpoint` with `SLUICE_API_KEY`, a profile, or `SLUICE_ENDPOINT`, in this order;
 * undefined: the local store.
 *
 * @throws InvalidInputError for a profile that there is not, and where the key is missing
 */
export function targetOf(given: TargetOptions, environment: NodeJS.ProcessEnv): ApiTarget | undefined {
  const profiles = readProfiles(profilesFile(environment));
  const name = given.profile ?? environment.SLUICE_PROFILE;
  const fromEnvironment = given.endpoint ?? (name === undefined ? environment.SLUICE_ENDPOINT : undefined);
  if (fromEnvironment !== undefined && fromEnvironment !== '')
    return { endpoint: fromEnvironment, key: keyFrom(environment.SLUICE_API_KEY, fromEnvironment) };
  const used = name ?? profiles?.default;
  // `local` stands for the store, whatever the default is.
  if (used === undefined || used === '' || used === 'local') return undefined;
  const profile = profiles?.profiles[used];
  if (!profile) {
    const known = Object.keys(profiles?.profiles ?? {}).join(', ') || 'none';
    throw new InvalidInputError(`there is no profile "${used}" in ${profilesFile(environment)}; there is: ${known}`);
  }
  const { endpoint, apiKey, apiKeyFile } = profile;
  // Its own key first: that of the environment may be for another endpoint.
  return { endpoint, key: keyFrom(apiKey ?? keyIn(apiKeyFile) ?? environment.SLUICE_API_KEY, endpoint) };
}

/** The profiles that there are; none where their file cannot be read. */
export function namesOfProfiles(environment: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(readProfiles(profilesFile(environment))?.profiles ?? {});
}

function keyFrom(key: string | undefined, endpoint: string): string {
  if (key !== undefined && key !== '') return key;
  throw new InvalidInputError(`put the API key of ${endpoint} into SLUICE_API_KEY; sluice keys and the page make one`);
}

function keyIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const key = textOf(file)?.trim();
  if (key !== undefined) return key;
  throw new InvalidInputError(`the API key's file ${file} is not there`);
}

function readProfiles(file: string): z.infer<typeof Profiles> | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const read = Profiles.safeParse(jsonOf(text, file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidInputError(`${file} is refused at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    throw new InvalidInputError(`${file} cannot be read: ${reasonOf(cause)}`, [], { cause });
  }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(
      `${file} is not JSON: {"profiles": {"work": {"endpoint": "https://…", "apiKeyFile": "…"}}}`,
      [],
      {
        cause,
      },
    );
  }
}
