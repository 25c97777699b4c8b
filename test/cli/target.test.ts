import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { targetOf } from '../../cli/target.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { temporaryFolder } from '../support/sluice.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = temporaryFolder();
  home = { XDG_CONFIG_HOME: folder.path };
  mkdirSync(join(folder.path, 'sluice'));
  return () => folder[Symbol.dispose]();
});
const profiles = (text: string) => writeFileSync(join(folder.path, 'sluice', 'config.json'), text);

it('without anything the local store is meant', () => {
  expect(targetOf({}, home)).toBeUndefined();
});

it('an endpoint has the key of the environment', () => {
  const environment = { ...home, SLUICE_ENDPOINT: 'https://a', SLUICE_API_KEY: 'k' };

  expect(targetOf({}, environment)).toEqual({ endpoint: 'https://a', key: 'k' });
  expect(targetOf({ endpoint: 'https://b' }, environment)).toEqual({ endpoint: 'https://b', key: 'k' });
  expect(() => targetOf({ endpoint: 'https://b' }, home)).toThrow('SLUICE_API_KEY');
});

it('a profile has its own key, which is never mixed with that of another endpoint', () => {
  const keyFile = join(folder.path, 'key');
  writeFileSync(keyFile, 'mine\n');
  profiles(JSON.stringify({ default: 'a', profiles: { a: { endpoint: 'https://a.org', apiKeyFile: keyFile } } }));
  const environment = { ...home, SLUICE_API_KEY: 'other' };

  expect(targetOf({}, environment)).toEqual({ endpoint: 'https://a.org', key: 'mine' });
  expect(targetOf({ profile: 'a' }, { ...environment, SLUICE_ENDPOINT: 'https://b' })).toMatchObject({ key: 'mine' });
  expect(targetOf({ profile: 'local' }, environment)).toBeUndefined();
  expect(() => targetOf({ profile: 'nope' }, environment)).toThrow('there is no profile "nope"');
});

it('a file that is wrong is refused, not passed over', () => {
  profiles('{');

  expect(() => targetOf({}, home)).toThrow(InvalidInputError);
});
