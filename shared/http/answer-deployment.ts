import { UnreachableError } from '../errors.ts';

const TRIES = 5;
/** A call takes no longer, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Puts an answer where CloudFormation waits for it, at a URL that AWS signed: Node's own fetch does, and undici is a third
 * of a bundle. @throws UnreachableError when it is not taken
 */
export async function answerDeployment(url: string, answer: object): Promise<void> {
  let reason: unknown;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const response = await fetch(url, {
        method: 'PUT',
        redirect: 'error',
        // The URL is signed for no content type.
        headers: { 'content-type': '' },
        body: JSON.stringify(answer),
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.arrayBuffer();
      if (response.ok) return;
      reason = `status ${response.status}`;
    } catch (cause) {
      reason = cause;
    }
  }
  throw new UnreachableError(`the deployment at ${new URL(url).origin} does not take its answer: ${String(reason)}`, {
    cause: reason,
  });
}
