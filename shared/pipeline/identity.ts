import { hash } from 'node:crypto';
import type { WorkRequest } from '../plugin-sdk/request.ts';

/** Hex digits of a SHA-256; 32 of them (128 bit) name things, fewer spread them. */
export const digest = (text: string | Uint8Array, digits = 32): string => hash('sha256', text).slice(0, digits);

/** JSON with sorted keys: equal texts for equal values, whatever store they came from. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );

/** An item's identity: what was asked for, never time, attempt or chance. */
export const itemId = (scope: string, stream: string, what: string): string => digest(`${scope}\n${stream}\n${what}`);

/** The key in the ask-again list of a request that died; keys of unfinished things never begin so. */
export const againKey = (target: string): string => `!${digest(target)}`;

/** A request that died is named by itself. */
export const requestsId = (scope: string, stream: string, requests: readonly WorkRequest[]): string =>
  itemId(scope, stream, `collect ${requests[0]?.target ?? ''}`);

/** A small number from a key, to spread rows over partitions. */
export const shardOf = (key: string, shards: number): number =>
  Number.parseInt(hash('md5', key).slice(0, 8), 16) % shards;
