import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const Environment = z.object({ AWS_ENDPOINT_URL: z.url(), SLUICE_OUTPUTS: z.string() });
const Outputs = z.object({
  'sluice-data': z.object({ Bucket: z.string(), ControlTable: z.string(), DomainTable: z.string() }),
  'sluice-sync': z.object({ MachineArn: z.string(), CollectQueueUrl: z.url() }),
  'sluice-api': z.object({ ApiId: z.string() }),
});

const environment = Environment.parse(process.env);
const outputs = Outputs.parse(JSON.parse(readFileSync(environment.SLUICE_OUTPUTS, 'utf8')));
const api = `${environment.AWS_ENDPOINT_URL}/_aws/execute-api/${outputs['sluice-api'].ApiId}/$default`;

const statusOf = async (method: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> => {
  const response = await fetch(`${api}${path}`, { method, headers });
  return response.status;
};

describe('the deployed API', () => {
  const routes = [
    ['POST', '/runs'],
    ['GET', '/runs'],
    ['GET', '/runs/x'],
    ['GET', '/data/issues'],
  ] as const;

  test.each(routes)('answers 401 to %s %s without a key', async (method, path) => {
    expect(await statusOf(method, path, {})).toBe(401);
    expect(await statusOf(method, `/api/v1${path}`, {})).toBe(401);
  });

  test.each(routes)('answers 403 to %s %s with a wrong key', async (method, path) => {
    expect(await statusOf(method, path, { authorization: 'Bearer wrong' })).toBe(403);
  });
});
