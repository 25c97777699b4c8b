import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Where a step of a guided way stands. */
export type Standing = 'done' | 'open' | 'later';

/** A step: open, or one line of what was chosen, or what comes later. */
export function Step({
  number,
  title,
  standing,
  says,
  chosen,
  onChange,
  children,
}: {
  number: number;
  title: string;
  standing: Standing;
  says?: ComponentChildren;
  /** What was chosen, once it is done. */
  chosen?: ComponentChildren;
  /** Opens it again. */
  onChange?: () => void;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const was = useRef(standing);
  useEffect(() => {
    // Who comes from the step before goes on here; the first one is where the page begins.
    if (standing === 'open' && was.current !== 'open') heading.current?.focus();
    was.current = standing;
  }, [standing]);
  return (
    <li class={`step step-${standing}`} aria-current={standing === 'open' ? 'step' : undefined}>
      <div class="step-head">
        <span class="step-number" aria-hidden="true">
          {standing === 'done' ? '✓' : number}
        </span>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {standing === 'done' && <span class="step-chosen">{chosen}</span>}
        {standing === 'done' && onChange && (
          <button type="button" class="quiet" onClick={onChange} aria-label={`Change: ${title}`}>
            Change
          </button>
        )}
      </div>
      {standing === 'open' && (
        <div class="step-body">
          {says !== undefined && <p class="says">{says}</p>}
          {children}
        </div>
      )}
    </li>
  );
}
