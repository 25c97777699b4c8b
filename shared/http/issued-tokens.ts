import type { Question } from '../pipeline/ports.ts';
import type { Verdict } from '../plugin-sdk/answer.ts';
import type { TokenKey } from '../plugin-sdk/token-key.ts';
import { parseHttpDate } from './http-date.ts';
import { maskSecrets, maskVerdict } from './mask-secrets.ts';
import { type Prepared, prepareRequest } from './prepare-request.ts';
import { readReply } from './read-reply.ts';
import type { Exchange } from './send.ts';
import { signAssertion } from './sign-assertion.ts';

/** A token is not used any more when it would end so soon: what is asked with it takes its time. */
const REFRESHED_BEFORE = 300_000;

/** What keys are spent with. */
export interface IssuingProps {
  readonly post: (prepared: Prepared, milliseconds: number) => Promise<Exchange>;
  readonly allowPrivateHosts: boolean;
  readonly userAgent: string;
}

/** A token that may be sent, or why there is none. */
export type Issued = { readonly kind: 'token'; readonly token: string } | Verdict;

interface Kept {
  readonly issued: Promise<Issued>;
  /** Epoch milliseconds, by our clock; 0 while it is being asked for. */
  until: number;
}

/**
 * Asks for tokens with keys, and keeps them in memory only until five minutes before their end. Whoever needs one while
 * it is being asked for waits for that one. As one worker spends a credential at a time, the workers of a run do not ask
 * side by side either.
 */
export function issuedTokens(props: IssuingProps) {
  const kept = new Map<string, Kept>();

  /** The token of a key; `refused` is one that the vendor does not take any more. */
  return (question: Question, key: TokenKey, refused?: string): Promise<Issued> => {
    const place = JSON.stringify([question.connection.baseUrl, key.identity, key.privateKey]);
    const known = kept.get(place);
    if (known) return known.issued.then((issued) => (isGood(known, issued, refused) ? issued : again(known)));
    return ask();

    /** Of all who find that a token has ended, the first one asks for the next. */
    function again(ended: Kept): Promise<Issued> {
      const now = kept.get(place);
      return now !== undefined && now !== ended ? now.issued : ask();
    }

    function ask(): Promise<Issued> {
      const keep = (until: number): void => {
        fresh.until = until;
      };
      const fresh: Kept = { issued: issue(props, question, key, keep), until: 0 };
      kept.set(place, fresh);
      return fresh.issued;
    }
  };
}

const isGood = ({ until }: Kept, issued: Issued, refused: string | undefined): boolean =>
  issued.kind === 'token' && issued.token !== refused && Date.now() < until;

async function issue(
  { post, ...means }: IssuingProps,
  asked: Question,
  key: TokenKey,
  keep: (until: number) => void,
): Promise<Issued> {
  const assertion = assertionOf(key);
  if (assertion === undefined)
    return {
      kind: 'credential',
      reason: `the private key of ${key.identity} cannot be used: give it in PEM, with RSA`,
    };
  const { validator: _, ...rest } = asked;
  const question: Question = { ...rest, request: { target: key.target, single: true } };
  const prepared = prepareRequest(question, { ...means, secret: assertion });
  if (prepared.kind !== 'prepared') return prepared;
  const began = Date.now();
  const exchange = await post(prepared, question.deadline - began);
  const mask = maskSecrets([assertion, key.privateKey], prepared.credential);
  const issued = exchange.kind === 'answered' ? key.read(jsonIn(exchange.answer.body)) : undefined;
  if (exchange.kind === 'answered' && issued && exchange.answer.status < 300) {
    // How long it lives is said by the vendor's clock, from which ours may differ.
    const sentAt = parseHttpDate(exchange.answer.headers.date) ?? began;
    keep(began + Date.parse(issued.expiresAt) - sentAt - REFRESHED_BEFORE);
    return { kind: 'token', token: issued.token };
  }
  const { verdict } = readReply(question, { exchange }, mask);
  if (verdict.kind === 'limit' || verdict.kind === 'transient') return verdict;
  const reason = 'reason' in verdict ? verdict.reason : 'the answer holds no token';
  return maskVerdict({ kind: 'credential', reason: `no token for ${key.identity}: ${reason}` }, mask);
}

function assertionOf(key: TokenKey): string | undefined {
  try {
    return signAssertion(key, Date.now());
  } catch {
    // What the library says may quote the key.
    return undefined;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
