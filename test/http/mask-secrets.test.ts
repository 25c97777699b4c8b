import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../shared/http/mask-secrets.ts';

test.each([
  ['ghp_0123456789abcdefghij', '***'],
  ['x ghs_0123456789abcdefghij y', 'x *** y'],
  ['github_pat_11ABCDE0Y0123456789_abc', '***'],
  ['"glpat-0123456789_abcdef-gh"', '"***"'],
  ['https://v.example/x?access_token=abc.def&page=2', 'https://v.example/x?access_token=***&page=2'],
  ['<https://v.example/x?PRIVATE_TOKEN=abc>; rel="next"', '<https://v.example/x?PRIVATE_TOKEN=***>; rel="next"'],
  ['"clone":"https://bot:s3cret@v.example/x.git"', '"clone":"https://***@v.example/x.git"'],
  ['"clone":"https:\\/\\/bot:s3cret@v.example\\/x.git"', '"clone":"https:\\/\\/***@v.example\\/x.git"'],
])('a credential is known by its shape: %s', (text, masked) => {
  expect(maskSecrets([])(text)).toBe(masked);
});

test.each([
  'https://v.example:8443/a@b/c',
  'git@github.com:owner/repo.git',
  'graph_ghp_x, glpat-, ghp_short',
  'see https://v.example/x: ask @ann',
  '{"access_token":null}',
])('ordinary text stays: %s', (text) => {
  expect(maskSecrets(['top-secret'])(text)).toBe(text);
});

test('a secret is masked in every form it may be echoed in', () => {
  const secret = 'p/q+r=s "t" ü';
  const forms = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    new URLSearchParams({ q: secret }).toString(),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];

  const masked = maskSecrets([secret])(forms.join(' '));

  expect(masked.split(' ').map((word) => word.replace(/=+$/, ''))).toEqual([
    '***',
    '"***"',
    '***',
    'q=***',
    '***',
    '***',
  ]);
});

describe('a secret that is encoded by whoever hides it', () => {
  const secret = 'Kq7/x+Zr4-w_9LmT2b';
  const mask = maskSecrets([secret]);
  const hex = (text: string) => Buffer.from(text).toString('hex');
  const encoded = (text: string, each: (letter: string) => string) => [...text].map(each).join('');

  test.each([
    ['hexadecimal', hex(secret)],
    ['large hexadecimal', hex(secret).toUpperCase()],
    [
      'small percents',
      encodeURIComponent(secret).toLowerCase().replace('kq7', 'Kq7').replace('zr4', 'Zr4').replace('lmt', 'LmT'),
    ],
    ['percents only', encoded(secret, (letter) => `%${hex(letter)}`)],
    ['escapes of JSON', encoded(secret, (letter) => `\\u00${hex(letter)}`)],
    ['one escape of JSON', secret.replace('+', '\\u002B')],
    ['base64 in JSON', Buffer.from(secret).toString('base64').replaceAll('/', '\\/')],
  ])('is masked: %s', (_, text) => {
    expect(mask(`<${text}>`)).toBe('<***>');
  });

  test.each([0, 1, 2, 3, 4])('is masked in the base64 of a longer text, %i characters in', (before) => {
    for (const after of ['', 'y', 'yy', 'yyy'])
      for (const form of ['base64', 'base64url'] as const) {
        const text = Buffer.from('x'.repeat(before) + secret + after).toString(form);

        const left = Buffer.from(mask(text).replace(/\*+/, '...'), form).toString();

        expect(mask(text)).toContain('***');
        for (let at = 0; at + 4 <= secret.length; at += 1) expect(left).not.toContain(secret.slice(at, at + 4));
      }
  });

  test('is masked before the JSON is read, whatever it escapes', () => {
    const body = `{"title":"${encoded(secret, (letter) => `\\u00${hex(letter)}`)}","n":"\\u00e9"}`;

    expect(JSON.parse(mask(body))).toEqual({ title: '***', n: 'é' });
  });
});

test('the header that carried the credential is masked, whole and in part', () => {
  const mask = maskSecrets(['user:password'], { authorization: 'Basic dXNlcjpwYXNzd29yZA==' });

  expect(mask('Basic dXNlcjpwYXNzd29yZA== dXNlcjpwYXNzd29yZA== password')).toBe('*** *** ***');
});

test('masking twice is masking once', () => {
  const mask = maskSecrets(['top-secret']);
  const once = mask('top-secret access_token=top-secret https://a:top-secret@b/');

  expect(mask(once)).toBe(once);
});

test('a body of millions of characters is masked in linear time', () => {
  const hostile = '://a'.repeat(500_000) + 'access_token='.repeat(100_000) + 'ghp_'.repeat(250_000);
  const started = performance.now();

  maskSecrets(['top-secret'])(hostile);

  expect(performance.now() - started).toBeLessThan(2000);
});
