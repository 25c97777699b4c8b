import { expect, test } from 'vitest';
import { bodyOf } from '../../shared/api/data/stream.ts';

test('rows that never wait let others have their turn', async () => {
  let others = 0;
  let isRead = false;
  const count = (): void => {
    others += 1;
    if (!isRead) setImmediate(count);
  };
  async function* chunks() {
    for (let i = 0; i < 50; i += 1) yield Uint8Array.of(i);
  }
  setImmediate(count);

  const bytes = new Uint8Array(await new Response(bodyOf(chunks())).arrayBuffer());
  isRead = true;

  expect([...bytes]).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(others).toBeGreaterThanOrEqual(49);
});
