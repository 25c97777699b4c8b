import type { Sent } from './answer.ts';
import { refused } from './answer.ts';

/** What goes wrong, and for which requests: `path` is a part of path and query. */
export interface Fault {
  readonly kind: 'status' | 'html200' | 'cut-off json' | 'other json' | 'reset' | 'truncate';
  readonly path?: string;
  /** For `status`. @default 500 */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it strikes. @default always */
  readonly times?: number;
}

/** An answer, or the way in which there is none: `truncate` sends half of the body and hangs up. */
export type Delivery = { readonly kind: 'whole' | 'half'; readonly sent: Sent } | { readonly kind: 'hang up' };

const html: Sent = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Sign in</title><p>Please sign in.',
};

/** Strikes answers with faults; each counts down by itself. */
export function faultsOf(faults: readonly Fault[]): (target: string, sent: Sent) => Delivery {
  const left = new Map(faults.map((fault) => [fault, fault.times ?? Number.POSITIVE_INFINITY]));
  return (target, sent) => {
    const fault = faults.find((one) => target.includes(one.path ?? '') && (left.get(one) ?? 0) > 0);
    if (!fault) return { kind: 'whole', sent };
    left.set(fault, (left.get(fault) ?? 0) - 1);
    return strike(fault, sent);
  };
}

function strike(fault: Fault, sent: Sent): Delivery {
  const { status = 500, message = 'Something went wrong', headers = {} } = fault;
  if (fault.kind === 'reset') return { kind: 'hang up' };
  if (fault.kind === 'truncate') return { kind: 'half', sent };
  if (fault.kind === 'html200') return { kind: 'whole', sent: html };
  if (fault.kind === 'other json') return { kind: 'whole', sent: { ...sent, status: 200, body: '{"kind":"teapot"}' } };
  if (fault.kind === 'cut-off json')
    return { kind: 'whole', sent: { ...sent, body: sent.body.slice(0, Math.floor(sent.body.length / 2)) } };
  const { headers: plain, ...rest } = refused(status, message);
  return { kind: 'whole', sent: { ...rest, headers: { ...plain, ...headers } } };
}
