import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainPage } from './domain-page.ts';

writeFileSync(join(import.meta.dirname, '../../docs/domain.md'), domainPage());
