import { objectKey } from '../contract/places.ts';
import type { WorkItem } from '../contract/work-item.ts';
import type { ObjectPort } from './ports.ts';
import { pack } from './segment.ts';

/** Stores lines as an object of the item's layer, under a key that ends in the hash of its content. Answers the key. */
export async function storeLines(
  objects: ObjectPort,
  layer: 'raw' | 'tool',
  { scope, stream, run, id: item }: WorkItem,
  lines: readonly unknown[],
): Promise<string> {
  const { bytes, hash } = pack(lines);
  const key = objectKey(layer, { scope, stream, run, item, hash });
  await objects.put(key, bytes);
  return key;
}
