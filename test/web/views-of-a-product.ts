import { expect, it } from 'vitest';
import * as z from 'zod';
import { sayFigure } from '../../web/say.ts';
import type { PageWorld } from './world.ts';

const Measured = z.object({
  metrics: z.array(
    z.object({
      values: z.array(z.object({ name: z.string(), unit: z.string() })),
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
    }),
  ),
});

interface Answered {
  readonly question: string;
  readonly metric: string;
  /** What of the metric is the answer. */
  readonly value: string;
  /** What of the metric says how many records there are. */
  readonly counted: string;
}
const answered = (question: string, metric: string, value: string, counted: string): Answered => ({
  ...{ question, metric, value, counted },
});

/** The questions of each view, and what answers them. */
const VIEWS: readonly (readonly [path: string, answers: readonly Answered[]])[] = [
  [
    '/flow',
    [
      answered('Is work flowing?', 'issue.throughput', 'issues', 'issues'),
      answered('Are we getting slower?', 'issue.lead_time', 'median', 'issues'),
      answered('What is under way?', 'issue.wip', 'issues', 'issues'),
    ],
  ],
  [
    '/deliver',
    [
      answered('How long does a change take?', 'dora.lead_time', 'cycle', 'pull_requests'),
      answered('How many deployments break something?', 'dora.change_failure_rate', 'rate', 'deployments'),
      answered('How soon is a broken one mended?', 'dora.recovery_time', 'median', 'incidents'),
    ],
  ],
  [
    '/review',
    [
      answered('How long until it is merged?', 'pr.time_to_merge', 'median', 'pull_requests'),
      answered('What goes in unseen?', 'pr.unreviewed', 'rate', 'unreviewed'),
    ],
  ],
  [
    '/build',
    [
      answered('Can we trust a build?', 'build.success_rate', 'rate', 'builds'),
      answered('How soon is red green again?', 'build.recovery', 'median', 'recoveries'),
    ],
  ],
  [
    '/incidents',
    [
      answered('How long do incidents last?', 'dora.restore_time', 'median', 'incidents'),
      answered('Do bugs pile up?', 'bug.open', 'bugs', 'bugs'),
      answered('Who finds them first?', 'bug.escape', 'rate', 'bugs'),
    ],
  ],
];

