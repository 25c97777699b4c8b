import { memoryObjects, memoryQueue, memoryTable } from '../support/memory-ports.ts';
import { objectLaws } from './object-laws.ts';
import { queueLaws } from './queue-laws.ts';
import { tableLaws } from './table-laws.ts';

tableLaws('memory', { open: () => memoryTable({ answerRows: 7 }), runs: 100, hasLimits: true });
objectLaws('memory', { open: memoryObjects, takesAnyKey: true });
queueLaws('memory', () => {
  const queue = memoryQueue();
  return { queue, receive: async (name) => queue.take(name) };
});
