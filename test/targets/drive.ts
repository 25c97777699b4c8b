import { configure, connect } from './chapters/configuration.ts';
import { read } from './chapters/data.ts';
import { open } from './chapters/page.ts';
import { graph, question } from './chapters/questions.ts';
import { run } from './chapters/runs.ts';
import { askService, askWrongly } from './chapters/service.ts';
import { type Client, clientOf } from './client.ts';
import { type Comparable, comparable } from './comparable.ts';
import type { Target, Vendors } from './target.ts';

/** All that was asked of a target, and what it answered. */
export interface Driven {
  readonly transcript: Client['transcript'];
  readonly comparable: readonly Comparable[];
}

/** Drives an empty target as its users would, from its first key to its page. */
export async function drive(target: Target, vendors: Vendors): Promise<Driven> {
  const begunAt = Date.now();
  const client = clientOf(target);
  await askService(client);
  await connect(client, vendors);
  await configure(client);
  await run(client);
  await read(client);
  await question(client);
  await graph(client);
  await open(client);
  await askWrongly(client);
  return { transcript: client.transcript, comparable: comparable(client, begunAt) };
}
