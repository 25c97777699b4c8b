import { writeFileSync } from 'node:fs';
import { dashboardJson, dashboards } from './dashboards.ts';

for (const each of dashboards)
  writeFileSync(new URL(`dashboards/${each.uid}.json`, import.meta.url), dashboardJson(each));
