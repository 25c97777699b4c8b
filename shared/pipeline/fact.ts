import type { WorkItem } from '../contract/work-item.ts';

/**
 * What happened to work, told once it has happened: one constant sentence in the past tense, and where it belongs. The
 * runtimes write facts to their logs; nothing is decided by them.
 */
export interface Fact {
  readonly message:
    | 'work granted'
    | 'item given up'
    | 'requests sent'
    | 'segment extracted'
    | 'work planned'
    | 'tool object converted'
    | 'rows enriched'
    | 'partitions published'
    | 'claim lost'
    | 'item released';
  readonly run: string;
  readonly connection?: string;
  readonly scope?: string;
  readonly stream?: string;
  /** Ids of the items that it happened to. */
  readonly items: readonly string[];
  /** How often the item had been claimed. */
  readonly attempt?: number;
  readonly [detail: string]: unknown;
}

/** Takes facts. */
export type Tell = (fact: Fact) => void;

/** A fact of one item. */
export const factOf = (
  item: WorkItem,
  message: Fact['message'],
  details: Readonly<Record<string, unknown>> = {},
): Fact => ({
  message,
  run: item.run,
  connection: item.connection,
  scope: item.scope,
  stream: item.stream,
  items: [item.id],
  attempt: item.attempts,
  ...details,
});
