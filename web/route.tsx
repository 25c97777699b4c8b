import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: a path of the page, and what its query says. */
export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const CHANGED = 'sluice-place';

const here = (): Place => ({
  path: location.pathname,
  query: Object.fromEntries(new URLSearchParams(location.search)),
});

/** The address of a place; parts of the query that are undefined are left out. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Goes to an address of the page. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new Event(CHANGED));
  if (!replace) scrollTo(0, 0);
}

/** The present place; the component is drawn again when it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const onChange = (): void => setPlace(here());
    addEventListener('popstate', onChange);
    addEventListener(CHANGED, onChange);
    return () => {
      removeEventListener('popstate', onChange);
      removeEventListener(CHANGED, onChange);
    };
  }, []);
  return place;
}

/** A link within the page; with a modifier key it is a link like any other. */
export function Link({
  to,
  children,
  current,
  class: name,
}: {
  to: string;
  children: ComponentChildren;
  current?: boolean;
  class?: string;
}) {
  const onClick = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} class={name} aria-current={current ? 'page' : undefined} onClick={onClick}>
      {children}
    </a>
  );
}
