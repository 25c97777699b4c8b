import * as z from 'zod';

const Name = z.string().min(1).max(100);

/** A product: the scopes that belong to it, as a user writes them. Kept in the control table. */
export const Project = z.object({
  name: Name,
  description: z.string().max(2_000).default(''),
  /** `github:acme/app`, `jira@cloud:8`; they need not have been synced yet. */
  scopes: z.array(z.string().min(3).max(400)).max(1_000),
  /** RE2: how this product's issues are named in pull requests; default: keys, and numbers behind a closing word. */
  linkPattern: z.string().max(2_048).default(''),
  /** `component`: an incident follows only deployments of the repositories of its component. */
  affinity: z.literal('component').exactOptional(),
  /** Which repositories a component is made of: `github:acme/app`, an address, a name or an id. */
  components: z.record(Name, z.array(z.string().min(1).max(2_048)).max(1_000)).exactOptional(),
  /** Pull requests that take others back count as incidents of their repository. */
  revertsAreIncidents: z.boolean().exactOptional(),
});
export type Project = z.infer<typeof Project>;

/** People as a user describes them: who they are, which accounts are theirs, which teams they are in. */
export const People = z.object({
  users: z
    .array(
      z.object({
        id: Name,
        name: z.string().default(''),
        email: z.string().default(''),
        /** Ids of accounts that are theirs, whatever they are called there. */
        accounts: z.array(z.string()).default([]),
        /** Ids of teams. */
        teams: z.array(Name).default([]),
      }),
    )
    .default([]),
  teams: z
    .array(
      z.object({
        id: Name,
        name: z.string().default(''),
        alias: z.string().default(''),
        parent: z.string().default(''),
      }),
    )
    .default([]),
});
export type People = z.infer<typeof People>;
