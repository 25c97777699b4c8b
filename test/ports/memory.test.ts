import { memoryObjects, memoryQueue, memoryTable } from '../support/memory-ports.ts';
import { memoryStored } from '../support/memory-stored.ts';
import { objectLaws } from './object-laws.ts';
import { queueLaws } from './queue-laws.ts';
import { storedLaws } from './stored-laws.ts';
import { tableLaws } from './table-laws.ts';

tableLaws('memory', { open: () => memoryTable({ answerRows: 7 }), runs: 100, hasLimits: true });
objectLaws('memory', { open: memoryObjects, takesAnyKey: true });
const made = memoryStored(Date.now);
storedLaws('memory', {
  objects: () => made.objects,
  stored: () => made.stored,
  isMarked: async (key) => made.marked().includes(key),
});
queueLaws('memory', () => {
  const queue = memoryQueue();
  return { queue, receive: async (name) => queue.take(name) };
});
