import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { row } from '../../shared/domain/table.ts';
import { boardIssues, issues } from '../../shared/domain/ticket.ts';
import { fillStore, storedRow } from '../support/lake-store.ts';
import { temporaryFolder } from '../support/sluice.ts';
import { chromiumPath } from './chromium.ts';

const ROOT = join(import.meta.dirname, '../..');
const Started = z.object({ url: z.string(), key: z.string(), address: z.string() });
export const HOSTILE = `<img src=x onerror="document.title='broken in'"><script>alert(1)</script> "&'`;

/** The page of a sample as somebody sees it who started it the first time: one server and one browser for all tests of it. */
export interface PageWorld {
  readonly at: z.output<typeof Started>;
  readonly browser: Browser;
  readonly page: Page;
  /** What the browser complained of: errors, dialogs, what a policy forbade. */
  readonly complaints: readonly string[];
  /** Waits until nothing of the view is being asked for. */
  settled(): Promise<void>;
  open(path: string): Promise<void>;
}

/** The first line that a process prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error('it ended and printed nothing');
}

/** An issue whose title would do harm where it is not taken for text. */
async function writeHostileIssue(store: string): Promise<void> {
  const owner = 'jira/sample';
  const id = 'jira:JiraIssue:sample:666';
  const createdDate = new Date().toISOString();
  await fillStore(store, [
    storedRow(row(issues, { id, issueKey: 'SHOP-666', title: HOSTILE, type: 'BUG', status: 'TODO', createdDate }), {
      owner,
    }),
    storedRow(row(boardIssues, { boardId: 'jira:JiraBoard:sample:11', issueId: id }), { owner: 'jira/sample/11' }),
  ]);
}

/** Starts all of it before the tests of a file, and ends it after them. */
export function startPage(): PageWorld {
  const folder = temporaryFolder();
  const complaints: string[] = [];
  let server: ChildProcess | undefined;
  let opened: { readonly at: z.output<typeof Started>; readonly browser: Browser; readonly page: Page } | undefined;
  const there = () => {
    if (!opened) throw new TypeError('the page is opened before the tests, not before that');
    return opened;
  };

  beforeAll(async () => {
    const words = [join(ROOT, 'cli/sluice.ts'), 'start', '--no-open', '--json', '--port', '0'];
    server = spawn(join(ROOT, 'node_modules/.bin/node'), words, {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const at = Started.parse(JSON.parse(await firstLine(server)));
    await writeHostileIssue(join(folder.path, '.sluice-sample'));
    const browser = await chromium.launch({
      ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    opened = { at, browser, page };
    await page.goto(`${at.url}/flow?project=Checkout#key=${at.key}`);
  });
  afterAll(async () => {
    await opened?.browser.close();
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    if (server?.kill('SIGTERM')) await ended;
    folder[Symbol.dispose]();
  });

  const settled = async (): Promise<void> => {
    await there().page.locator('h1').first().waitFor();
    await there().page.locator('.waiting, .again').first().waitFor({ state: 'detached' });
  };
  return {
    complaints,
    settled,
    open: async (path) => {
      await there().page.goto(`${there().at.url}${path}`);
      await settled();
    },
    get at() {
      return there().at;
    },
    get browser() {
      return there().browser;
    },
    get page() {
      return there().page;
    },
  };
}
