import type { Arguments, Scope } from '../evaluate.ts';
import type { Series } from '../series.ts';

/** A parameter, as Grafana's editor shows it. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly default?: string | number | boolean | null;
}

/** One function: what Grafana shows of it, and what it does. */
export interface GraphiteFunction {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly params: readonly Parameter[];
  readonly run: (given: Arguments, scope: Scope) => Promise<readonly Series[]>;
}

/** The series that a function is of. */
export const list: Parameter = { name: 'seriesList', type: 'seriesList', required: true };
/** Series, however many times given. */
export const lists: Parameter = { name: 'seriesLists', type: 'seriesList', required: true, multiple: true };
/** Nodes of a path, counted from 0, or tags. */
export const nodes: Parameter = { name: 'nodes', type: 'nodeOrTag', required: true, multiple: true };
/** What has to be given. */
export const needed = (name: string, type: string): Parameter => ({ name, type, required: true });
/** What may be left out. */
export const may = (name: string, type: string, usual: Parameter['default'] = null): Parameter => ({
  name,
  type,
  default: usual,
});
