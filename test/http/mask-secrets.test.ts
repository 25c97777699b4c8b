import { expect, test } from 'vitest';
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
