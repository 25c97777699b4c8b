/** JSON as text, with colours for what is what; never as HTML. */
export function Json({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  return (
    <section class="json" aria-label={label} tabIndex={0}>
      <pre>
        <code>
          {partsOf(text).map(({ kind, text: part }, i) =>
            kind === '' ? (
              part
            ) : (
              <span key={i} class={kind}>
                {part}
              </span>
            ),
          )}
        </code>
      </pre>
    </section>
  );
}

/** Beyond this, colours would only make the page slow. */
const COLOURED = 60_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function partsOf(text: string): readonly { readonly kind: string; readonly text: string }[] {
  if (text.length > COLOURED) return [{ kind: '', text }];
  const parts: { kind: string; text: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [all, quoted, colon] = match;
    if (match.index > from) parts.push({ kind: '', text: text.slice(from, match.index) });
    const kind = quoted === undefined ? 'json-word' : colon === undefined ? 'json-text' : 'json-key';
    parts.push({ kind, text: quoted === undefined ? all : quoted });
    if (colon !== undefined) parts.push({ kind: '', text: colon });
    from = match.index + all.length;
  }
  return [...parts, { kind: '', text: text.slice(from) }];
}
