import { issues } from '../../shared/domain/ticket.ts';
import { publish } from '../../shared/lake/publish.ts';
import { openStore } from '../../shared/local/open-store.ts';
import { domainPlace } from '../../shared/pipeline/domain-places.ts';

/** `node publishing.ts <folder> <issues>` stores so many issues and prints how long it took to publish them (ms), and the peak (MB). */
const [folder = '', amount = '0'] = process.argv.slice(2);
const store = openStore(folder, 'write');
const OWNER = 'github/github/1';
for (let start = 0; start < Number(amount); start += 5_000)
  await store.domain.writeMany(
    Array.from({ length: 5_000 }, (_, at) => {
      const id = `github:GithubIssue:github:${start + at}`;
      const body = {
        id,
        title: `An issue, number ${start + at}`,
        description: 'What is wrong. '.repeat(20),
        status: 'DONE',
      };
      const dates = { createdDate: '2026-01-01T00:00:00.000Z', resolutionDate: '2026-01-02T00:00:00.000Z' };
      const origin = {
        version: '2026-01-02T00:00:00.000Z',
        observedAt: '2026-01-03T00:00:00.000Z',
        raw: `raw#${start + at}`,
      };
      return {
        ...domainPlace(issues.name, OWNER, encodeURIComponent(id)),
        body: JSON.stringify({ ...body, ...dates }),
        ...origin,
      };
    }),
  );
const ports = { table: store.control, domain: store.domain, objects: store.objects, lake: store.lake };
const partitions = () =>
  store
    .partitions()
    .map(({ pk, version = '' }) => ({ table: issues.name, owner: OWNER, shard: Number(pk.split('|')[2]), version }));
const timed = async () => {
  const began = performance.now();
  const { rows } = await publish(ports, partitions());
  return { rows, milliseconds: performance.now() - began };
};
const first = await timed();
const again = await timed();
store.close();
process.stdout.write(JSON.stringify({ first, again, megabytes: process.resourceUsage().maxRSS / 1024 }));
