// Who sends, for limits per sender: behind proxies the address that the trusted ones pass on, not the proxy's own.
import { isIP } from 'node:net';
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';

/** An address is a /56 where it is IPv6: what one household or server gets. */
const IPV6_SUBNET = 56;

/** The sender's address, or its network; some proxies add a port. @returns never '' */
export function networkOf(request: Request): string {
  const given = (request.ip ?? '').replace(/^\[([^\]]+)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  const address = isIP(given) ? given : (request.socket.remoteAddress ?? '');
  return isIP(address) ? ipKeyGenerator(address, IPV6_SUBNET) : 'unknown';
}
