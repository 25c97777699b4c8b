import * as z from 'zod';

/**
 * The version of messages that this code writes. It is raised when a worker of the version before would misread one; what
 * that version wrote is read as well, as messages outlive a deployment.
 */
export const MESSAGE_VERSION = 2;

/** The version in which work of this kind can be read: code of version 1 does not know what publishing is. */
export const versionFor = (kinds: readonly string[]): number => (kinds.includes('publish') ? 2 : 1);

const Versioned = z.looseObject({ version: z.number().int() });

/** The version of a message of newer code, which this code puts back; undefined for one that it reads. */
export function newerVersion(message: unknown): number | undefined {
  const read = Versioned.safeParse(message);
  return read.success && read.data.version > MESSAGE_VERSION ? read.data.version : undefined;
}

/** Work offered to a worker: the items to claim, as places in the run's ledger, under the tick that granted them. */
export const Grant = z.object({
  version: z.int().min(1).max(MESSAGE_VERSION),
  run: z.string(),
  tick: z.number().int(),
  items: z.array(z.string()).min(1),
  /** For collect: which credential may be spent, and how many requests of it. */
  budget: z
    .object({ grant: z.string(), connection: z.string(), token: z.string().nullable(), slice: z.number().int() })
    .exactOptional(),
});
export type Grant = z.infer<typeof Grant>;
