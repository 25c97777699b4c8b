import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openLocalServer } from '../../cli/serve/local-server.ts';
import { usage } from './usage.ts';

/**
 * The process that is measured: `node server.ts <store>` answers as `sluice serve` does, and tells what it used since it was
 * asked first. What starting left behind (Node makes JavaScript of all sources then) is thrown away before.
 */
const [store = '.'] = process.argv.slice(2);
const onFailure = (run: string, cause: unknown): void => void process.stderr.write(`${run}: ${cause}\n`);
const server = await openLocalServer({ store, port: 0, page: store, onFailure });
setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');
if (typeof collectGarbage === 'function') collectGarbage();
process.send?.({ url: server.url, key: server.key });

let peak = 0;
let looking: NodeJS.Timeout | undefined;
const look = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss() / 1024 / 1024);
};
process.on('message', () => {
  looking ??= setInterval(look, 10);
  look();
  process.send?.({ ...usage(), megabytes: peak });
});
process.once('disconnect', () => {
  clearInterval(looking);
  void server.close();
});
