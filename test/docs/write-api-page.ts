import { writeFileSync } from 'node:fs';
import { apiWorld } from '../api/world.ts';
import { apiPage } from './api-page.ts';

writeFileSync(new URL('../../docs/api.md', import.meta.url), apiPage(apiWorld().routes));
