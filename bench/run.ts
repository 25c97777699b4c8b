import { writeGoals } from './goals.ts';

/** `npm run bench -- [part …]`: measures the named parts, or all of them; each writes its page beside this file. */
const parts: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  bundles: () => import('./bundles/run.ts'),
  cost: () => import('./cost/run.ts'),
  limits: () => import('./limits/run.ts'),
  memory: () => import('./memory/run.ts'),
  metrics: () => import('./metrics/run.ts'),
  requests: () => import('./serve/requests.ts'),
  page: () => import('./page/run.ts'),
  speed: () => import('./speed/run.ts'),
  sql: () => import('./sql/run.ts'),
  stream: () => import('./serve/stream.ts'),
  sync: () => import('./sync/run.ts'),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !parts[name]);
if (unknown.length > 0)
  throw new TypeError(`there is no part "${unknown.join()}"; there are ${Object.keys(parts).join(', ')}`);
for (const [name, load] of Object.entries(parts))
  if (named.length === 0 || named.includes(name)) await (await load()).run();
writeGoals();
