import type { Parts, Reconciled, RowPorts, Target } from './enrich-rows.ts';

/** Whose rows are enriched: a scope, a connection's shared rows, or a product. */
export interface EnrichUnit {
  readonly ports: RowPorts;
  readonly target: Target;
  /** The owners under which the rows of a table lie that belong to it. */
  readonly ownersOf: (table: string) => readonly string[];
}

/** What belongs to a product. Shared tables of a connection hold more than that. */
export interface Mapped {
  readonly repos: Set<string>;
  readonly boards: Set<string>;
  readonly cicdScopes: Set<string>;
}

/** What a step did; `next` is where it goes on, when it was too much for one call. */
export interface Stepped {
  readonly reconciled: Reconciled;
  readonly next?: number | undefined;
}

/** A part of enriching that can be done by itself, as often as one likes; later ones read what earlier ones wrote. */
export interface Step {
  readonly name: string;
  readonly work: (parts: Parts) => Promise<Stepped>;
}

/** A step that is never too much for one call. */
export const whole = (name: string, work: () => Promise<Reconciled>): Step => ({
  name,
  work: async () => ({ reconciled: await work() }),
});
