import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../shared/errors.ts';
import { scope } from '../../../shared/plugins/github/scope.ts';
import { PROPOSED_SCOPE_CONFIG, ScopeConfig } from '../../../shared/plugins/github/scope-config.ts';
import { repository } from './samples.ts';

describe('the name of a repository', () => {
  it.each(['octo/hello', 'octo-org/hello.world_1', 'user_company/x'])('%s is one', (name) => {
    expect(scope.resolve(name)).toEqual({ target: `/repos/${name}`, single: true });
  });

  it.each(['octo', 'octo/', '/hello', 'octo/hello/world', 'octo/..', 'octo/he llo', 'o?x/y', '../x', ''])(
    '"%s" is none',
    (name) => {
      expect(() => scope.resolve(name)).toThrow(InvalidInputError);
    },
  );
});

describe('a description of a repository', () => {
  it('is read from the answer of the API, and read again from what was kept', () => {
    const found = scope.read(repository);

    expect(found).toMatchObject({ id: '1', name: 'octo/hello' });
    expect(scope.read(JSON.parse(JSON.stringify(found.data)))).toEqual(found);
  });

  it('is refused when it is something else', () => {
    expect(() => scope.read({ message: 'Not Found' })).toThrow(InvalidInputError);
  });
});

describe('the scope config', () => {
  it('that is proposed compiles', () => {
    expect(ScopeConfig.parse(PROPOSED_SCOPE_CONFIG).issueTypeBug.matches('a bug')).toBe(true);
  });

  it('matches nothing where it says nothing', () => {
    expect(ScopeConfig.parse({}).issueTypeBug.given).toBe(false);
  });

  it.each([{ issueTypeBug: '(' }, { issueTypeBug: '(?=x)' }, { issueTypeBgu: 'x' }])('refuses %j', (config) => {
    expect(ScopeConfig.safeParse(config).success).toBe(false);
  });
});
