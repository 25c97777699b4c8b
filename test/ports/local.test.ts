import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { memoryQueue } from '../../shared/local/memory-queue.ts';
import { pathOf } from '../../shared/local/object-path.ts';
import { openStore } from '../../shared/local/open-store.ts';
import type { QueueName } from '../../shared/pipeline/ports.ts';
import { objectLaws } from './object-laws.ts';
import { queueLaws } from './queue-laws.ts';
import { storedLaws } from './stored-laws.ts';
import { tableLaws } from './table-laws.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-ports-'));
const store = openStore(folder, 'write');

afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

tableLaws('sqlite', { open: () => store.control, runs: 100, hasLimits: true });
objectLaws('files', { open: () => store.objects, takesAnyKey: true });
storedLaws('files', {
  objects: () => store.objects,
  stored: () => store.stored,
  isMarked: async (key) =>
    existsSync(join(folder, 'replaced', ...pathOf(key))) && !existsSync(join(folder, 'objects', ...pathOf(key))),
});
queueLaws('in this process', () => {
  const arrived: Record<QueueName, unknown[]> = { collect: [], extract: [], convert: [] };
  const consumer = (name: QueueName) => ({
    concurrency: 2,
    handle: async (message: unknown) => {
      arrived[name].push(message);
    },
  });
  const queue = memoryQueue({
    consumers: { collect: consumer('collect'), extract: consumer('extract'), convert: consumer('convert') },
    onRejected: (_queue, cause) => {
      throw cause;
    },
  });
  const receive = async (name: QueueName) => {
    await queue.idle();
    return arrived[name];
  };
  return { queue, receive };
});
