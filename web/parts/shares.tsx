import { Link } from '../route.tsx';

/** One bar of a list of shares. */
export interface Share {
  readonly label: string;
  readonly value: number;
  /** The value in words. */
  readonly says: string;
  /** A colour of the style sheet: `chart-1`. */
  readonly color: string;
  /** Leads to its records. */
  readonly to?: string;
}

/** Parts of a whole as bars one below the other, the words beside them. */
export function Shares({ label, shares }: { label: string; shares: readonly Share[] }) {
  const most = Math.max(...shares.map(({ value }) => value), Number.MIN_VALUE);
  return (
    <ul class="shares" aria-label={label}>
      {shares.map(({ label: name, value, says, color, to }) => (
        <li key={name}>
          <span class="share-name">{to === undefined ? name : <Link to={to}>{name}</Link>}</span>
          <span class="share-bar" aria-hidden="true">
            <span class={`swatch ${color}`} style={{ width: `${Math.max(1, (100 * value) / most)}%` }} />
          </span>
          <span class="share-says">{says}</span>
        </li>
      ))}
    </ul>
  );
}
