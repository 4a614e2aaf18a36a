// Loaded into the CLI before it starts: no name but this machine's is looked up. After a refused sign-in the CLI asks the real
// login hosts too; a test must not, and must not wait for them.
import dns from 'node:dns';
import { promisify } from 'node:util';

const OWN = new Set(['127.0.0.1', 'localhost', '::1']);
const original = dns.lookup;
const originalPromised = promisify(original);

function refusal(host: unknown): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${String(host)} (a test asks no other machine)`), {
    code: 'ENOTFOUND',
  });
}

function lookup(...args: readonly unknown[]): void {
  if (OWN.has(String(args[0]))) return void Reflect.apply(original, dns, args);
  process.nextTick(args.at(-1) as (error: Error) => void, refusal(args[0]));
}

const promised = (...args: readonly unknown[]): Promise<unknown> =>
  OWN.has(String(args[0]))
    ? (Reflect.apply(originalPromised, dns, args) as Promise<unknown>)
    : Promise.reject(refusal(args[0]));

dns.lookup = Object.assign(lookup, { [promisify.custom]: promised }) as unknown as typeof dns.lookup;
