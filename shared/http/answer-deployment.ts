import { Agent } from 'undici';
import { UnreachableError } from '../errors.ts';

const TRIES = 5;
/** A call takes no longer, in milliseconds. */
const PATIENCE = 10_000;

/** Puts an answer where CloudFormation waits for it. @throws UnreachableError when it is not taken */
export async function answerDeployment(url: string, answer: object): Promise<void> {
  const { origin, pathname, search } = new URL(url);
  const agent = new Agent();
  let reason: unknown;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const response = await agent.request({
        origin,
        path: pathname + search,
        method: 'PUT',
        // The URL is signed for no content type.
        headers: { 'content-type': '' },
        body: JSON.stringify(answer),
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.body.dump();
      if (response.statusCode < 300) return await agent.close();
      reason = `status ${response.statusCode}`;
    } catch (cause) {
      reason = cause;
    }
  }
  throw new UnreachableError(`the deployment at ${origin} does not take its answer: ${String(reason)}`, {
    cause: reason,
  });
}
