import * as z from 'zod';
import { playBaseline, policies } from './baselines.ts';
import { playCloud } from './cloud.ts';
import { KILL_AT, type Play, type Result } from './plays.ts';

/** Plays in a process of its own what its parent sends, one after the other: `fork('worker.ts')`. */
const Sent = z.object({
  kind: z.enum(['matrix', 'killed', 'two tokens', 'five requests', 'baseline']),
  policy: z.enum(['ours', ...policies]),
  seed: z.number(),
  pages: z.number(),
  runs: z.number(),
  factor: z.number(),
});

process.on('message', (message) => {
  void playOne(Sent.parse(message)).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function playOne(play: Play): Promise<Result> {
  const { seed, factor, policy, pages, runs } = play;
  const requests = Array.from({ length: runs }, () => pages / runs);
  if (policy !== 'ours') {
    const unknown = { collecting: 0, repeated: 0, forbidden: 0, idleWorkers: 0, idleLooks: 0 };
    return { ...play, ...unknown, ...(await playBaseline(policy, { seed, requests, factor })) };
  }
  const tokens = play.kind === 'two tokens' ? 2 : 1;
  const killed = play.kind === 'killed' ? { killAt: KILL_AT } : {};
  const played = await playCloud({ seed, requests, factor, tokens, ...killed });
  if (played.killed !== (play.kind === 'killed')) throw new TypeError('the worker was not killed');
  const stuck = played.states.filter((state) => state !== 'completed');
  if (stuck.length > 0) throw new TypeError(`a run ended ${stuck.join()}: ${JSON.stringify(play)}`);
  const { seen, seconds, collecting, lost, idleWorkers, idleLooks } = played;
  const { requests: sent, refused, repeated, forbidden } = seen;
  return { ...play, seconds, collecting, requests: sent, refused, repeated, forbidden, lost, idleWorkers, idleLooks };
}
