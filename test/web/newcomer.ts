import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHub } from '../support/github/server.ts';
import { hasReplay, type ReplayServer, startReplay } from '../support/replay-server.ts';
import { startVendors } from '../targets/vendors.ts';
import { expectToFit, seriousFindings } from './axe.ts';
import { failingVendor } from './failing-vendor.ts';
import type { PageWorld } from './world.ts';

const TOKEN = 'a-token-that-nobody-sees';

/** The way of somebody who has no token and no store, up to the charts of a repository of their own. */
export function testNewcomer(world: PageWorld): void {
  describe.runIf(hasReplay)('a newcomer', () => {
    let replay: ReplayServer;
    let page: Page;
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.textContent.trim()');
    const heading = (text: string | RegExp) => page.getByRole('heading', { name: text });
    /** What is refused on purpose is told in the console, too. */
    const errors: string[] = [];
    const wrongAt = (label: string) =>
      page
        .locator('.field', { has: page.locator('label', { hasText: new RegExp(`^${label}`) }) })
        .locator('.field-error');
    const press = async (button: string | RegExp): Promise<void> => {
      await page.getByRole('button', { name: button }).focus();
      await page.keyboard.press('Enter');
    };

    beforeAll(async () => {
      replay = await startReplay(['--api', 'github']);
      page = await world.browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        const isExpected = /status of 4\d\d/.test(message.text());
        if (['error', 'warning'].includes(message.type()) && !isExpected) errors.push(message.text());
      });
      await page.goto(world.at.address.replace('/flow', '/connect'));
      await page.getByRole('link', { name: 'Connect your own data' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'GitHub' }).waitFor();
    });
    afterAll(async () => {
      await page?.close();
      await replay?.close();
    });

    it('finds in each form what that vendor asks for', async () => {
      const forms: readonly (readonly [vendor: string, labels: readonly string[]])[] = [
        ['GitHub', ['Address', 'Access token', 'Name']],
        ['GitLab', ['Address', 'Access token', 'Name']],
        ['Jenkins', ['Address', 'User', 'API token', 'Name']],
        ['Jira', ['Address', 'E-mail address (Cloud only)', 'API token, or personal access token', 'Name']],
        ['TAPD', ['Address', 'API user (leave it empty for an access token)', 'API password, or access token', 'Name']],
        ['PagerDuty', ['Address', 'REST API key', 'Name']],
        ['Opsgenie', ['Address', 'API key', 'Name']],
      ];
      for (const [vendor, labels] of forms) {
        await page.getByRole('button', { name: vendor, exact: true }).click();
        await heading(`How is ${vendor} reached?`).waitFor();
        await page.locator('.field').first().waitFor();

        expect(await page.locator('.field > label').allTextContents()).toEqual(labels);

        await page.getByRole('button', { name: 'Change: What do you want to connect?' }).click();
      }
    });

    it('is told beside the field what is wrong, and how to mend it', async () => {
      await page.getByRole('button', { name: 'Jira', exact: true }).click();
      await press('Check and go on');
      await wrongAt('Address').waitFor();

      expect(await wrongAt('Address').textContent()).toContain('such as https://example.atlassian.net/rest');
      expect(await wrongAt('API token').textContent()).toContain('is missing');
      expect(await page.evaluate('document.activeElement.type')).toBe('url');
      expect(await seriousFindings(page)).toEqual([]);

      await page.getByRole('button', { name: 'Change: What do you want to connect?' }).click();
      await page.getByRole('button', { name: 'GitHub', exact: true }).click();
      const vendor = await failingVendor();
      try {
        await page.getByLabel('Address').fill(vendor.url);
        await page.getByLabel('Access token').fill(TOKEN);
        await press('Check and go on');
        await wrongAt('Access token').waitFor();

        expect(await wrongAt('Access token').textContent()).toMatch(/refuses the token.*give a valid one/);

        vendor.limit(Math.ceil(Date.now() / 1000) + 3_600);
        await press('Check and go on');
        await page.locator('.step .refused', { hasText: 'has a limit in force' }).waitFor();
      } finally {
        await vendor.close();
      }
      await press('Check and go on');
      await wrongAt('Address').waitFor();

      expect(await wrongAt('Address').textContent()).toContain('cannot be reached');
    });

    it('connects with the keyboard alone, and the focus goes from step to step', async () => {
      await page.getByLabel('Address').focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(replay.url);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');

      expect(await focused()).toBe('Check and go on');

      await page.keyboard.press('Enter');
      await heading('Which repositories?').waitFor();
      await expect.poll(focused).toBe('Which repositories?');
    });

    it('names a repository that is not there, and is told so; chooses one that is', async () => {
      await page.getByLabel('Or name a repository').fill('panjf2000/nothing');
      await page.keyboard.press('Enter');
      await wrongAt('Or name a repository').waitFor();

      expect(await wrongAt('Or name a repository').textContent()).toContain('panjf2000/nothing');

      await page.getByRole('checkbox', { name: 'panjf2000/ants' }).focus();
      await page.keyboard.press('Space');

      expect(await seriousFindings(page)).toEqual([]);

      await press('Go on with 1 repository');
      await expect.poll(focused).toBe('What means what?');
    });

    it('sees what a mapping makes of their own data while they type', async () => {
      await page.getByRole('article', { name: 'Sample 1' }).waitFor();
      await page.getByLabel('Labels of a bug').fill('(question');
      await wrongAt('Labels of a bug').waitFor();

      expect(await wrongAt('Labels of a bug').textContent()).toMatch(/is not an RE2 pattern: .*missing closing \)/);

      await page.getByLabel('Labels of a bug').fill('(question)');
      await page.locator('.changed', { hasText: 'type' }).first().waitFor();

      expect(await page.locator('.changed', { hasText: 'BUG' }).count()).toBeGreaterThan(0);
      expect(await page.locator('.field-error').count()).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
      await expectToFit(page);
      await press('Keep it and go on');
    });

    it('names a product, sees when it is synced next, and follows the first sync to its charts', async () => {
      await page.getByText('Next start:').waitFor();
      await page.getByLabel('Sync', { exact: true }).selectOption({ label: 'At other times …' });
      await page.getByLabel('Times').fill('61 * * * *');
      await wrongAt('Times').waitFor();

      expect(await wrongAt('Times').textContent()).toContain('minute');

      await page.getByLabel('Times').fill('30 6 * * 1-5');
      await page.getByText(/Next start: \w{3},? \d+ \w+,? 06:30, in /).waitFor();

      expect(await page.getByLabel('Product').inputValue()).toBe('Ants');

      await press('Start the first sync');
      await page.locator('.run-line .badge', { hasText: 'completed' }).waitFor();

      expect(await page.getByRole('progressbar').count()).toBe(5);
      expect(await page.getByRole('region', { name: 'Requests left, by token' }).textContent()).toMatch(/999,\d{3}/);
      expect(await page.getByRole('note').count()).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
      await expectToFit(page);

      await page.getByRole('link', { name: 'See the charts of Ants' }).click();
      await page.getByLabel('Over').selectOption('10y');
      await page.locator('.panel', { hasText: 'Throughput' }).locator('canvas').waitFor();
    });

    it('goes from a number of theirs to its records, and to the JSON that GitHub sent', async () => {
      const panel = page.locator('.panel', { hasText: 'Throughput' });
      await panel.getByRole('button', { name: 'As a table' }).click();
      await panel
        .getByRole('button')
        .filter({ hasText: /^[1-9]\d*$/ })
        .first()
        .click();
      await page.locator('tbody tr').getByRole('link').first().click();
      const json = await page.getByRole('region', { name: 'Raw JSON' }).textContent();

      expect(json).toContain('https://api.github.com/repos/panjf2000/ants/issues/');
      expect(await page.content()).not.toContain(TOKEN);
    });

    it('checks the connection, replaces its credential, and derives all again under another mapping', async () => {
      await page.getByRole('link', { name: 'Connect', exact: true }).click();
      await page.getByRole('link', { name: 'github', exact: true }).click();
      await press('Check it now');
      await page.getByText('GitHub answers and takes the credential.').waitFor();
      await page.getByLabel('Access token').fill(`${TOKEN}-of-today`);
      await press('Replace it');
      await page.getByText('Replaced: GitHub takes it').waitFor();

      expect(await page.getByLabel('Access token').inputValue()).toBe('');
      expect(await page.getByLabel('Labels of a bug').inputValue()).toBe('(question)');

      await page.getByRole('article', { name: 'Sample 1' }).waitFor();
      await page.getByLabel('Labels of a bug').fill('(bug)');
      await page.locator('.changed').first().waitFor();
      await press('Keep it and derive again');
      await page.locator('.run-line', { hasText: '0 requests' }).locator('.badge', { hasText: 'completed' }).waitFor();
    });

    it('is told what goes with a connection before it goes, and can leave it', async () => {
      await page.getByRole('link', { name: 'Connect', exact: true }).click();
      await page.getByRole('link', { name: 'github', exact: true }).click();
      await press('Remove github …');
      const dialog = page.getByRole('dialog', { name: 'Remove the connection “github”?' });
      await dialog.waitFor();

      expect(await dialog.textContent()).toMatch(/the schedule “Ants”.*the product “Ants”.*panjf2000\/ants stays/);
      expect(await seriousFindings(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      expect(await focused()).toBe('Remove github …');

      await press('Remove github …');
      await dialog.getByRole('button', { name: 'Remove github', exact: true }).click();
      await page.getByText('Nothing is synced by itself').waitFor();
    });

    it('cancels what runs, tries again what failed, starts a schedule at once, pauses and removes it', async () => {
      await using vendors = await startVendors();
      const refusing = {
        kind: 'status',
        status: 451,
        message: 'Unavailable For Legal Reasons',
        path: '/reviews',
      } as const;
      const gone = await startGitHub({ faults: [refusing] });
      const tell = (path: string, method: string, body: unknown): Promise<number> =>
        page.evaluate(
          async ([at, verb, text]) => {
            const authorization = `Bearer ${sessionStorage.getItem('sluice-key')}`;
            const headers = { authorization, 'content-type': 'application/json' };
            return (await fetch(`/api/v1${at}`, { method: verb ?? 'GET', headers, body: text ?? '' })).status;
          },
          [path, method, JSON.stringify(body)],
        );
      const badge = (word: string | RegExp) => page.locator('.run-line .badge', { hasText: word });
      const made = [
        await tell('/connections/slow', 'PUT', { plugin: 'github', baseUrl: vendors.slow }),
        await tell('/connections/gone', 'PUT', { plugin: 'github', baseUrl: gone.url }),
        await tell('/blueprints/nightly', 'PUT', {
          scopes: ['github@gone:octo/orchard'],
          cron: '0 3 * * *',
          zone: 'UTC',
        }),
        await tell('/runs', 'POST', { scopes: ['github@slow:octo/orchard'] }),
      ];

      expect(made).toEqual([201, 201, 201, 202]);

      await page.getByRole('link', { name: 'Now', exact: true }).click();
      await press('Cancel');
      await badge('canceled').waitFor();

      expect(await page.getByText('Canceled: nothing more is asked').count()).toBe(1);

      await press('Sync now: nightly');
      await badge('completed with errors').waitFor();
      const before = page.url();

      const failures = page.locator('.failures > li');
      expect(await failures.count()).toBe(1);
      expect(await failures.textContent()).toMatch(/pull_request_reviews, collect: .* 451: .*\d+ others like it/);

      await press('Try again what failed');
      await expect.poll(() => page.url()).not.toBe(before);
      // Only what had failed is asked, and it fails again.
      await badge(/^failed$/).waitFor();
      expect(await page.locator('.run-line').textContent()).toMatch(/^failed0 records written · \d+ requests/);

      await press('Pause: nightly');
      const schedules = page.getByRole('region', { name: 'Schedules' });
      await schedules.getByText('paused').waitFor();
      await press('Resume: nightly');
      await schedules.getByText('paused').waitFor({ state: 'detached' });
      await press('Remove: nightly');

      expect(await seriousFindings(page)).toEqual([]);

      await press('Remove nightly');
      await schedules.waitFor({ state: 'detached' });
      await gone.close();
    });

    it('broke no policy and threw no error on the whole way', () => {
      expect(errors).toEqual([]);
    });
  });
}
