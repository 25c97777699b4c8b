import type { RowPorts, Target } from './enrich-rows.ts';

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
