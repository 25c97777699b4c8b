import type { Page } from 'playwright-core';
import * as z from 'zod';

/** What a browser saw of a view, in milliseconds since it was asked for. */
const Seen = z.object({
  /** When the last answer of the API had arrived, and the first. */
  firstData: z.number(),
  lastData: z.number(),
  /** When the frame was on the screen that showed the last change. */
  painted: z.number(),
  /** How long the longest task held the page back, and all above 50 ms. */
  longest: z.number(),
  blocked: z.number(),
  nodes: z.number(),
});
export type Seen = z.output<typeof Seen>;

/** Runs in the page before anything of it: notes each frame that shows a change, and each long task. */
export const WATCH = `
  window.seen = { painted: 0, tasks: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.seen.tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  let isDue = false;
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      const { port1, port2 } = new MessageChannel();
      // What is posted in a frame arrives when the frame is painted.
      port1.onmessage = () => { window.seen.painted = performance.now(); };
      port2.postMessage(undefined);
    });
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
`;

const SETTLED = `
  !document.querySelector('.waiting, .again') && document.querySelector('h1') && document.querySelector('.panel') &&
  window.seen.painted > 0 && performance.now() - window.seen.painted > 700
`;

const READ = `(() => {
  const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).map(({ responseEnd }) => responseEnd);
  const { painted, tasks } = window.seen;
  return {
    painted,
    firstData: Math.min(...answers),
    lastData: Math.max(...answers),
    longest: Math.max(0, ...tasks),
    blocked: tasks.reduce((sum, task) => sum + task, 0),
    nodes: document.querySelectorAll('*').length,
  };
})()`;

/** Opens a view anew and waits until nothing of it changes any more. */
export async function watch(page: Page, address: string): Promise<Seen> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForFunction(SETTLED, undefined, { timeout: 180_000 });
  return Seen.parse(await page.evaluate(READ));
}
