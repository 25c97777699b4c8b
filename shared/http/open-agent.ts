import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { Caps } from './caps.ts';
import { assertAllowedHost, guardLookup } from './guard-address.ts';

/** Kept-alive HTTP/1.1 connections, one request at a time on each, only to addresses that the guard allows. */
export function openAgent(caps: Caps, allowPrivateHosts: boolean, lookup: LookupFunction = resolve): Agent {
  const connect = buildConnector({
    timeout: caps.connectMilliseconds,
    lookup: guardLookup(lookup, allowPrivateHosts),
  });
  return new Agent({
    connections: caps.connections,
    pipelining: 1,
    headersTimeout: caps.headersMilliseconds,
    bodyTimeout: caps.idleMilliseconds,
    connect: (options, callback) => {
      try {
        assertAllowedHost(options.hostname, allowPrivateHosts);
      } catch (error) {
        return callback(error instanceof Error ? error : new Error(String(error)), null);
      }
      return connect(options, callback);
    },
  });
}
