import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Metric, parseMetric, parseSql, type SqlFile } from './definition.ts';

/** Everything that is defined in SQL: metrics, the relations that they share, and what explains them. */
export interface Definitions {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly relations: ReadonlyMap<string, SqlFile>;
  readonly explanations: ReadonlyMap<string, SqlFile>;
}

/** Reads the definitions beside this file: a metric is there as soon as its file is. */
export function readDefinitions(folder: string = import.meta.dirname): Definitions {
  return {
    metrics: filesOf(join(folder, 'definitions'), parseMetric),
    relations: filesOf(join(folder, 'relations'), parseSql),
    explanations: filesOf(join(folder, 'explain'), parseSql),
  };
}

function filesOf<File>(folder: string, parse: (name: string, text: string) => File): ReadonlyMap<string, File> {
  const names = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return new Map(
    names.sort().map((file) => {
      const name = file.slice(0, -'.sql'.length);
      return [name, parse(name, readFileSync(join(folder, file), 'utf8'))];
    }),
  );
}
