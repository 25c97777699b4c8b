import type { ClockPort, Reply, VendorPort } from '../../pipeline/ports.ts';

/** Who types a mapping sees it tried with every word, and asks the vendor once. */
const KEPT_MILLISECONDS = 300_000;
const MOST = 50;

/** A vendor whose good answers are given again for a while: for trying out, never for what is stored. */
export function recentAnswers(vendor: VendorPort, clock: ClockPort): VendorPort {
  const kept = new Map<string, { readonly until: number; readonly reply: Reply }>();
  return {
    tokens: (connection) => vendor.tokens(connection),
    ask: async (question) => {
      const { connection, token, request } = question;
      const key = JSON.stringify([connection.plugin, connection.name, connection.baseUrl, token, request.target]);
      const known = kept.get(key);
      if (known && known.until > clock.now()) return known.reply;
      const reply = await vendor.ask(question);
      kept.delete(key);
      if (reply.verdict.kind === 'page') kept.set(key, { until: clock.now() + KEPT_MILLISECONDS, reply });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return reply;
    },
  };
}
