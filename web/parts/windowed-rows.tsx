import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** A row's height in pixels: each is one line. */
const ROW = 34;
/** So many are drawn above and below of what is seen. */
const AROUND = 12;
const SEEN = 16;

/** A long list as a table, of which only what is seen is drawn: ten thousand rows scroll like ten. */
export function WindowedRows({
  label,
  columns,
  rows,
  cell,
}: {
  label: string;
  columns: readonly { readonly title: string; readonly isNumber: boolean }[];
  rows: readonly (readonly unknown[])[];
  cell: (row: readonly unknown[], column: number) => ComponentChildren;
}) {
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / ROW) - AROUND);
  const last = Math.min(rows.length, first + SEEN + 2 * AROUND);
  return (
    <section
      class="scroll windowed"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, isNumber }, i) => (
              <th scope="col" class={isNumber ? 'number' : undefined} key={i}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Gap height={first * ROW} columns={columns.length} />}
          {rows.slice(first, last).map((row, i) => (
            <tr key={first + i} aria-rowindex={first + i + 2} style={{ height: `${ROW}px` }}>
              {columns.map(({ isNumber }, n) => (
                <td class={isNumber ? 'number' : undefined} key={n}>
                  {cell(row, n)}
                </td>
              ))}
            </tr>
          ))}
          {last < rows.length && <Gap height={(rows.length - last) * ROW} columns={columns.length} />}
        </tbody>
      </table>
    </section>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}
