import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localTokens } from '../../cli/local-tokens.ts';
import { ownUrlFrom } from '../../cli/tokens.ts';
import { connections } from '../../shared/config/resources.ts';
import { CredentialError } from '../../shared/errors.ts';
import { temporaryFolder } from '../support/sluice.ts';

const work = { plugin: 'github', name: 'work' };
const usual = { plugin: 'github', name: 'github' };
const stored = (fields: object) => connections.stored.parse({ ...work, ...fields });

describe('the tokens of a configured connection', () => {
  it('are those that it names', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'token');
    writeFileSync(file, 'c\nd\n');
    const connection = stored({ tokens: ['env:MINE', `file:${file}`] });

    expect(await localTokens({ MINE: 'a,b', GITHUB_TOKEN: 'z' }, work, connection)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are those of its own variable, where there is one', async () => {
    expect(await localTokens({ GITHUB_WORK_TOKEN: 'x', MINE: 'a' }, work, stored({ tokens: ['env:MINE'] }))).toEqual([
      'x',
    ]);
  });

  it('are never those of the vendor, unless it is the vendor’s own', async () => {
    const environment = { GITHUB_TOKEN: 'z' };

    expect(await localTokens(environment, work, stored({}))).toEqual([]);
    expect(await localTokens(environment, usual, stored({ ...usual, baseUrl: 'https://ghe.acme.com' }))).toEqual([]);
    expect(await localTokens(environment, usual, stored(usual))).toEqual(['z']);
    expect(await localTokens(environment, work, undefined)).toEqual(['z']);
  });

  it.each([
    ['env:MINE', 'export MINE='],
    ['file:/nowhere/token', 'cannot be read'],
  ])('that are not there are told: %s', async (reference, remedy) => {
    const tokens = localTokens({}, work, stored({ tokens: [reference] }));

    await expect(tokens).rejects.toThrow(CredentialError);
    await expect(tokens).rejects.toThrow(remedy);
  });
});

describe('the address of a configured connection', () => {
  it('is that of its own variable, or none of another', () => {
    expect(ownUrlFrom({ GITHUB_WORK_URL: 'https://a' }, work, { baseUrl: 'https://b' })).toBe('https://a');
    expect(ownUrlFrom({ GITHUB_URL: 'https://a' }, work, { baseUrl: 'https://b' })).toBeUndefined();
    expect(ownUrlFrom({ GITHUB_URL: 'https://a' }, work, {})).toBeUndefined();
    expect(ownUrlFrom({ GITHUB_URL: 'https://a' }, usual, {})).toBe('https://a');
    expect(ownUrlFrom({ GITHUB_URL: 'https://a' }, work, undefined)).toBe('https://a');
  });
});
