import * as z from 'zod';
import { RequestRecord } from './work-item.ts';

/** One line of a raw segment: a vendor's answer, verbatim, with what it was asked for. */
export const RawPage = z.object({
  request: RequestRecord,
  url: z.string(),
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  /** Our clock at the answer, ISO 8601 with milliseconds. */
  fetchedAt: z.string(),
  channel: z.enum(['pull', 'delivery', 'artifact']).default('pull'),
  sha256: z.string(),
  body: z.string(),
});
export type RawPage = z.infer<typeof RawPage>;

/** One line of a tool object: a tool record and where it came from. */
export const ToolLine = z.object({
  key: z.string(),
  version: z.string(),
  observedAt: z.string(),
  /** `<segment key>#<line>#<item>`. */
  raw: z.string(),
  /** Its request came from the ask-again list: what looks it up was converted in an earlier run. */
  again: z.literal(true).exactOptional(),
  /** The vendor has it no more: the observation is that it is gone. */
  gone: z.literal(true).exactOptional(),
  /** Was checked when it was extracted: walking it again would double the cost of convert. */
  data: z.unknown(),
});
export type ToolLine = z.infer<typeof ToolLine>;

/** What child streams that are asked once a key have to be asked for: the first line of a tool object. */
export const ToolHead = z.object({
  mentions: z.record(z.string(), z.array(z.json())),
  /** Under which code and mapping the records were made; those of format 1 do not say. */
  derivation: z.string().default(''),
});
export type ToolHead = z.infer<typeof ToolHead>;

/** A synced scope. `data` is the plugin's description, `config` the user's mapping. Changed only on condition of `rev`. */
export const ScopeRecord = z.object({
  key: z.string(),
  rev: z.number().int().default(0),
  plugin: z.string(),
  connection: z.string(),
  id: z.string(),
  name: z.string(),
  data: z.json(),
  config: z.json(),
  /** When the vendor described it so, ISO 8601: an older description changes nothing. */
  describedAt: z.string().default(''),
  /** Under which scope config and converters its records were derived last. */
  derivation: z.string().default(''),
});
export type ScopeRecord = z.infer<typeof ScopeRecord>;
