import { describe, expect, it } from 'vitest';
import { list, one } from '../../../shared/plugin-sdk/request.ts';
import { classify } from '../../../shared/plugins/github/classify.ts';
import { quotas } from '../../../shared/plugins/github/quotas.ts';

const AT = Date.parse('2026-11-01T00:00:00Z');
const DATE = 'Sun, 01 Nov 2026 00:10:00 GMT';
const say = (message: string) => JSON.stringify({ message });

const answer = (status: number, body = '[]', headers: Record<string, string> = {}) =>
  classify({ url: '', status, headers, body, at: AT }, list('/repos/o/r/issues'));

describe('an answer of GitHub', () => {
  it('with nothing left is the primary limit, until the reset, by the distance to its own date', () => {
    const reset = String(Date.parse('2026-11-01T00:40:00Z') / 1000);

    const verdict = answer(403, say('API rate limit exceeded'), {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
      date: DATE,
    });

    expect(verdict).toMatchObject({ kind: 'limit', secondary: false, until: AT + 30 * 60_000 });
  });

  it.each([
    ['7', AT + 7_000],
    ['Sun, 01 Nov 2026 00:10:30 GMT', AT + 30_000],
    ['86400', AT + 15 * 60_000],
    ['0', AT],
  ])('with retry-after %s is a secondary limit until then', (value, until) => {
    for (const status of [403, 429])
      expect(answer(status, say('slow down'), { 'retry-after': value, date: DATE })).toMatchObject({
        kind: 'limit',
        secondary: true,
        until,
      });
  });

  it.each(['You have exceeded a secondary rate limit', 'You have triggered an abuse detection mechanism'])(
    'that says "%s" and no time is a secondary limit',
    (message) => {
      expect(answer(403, say(message))).toMatchObject({ kind: 'limit', secondary: true, until: undefined });
    },
  );

  it('with nonsense in retry-after is judged by its words', () => {
    expect(answer(403, say('secondary rate limit'), { 'retry-after': 'soon' })).toMatchObject({ until: undefined });
    expect(answer(403, say('no'), { 'retry-after': 'soon' })).toMatchObject({ kind: 'permanent' });
  });

  it.each([
    [304, undefined],
    [204, undefined],
    [401, 'credential'],
    [403, 'permanent'],
    [404, 'permanent'],
    [422, 'permanent'],
    [429, 'limit'],
    [451, 'permanent'],
    [410, 'empty'],
    [500, 'transient'],
    [502, 'transient'],
  ])('of status %i is %s', (status, kind) => {
    expect(answer(status, say('no'))?.kind).toBe(kind);
  });

  it('409 means an empty repository where commits were asked for, and nothing good elsewhere', () => {
    const empty = { url: '', status: 409, headers: {}, body: say('Git Repository is empty.'), at: AT };

    expect(classify(empty, list('/repos/o/r/commits', { sha: 'main' }))?.kind).toBe('empty');
    expect(classify(empty, list('/repos/o/r/issues'))?.kind).toBe('permanent');
  });

  it.each([
    ['a page of HTML', '<!doctype html><html></html>'],
    ['JSON that was cut off', '[{"id":1},{"id'],
    ['an error where a list was expected', say('Server Error')],
    ['nothing at all', ''],
  ])('of status 200 with %s is passing', (_, body) => {
    expect(answer(200, body)?.kind).toBe('transient');
  });

  it('of status 200 is a page when it is a list, an envelope, or an object that was asked for', () => {
    expect(answer(200)?.kind).toBe('page');
    expect(answer(200, '{"total_count":0,"workflow_runs":[]}')?.kind).toBe('page');
    const commit = { url: '', status: 200, headers: {}, body: say('a commit has a message'), at: AT };
    expect(classify(commit, one('/repos/o/r/git/commits/1'))?.kind).toBe('page');
  });
});

describe('an account that is mentioned and does not exist any more', () => {
  it('is nothing, and no error', () => {
    const gone = { url: '', status: 404, headers: {}, body: say('Not Found'), at: AT };

    expect(classify(gone, one('/users/ann'))?.kind).toBe('empty');
    expect(classify(gone, one('/repos/users/ann'))?.kind).toBe('permanent');
  });
});

describe('quotas', () => {
  it('know the minute of github.com and of ghe.com, and none of an Enterprise Server', () => {
    const trailing = (baseUrl: string) => quotas({ baseUrl, anonymous: false }).trailing?.amount;

    expect(trailing('https://api.github.com')).toBe(900);
    expect(trailing('https://api.acme.ghe.com')).toBe(900);
    expect(trailing('https://github.acme.example/api/v3')).toBeUndefined();
  });

  it('are small without a token, and none where only the headers tell', () => {
    expect(quotas({ baseUrl: 'https://api.github.com', anonymous: true }).reported?.amount).toBe(60);
    expect(quotas({ baseUrl: 'https://github.acme.example/api/v3', anonymous: true }).reported?.amount).toBe(0);
  });
});
