import { startGitHub } from '../../test/support/github/server.ts';

/** A small GitHub in a process of its own: `node github.ts <issues> <latency in ms>`; tells its parent what it saw. */
const [issues = '0', latency = '0'] = process.argv.slice(2);
const none = { pulls: 0, commits: 0, runs: 0, deployments: 0 };
const server = await startGitHub({
  size: { issues: Number(issues), ...none },
  latencyMilliseconds: Number(latency),
});

process.on('message', () => {
  // Pages; that the edges of the list have not moved is asked once more at the end of a run, and answered by 304.
  const pages = server.seen.filter(({ target, status }) => target.includes('/issues?') && status === 200);
  const lists = pages.map(({ at }) => at);
  process.send?.({
    requests: server.seen.length,
    // The first answer was waited for, too.
    collecting: Math.max(...lists) - Math.min(...lists) + Number(latency),
  });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url });
