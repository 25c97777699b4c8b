import { expect, test } from 'vitest';
import { answering, client, question, SECRET, serve, type TestServer } from './vendor-server.ts';

/** Redirects as in the table, anything else is a page. */
const redirecting = (table: Record<string, [status: number, location: string]>): Promise<TestServer> =>
  serve((request, response) => {
    const [status, location] = table[request.url ?? ''] ?? [];
    if (status && location !== undefined) response.writeHead(status, location ? { location } : {}).end('moved');
    else response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });

test('a redirect for good is followed with the credential and reported as the new place', async () => {
  const server = await redirecting({ '/api/items?page=1': [301, '/api/repositories/1/items?page=1'] });

  const reply = await client().ask(question(`${server.url}/api`));

  expect(reply.verdict.kind).toBe('page');
  expect(reply.movedTo).toBe('/repositories/1/items?page=1');
  expect(reply.answer?.url).toBe(`${server.url}/api/repositories/1/items?page=1`);
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRET}`, `Bearer ${SECRET}`]);
});

test.each([302, 303, 307])('a redirect for now (%i) is followed and leaves the place as it is', async (status) => {
  const server = await redirecting({ '/items?page=1': [status, 'elsewhere'] });

  const reply = await client().ask(question(server.url));

  expect(reply.verdict.kind).toBe('page');
  expect(reply.movedTo).toBeUndefined();
});

test('only the leading redirects for good count', async () => {
  const server = await redirecting({
    '/items?page=1': [308, '/two'],
    '/two': [302, '/three'],
    '/three': [301, '/four'],
  });

  const reply = await client().ask(question(server.url));

  expect(reply.verdict.kind).toBe('page');
  expect(reply.movedTo).toBe('/two');
});

test('five redirects are followed, six are not', async () => {
  const chain = (length: number) => {
    const hops = Array.from({ length }, (_, hop): [string, [number, string]] => [
      hop === 0 ? '/items?page=1' : `/${hop}`,
      [301, `/${hop + 1}`],
    ]);
    return redirecting(Object.fromEntries(hops));
  };
  const [five, six] = await Promise.all([chain(5), chain(6)]);
  const vendor = client();

  const replies = [await vendor.ask(question(five.url)), await vendor.ask(question(six.url))];

  expect(replies.map(({ verdict }) => verdict.kind)).toEqual(['page', 'permanent']);
  expect(replies[1]?.movedTo).toBeUndefined();
});

test('a loop ends', async () => {
  const server = await redirecting({ '/items?page=1': [302, '/items?page=1'] });

  const { verdict } = await client().ask(question(server.url));

  expect(verdict).toEqual({ kind: 'permanent', reason: 'more than 5 redirects' });
  expect(server.seen).toHaveLength(6);
});

test('a redirect to another origin is not followed, and its credential not shown', async () => {
  const foreign = await answering(200, { 'content-type': 'application/json' }, '[]');
  const server = await redirecting({ '/items?page=1': [301, `${foreign.url}/items?token=${SECRET}`] });

  const reply = await client().ask(question(server.url));

  expect(reply.verdict).toMatchObject({
    kind: 'permanent',
    reason: expect.stringContaining(`another origin, ${foreign.url}`),
  });
  expect(foreign.seen).toEqual([]);
  expect(reply.movedTo).toBeUndefined();
  expect(JSON.stringify(reply)).not.toContain(SECRET);
});

test.each(['http://user:pass@127.0.0.1/', '/login', 'file:///etc/passwd', '//elsewhere.example/'])(
  'a redirect out of the API is not followed: %s',
  async (location) => {
    const server = await redirecting({ '/api/items?page=1': [302, location] });

    const { verdict } = await client().ask(question(`${server.url}/api`));

    expect(verdict.kind).toBe('permanent');
    expect(server.seen).toHaveLength(1);
  },
);

test.each(['', 'http://'])('a redirect without a readable location may pass: "%s"', async (location) => {
  const server = await redirecting({ '/items?page=1': [302, location] });

  const { verdict } = await client().ask(question(server.url));

  expect(verdict).toEqual({ kind: 'transient', reason: '302 without a readable location' });
});

test('a reason that would tell the credential is masked', async () => {
  const server = await redirecting({ '/api/items?page=1': [302, `/login/${SECRET}`] });

  const { verdict } = await client().ask(question(`${server.url}/api`));

  expect(verdict).toMatchObject({ kind: 'permanent', reason: expect.stringContaining('/login/***, outside the API') });
});
