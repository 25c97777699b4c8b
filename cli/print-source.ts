import type { FoundField } from '../shared/plugin-sdk/plugin.ts';

/** What a vendor says of a credential. */
export interface CheckedCredential {
  readonly plugin: string;
  readonly connection: string;
  readonly baseUrl: string;
  /** The credential's fingerprint; null: it was asked without one. */
  readonly token: string | null;
  readonly ok: boolean;
  readonly reason: string;
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints a credential that was checked, for people or as JSON. */
export function printChecked(checked: CheckedCredential, json: boolean): void {
  const { plugin, connection, baseUrl, token, ok, reason } = checked;
  const says = `${plugin}@${connection} ${baseUrl}: ${token ?? 'no token'}: ${ok ? 'good' : reason}`;
  write(json ? JSON.stringify(checked) : says);
}

/** Prints a scope that a credential may see, as `sluice sync` takes it. */
export const printListed = (
  scope: { readonly id: string; readonly name: string },
  written: string,
  json: boolean,
): void => write(json ? JSON.stringify({ ...scope, scope: written }) : written);

/** Prints the fields that a mapping may name. */
export function printFields(found: readonly FoundField[], json: boolean): void {
  const rows = found.map(({ id, name, type, of }) => [id, name, [of, type].filter(Boolean).join(' ')] as const);
  const [widest, wider] = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const [index, field] of found.entries()) {
    const [id = '', name = '', type = ''] = rows[index] ?? [];
    write(json ? JSON.stringify(field) : `${id.padEnd(widest ?? 0)}  ${name.padEnd(wider ?? 0)}  ${type}`.trimEnd());
  }
}
