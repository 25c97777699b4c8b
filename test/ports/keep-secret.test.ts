import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectionSecrets } from '../../shared/aws/connection-secrets.ts';
import { keptSecrets } from '../../shared/aws/keep-secret.ts';
import { systemChance } from '../../shared/local/system-clock.ts';

const Input = z.object({
  SecretId: z.string().optional(),
  Name: z.string().optional(),
  SecretString: z.string().optional(),
});

let server: Server;
let held: Map<string, string>;
/** Refuses an operation by the name of an error. */
let refuse: (operation: string) => string | undefined;
let client: SecretsManagerClient;
const clock = { now: () => 0, sleep: async () => {} };
const prefix = 'sluice/connections/';

beforeEach(async () => {
  held = new Map();
  refuse = () => undefined;
  server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const { SecretId, Name, SecretString } = Input.parse(await json(request));
    const name = SecretId ?? Name ?? '';
    const missing = operation !== 'CreateSecret' && !held.has(name) ? 'ResourceNotFoundException' : undefined;
    const error = refuse(operation) ?? missing;
    if (error === undefined && SecretString !== undefined) held.set(name, SecretString);
    response.writeHead(error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(error === undefined ? { SecretString: held.get(name) } : { __type: error }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const props = () => ({ clock, chance: systemChance, client, prefix });
const keep = (token: string) => keptSecrets(props()).put('work', token);
const tokens = async () => (await connectionSecrets(props())('work')).tokens;

describe('a token that is kept', () => {
  it('makes the secret where there is none, and is read by whoever asks the vendor', async () => {
    expect(await keep('t-1')).toBe('secret:sluice/connections/work');
    expect([...held.keys()]).toEqual(['sluice/connections/work']);
    expect(await tokens()).toEqual(['t-1']);
  });

  it('takes the place of the one before', async () => {
    await keep('t-1');
    await keep('t-2\n');

    expect(await tokens()).toEqual(['t-2']);
  });

  it('leaves the address that the secret told, so that it goes to no other host', async () => {
    held.set(`${prefix}work`, '{"tokens":["t-1"],"baseUrl":"https://ghe.acme.com/api/v3","share":0.2}');
    await keep('t-2');

    const secret = await connectionSecrets(props())('work');

    expect(secret).toEqual({ tokens: ['t-2'], baseUrl: 'https://ghe.acme.com/api/v3', share: 0.2 });
  });

  it('may be several, or a key as JSON, as on a laptop', async () => {
    await keep('a, b\nc');
    expect(await tokens()).toEqual(['a', 'b', 'c']);

    const key = '{"app_id": 1, "private_key": "x,\\ny"}';
    await keep(key);
    expect(await tokens()).toEqual([key]);
  });

  it('is put where somebody else has made the secret meanwhile', async () => {
    let created = false;
    refuse = (operation) => {
      if (operation === 'CreateSecret') {
        created = true;
        held.set(`${prefix}work`, 'theirs');
        return 'ResourceExistsException';
      }
      return undefined;
    };

    await keep('mine');

    expect(created).toBe(true);
    expect(await tokens()).toEqual(['mine']);
  });

  it.each(['AccessDeniedException', 'InvalidRequestException'])(
    'is told of as not kept at %s, and not shown',
    async (name) => {
      held.set(`${prefix}work`, 'before');
      refuse = (operation) => (operation === 'PutSecretValue' ? name : undefined);

      const failure = await keep('t-secret').catch(String);

      expect(failure).toMatch(new RegExp(`sluice/connections/work.*${name}`));
      expect(failure).not.toContain('t-secret');
    },
  );
});