/** Flow, Deliver, Review, Build and Incidents answer at a glance, and each number leads to what it was made of. */
export function testViewsOfAProduct(world: PageWorld): void {
  /** A metric over the span that the page shows. */
  const measured = async (metric: string, value: string) => {
    const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
    const shown = new URL(world.page.url()).searchParams.get('until') ?? day(Date.now());
    const span = new URLSearchParams({ project: 'Checkout', by: 'range', to: shown });
    span.set('from', day(Date.parse(shown) - 181 * 86_400_000));
    const headers = { authorization: `Bearer ${world.at.key}` };
    const response = await fetch(`${world.at.url}/api/v1/metrics/${metric}?${span}`, { headers });
    const [found] = Measured.parse(await response.json()).metrics;
    const unit = found?.values.find(({ name }) => name === value)?.unit;
    const figure = found?.rows[0]?.[value] ?? null;
    return { figure, says: sayFigure(figure, unit), count: (name: string) => Number(found?.rows[0]?.[name] ?? 0) };
  };

  it.each(VIEWS)('%s answers with what the API says, and leads to as many records', async (path, answers) => {
    const { page, open, settled } = world;
    // Yesterday: what the day of the test brings while it runs changes nothing.
    const until = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await open(`${path}?project=Checkout&until=${until}`);
    const empty = page.locator('.panel').filter({ has: page.locator('.empty') });

    // GitHub does not say how long a build waited.
    expect(await empty.locator('h2').allTextContents()).toEqual(path === '/build' ? ['Waiting for a machine'] : []);

    for (const { question, metric, value, counted } of answers) {
      const { figure: number, says, count } = await measured(metric, value);
      const answer = page.getByRole('region', { name: question });
      const figure = answer.locator('.figure');

      expect(await figure.textContent()).toBe(says);
      if (number !== null) expect(await answer.locator('.change').textContent()).toMatch(/6 months (before|ago)/);

      await figure.click();
      await settled();

      expect(`${question} ${await page.locator('tbody tr').count()}`).toBe(`${question} ${count(counted)}`);

      await page.goBack();
      await settled();
    }
  });

  it('leads from a state of the flow to as many issues as it says', async () => {
    const { page, open, settled } = world;
    await open('/flow?project=Checkout');
    const panel = page.locator('.panel', { hasText: 'Cumulative flow' });
    await panel.getByRole('button', { name: 'As a table' }).click();
    const state = panel.locator('tbody tr').nth(-30).getByRole('button').first();
    const issues = Number(await state.textContent());
    await state.click();
    await settled();

    expect(await page.locator('tbody tr').count()).toBe(issues);
  });

  it('shows what became of sprints to who goes down to them', async () => {
    const { page, open } = world;
    await open('/flow?project=Checkout');

    expect(await page.getByRole('region', { name: 'Sprints' }).count()).toBe(0);

    await page.keyboard.press('End');
    await page.getByRole('region', { name: 'Sprints' }).waitFor();

    expect(await page.getByRole('region', { name: 'Sprints' }).locator('tbody tr').count()).toBe(8);
  });

  it('leads from a bar of the builds that failed to these builds', async () => {
    const { page, open, settled } = world;
    await open('/build?project=Checkout&by=month');
    const panel = page.locator('.panel', { hasText: 'Builds by result' });
    await panel.getByRole('button', { name: 'As a table' }).click();
    const failed = panel.locator('tbody tr').nth(2).getByRole('button').nth(1);
    const builds = Number(await failed.textContent());
    await failed.click();
    await settled();

    expect(await page.locator('tbody tr').count()).toBe(builds);
    expect(await page.getByRole('cell', { name: 'failed', exact: true }).count()).toBe(builds);
  });

  it('shows the same again by its address: product, time and step', async () => {
    const { page, open, settled } = world;
    await open('/flow');
    await page.getByLabel('Product').selectOption('Catalog');
    await page.getByLabel('Over').selectOption('3m');
    await page.getByLabel('Until').fill('2026-01-31');
    await page.getByLabel('Step').selectOption('day');
    await settled();
    const address = page.url();
    const shown = async () => ({
      product: await page.getByLabel('Product').inputValue(),
      over: await page.getByLabel('Over').inputValue(),
      until: await page.getByLabel('Until').inputValue(),
      by: await page.getByLabel('Step').inputValue(),
      figures: await page.locator('.figure').allTextContents(),
    });
    const before = await shown();
    await page.goto('about:blank');
    await page.goto(address);
    await settled();

    expect(await shown()).toEqual(before);
    expect(before).toMatchObject({ product: 'Catalog', over: '3m', until: '2026-01-31', by: 'day' });
  });

  it('says why a chart is empty, up to the rule at which it ends', async () => {
    const { page, open } = world;
    await open('/build?project=Checkout');
    const panel = page.locator('.panel', { hasText: 'Waiting for a machine' });

    expect(await panel.locator('.ends').textContent()).toBe(
      'of these whose source says how long they waited: 0 ← here it ends',
    );

    // GitLab does.
    await page.getByLabel('Product').selectOption('Mobile app');
    await panel.locator('canvas').waitFor();
  });

  it('draws charts in the colours of the theme', async () => {
    const { page, open } = world;
    const isDrawn = `(() => {
      const color = getComputedStyle(document.querySelector('.panel:nth-of-type(3) .swatch')).backgroundColor;
      const [red, green, blue] = color.match(/[0-9]+/g).map(Number);
      const canvas = document.querySelector('.panel:nth-of-type(3) canvas');
      const copy = document.createElement('canvas');
      Object.assign(copy, { width: canvas.width, height: canvas.height });
      const drawn = copy.getContext('2d', { willReadFrequently: true });
      drawn.drawImage(canvas, 0, 0);
      const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) return true;
      return false;
    })()`;
    await open('/flow?project=Checkout');

    await expect.poll(() => page.evaluate(isDrawn), { timeout: 30_000 }).toBe(true);

    await page.emulateMedia({ colorScheme: 'dark' });

    await expect.poll(() => page.evaluate(isDrawn), { timeout: 30_000 }).toBe(true);

    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('moves nothing for whoever wants nothing to move, and prints the view without its menu', async () => {
    const { page, open } = world;
    await open('/');
    const moving = `getComputedStyle(document.querySelector('.bar div')).transitionDuration`;

    expect(await page.evaluate(moving)).not.toBe('0s');

    await page.emulateMedia({ reducedMotion: 'reduce' });

    expect(await page.evaluate(moving)).toBe('0s');

    await page.emulateMedia({ reducedMotion: 'no-preference', media: 'print' });

    expect(await page.locator('header').isVisible()).toBe(false);

    await page.emulateMedia({ media: 'screen' });
  });
}
