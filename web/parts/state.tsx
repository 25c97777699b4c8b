import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Answered, shownOf } from '../use-answer.ts';

/** Shows what is there; while it is not, says so, and what to do when it was refused. */
export function Shown<T>({
  answer,
  children,
  what = 'this',
}: {
  answer: Answered<T>;
  children: (value: T) => ComponentChildren;
  what?: string;
}) {
  const value = shownOf(answer);
  if (answer.kind === 'refused')
    return (
      <p class="refused" role="alert">
        {answer.reason}
      </p>
    );
  if (value === undefined) return <p class="waiting">Loading {what} …</p>;
  return <div class={answer.kind === 'waiting' ? 'again' : undefined}>{children(value)}</div>;
}

/** That there is nothing, and what to do. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** A part of a view, under a heading. */
export function Panel({
  title,
  says,
  wide,
  children,
}: {
  title: string;
  says?: ComponentChildren;
  wide?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class={wide ? 'panel wide' : 'panel'}>
      <h2>{title}</h2>
      {says !== undefined && <p class="says">{says}</p>}
      {children}
    </section>
  );
}

/** A word that tells a state, in a colour that is not the only thing that tells it. */
export function Badge({ word, tone }: { word: string; tone: 'good' | 'bad' | 'busy' | 'plain' }) {
  return <span class={`badge ${tone}`}>{word}</span>;
}

/** What is asked for when the reader comes near it: far below the first screen it would only hold up what is seen first. */
export function Later({ children }: { children: ComponentChildren }) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const at = place.current;
    if (!at) return undefined;
    const observer = new IntersectionObserver(
      (seen) => seen.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      {
        rootMargin: '400px',
      },
    );
    observer.observe(at);
    return () => observer.disconnect();
  }, []);
  if (isNear) return <>{children}</>;
  return <div class="wide later" ref={place} />;
}
