import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { RefusedAddressError } from '../errors.ts';

const OWN_NETWORK = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/** Where clouds hand out credentials: never a vendor, even where private hosts are allowed. */
const METADATA = new Set(['fd00:ec2::254', 'fd00:ec2::23', '100.100.100.200']);

/** Says why nothing may be sent to this IP address, or undefined when it may. */
export function refusalOf(address: string, allowPrivateHosts: boolean): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is no address`;
  const actual = embedded(ipaddr.process(address));
  const range = actual.range();
  if (METADATA.has(actual.toString())) return `${address} is a metadata address`;
  if (range === 'unicast' || (allowPrivateHosts && OWN_NETWORK.has(range))) return undefined;
  return `${address} is a ${range} address`;
}

/** The IPv4 address inside a NAT64 one (RFC 6052), as IPv6-only subnets resolve public hosts to. */
function embedded(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = address.toByteArray();
  const wellKnown = bytes.length === 16 && address.toString().startsWith('64:ff9b::');
  return wellKnown && address.range() === 'rfc6052' ? ipaddr.fromByteArray(bytes.slice(12)) : address;
}

/** @throws RefusedAddressError when the host is written as an address that is refused */
export function assertAllowedHost(hostname: string, allowPrivateHosts: boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  const refusal = isIP(address) ? refusalOf(address, allowPrivateHosts) : undefined;
  if (refusal) throw refused(refusal);
}

/**
 * A lookup that answers only allowed addresses. The socket connects to what it answers, so a name that resolves
 * differently a moment later (DNS rebinding) gains nothing.
 */
export const guardLookup =
  (lookup: LookupFunction, allowPrivateHosts: boolean): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses: LookupAddress[] = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const allowed = addresses.filter(({ address }) => refusalOf(address, allowPrivateHosts) === undefined);
      const [first] = allowed;
      if (!first) return callback(refused(`${hostname} resolves to ${explain(addresses, allowPrivateHosts)}`), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });

const explain = (addresses: readonly LookupAddress[], allowPrivateHosts: boolean): string =>
  addresses.map(({ address }) => refusalOf(address, allowPrivateHosts)).join(', ') || 'no address';

const refused = (what: string): RefusedAddressError =>
  new RefusedAddressError(`${what}, which is refused: correct the base URL, or allow private hosts if it is yours`);
