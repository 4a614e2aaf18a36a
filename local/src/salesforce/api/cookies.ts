// Cookies of a browser's request.
import type { Request } from 'express';

/** The value of a cookie, or undefined: not sent, or not encoded as ours are. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pair = (request.get('cookie') ?? '').split(/;\s*/).find((cookie) => cookie.startsWith(`${name}=`));
  try {
    return pair && decodeURIComponent(pair.slice(name.length + 1));
  } catch {
    return undefined;
  }
}
