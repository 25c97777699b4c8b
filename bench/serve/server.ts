import { openLocalServer } from '../../cli/serve/local-server.ts';
import { usage } from './usage.ts';

/** The process that is measured: `node server.ts <store>` answers as `sluice serve` does, and tells what it used when it is asked. */
const [store = '.'] = process.argv.slice(2);
const onFailure = (run: string, cause: unknown): void => void process.stderr.write(`${run}: ${cause}\n`);
const server = await openLocalServer({ store, port: 0, page: store, onFailure });
process.send?.({ url: server.url, key: server.key });
process.on('message', () => process.send?.(usage()));
process.once('disconnect', () => void server.close());
