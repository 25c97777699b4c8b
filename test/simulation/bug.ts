import type { ItemPage, Range, TablePort, Write } from '../../shared/pipeline/ports.ts';
import type { Plugin } from '../../shared/plugin-sdk/plugin.ts';
import type { Ports } from './ports.ts';
import type { World, WorldProps } from './world.ts';

/** A bug that is brought in on purpose, and where it shows. */
export interface Bug {
  readonly name: string;
  readonly scenario: string;
  readonly faults: number;
  readonly props: Partial<WorldProps>;
  /** The first seed that is played, where those before it are known not to show the bug. */
  readonly from?: number;
}

/** Changes the ports of a process. */
export type Sabotage = (ports: Ports, process: string, world: World) => Ports;

/** Ports with another control table. */
export const withTable = (ports: Ports, table: Partial<TablePort>): Ports => ({
  ...ports,
  table: { ...ports.table, ...table },
});
/** Ports with another domain table. */
export const withDomain = (ports: Ports, domain: Partial<TablePort>): Ports => ({
  ...ports,
  domain: { ...ports.domain, ...domain },
});
/** Every write of a control transaction is changed, or left out. */
export const writing =
  (change: (write: Write, ports: Ports) => Write | undefined, by = ''): Sabotage =>
  (ports, process) =>
    process.startsWith(by)
      ? withTable(ports, {
          transact: (writes) => ports.table.transact(writes.flatMap((write) => change(write, ports) ?? [])),
        })
      : ports;
/** Every answer of a control query is changed. */
export const querying =
  (change: (pk: string, range: Range | undefined, page: ItemPage) => ItemPage, by = ''): Sabotage =>
  (ports, process) =>
    process.startsWith(by)
      ? withTable(ports, { query: async (pk, range) => change(pk, range, await ports.table.query(pk, range)) })
      : ports;
/** Where a write goes. */
export const placeOf = (write: Write) => ('item' in write ? write.item : write.place);
/** A write without its condition. */
export const unconditional = (write: Write): Write => {
  if (write.kind === 'put') return { kind: 'put', item: write.item };
  return write.kind === 'delete' ? { kind: 'delete', place: write.place } : write;
};
/** Whether a write is one of a work item. */
export const isItem = (write: Write): boolean => placeOf(write).pk.endsWith('/items');
/** A bug in the ports, found in a scenario, where calls fail so often. */
export const bug = (name: string, scenario: string, sabotage: Sabotage, faults = 0): Bug => ({
  name,
  scenario,
  faults,
  props: { sabotage },
});
/** A bug in the plugin. */
export const pluginBug = (name: string, scenario: string, plugin: Plugin): Bug => ({
  name,
  scenario,
  faults: 0,
  props: { plugin },
});
