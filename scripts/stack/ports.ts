// Where the parts of the local stack listen. One table: start, bench and tests read it.
import { createServer } from 'node:net';

export const PORTS = {
  org: { variable: 'PORTWAY_ORG_PORT', standard: 4800, what: 'the local Salesforce org' },
  pubsub: { variable: 'PORTWAY_PUBSUB_PORT', standard: 4801, what: "the local org's Pub/Sub service" },
  whmcs: { variable: 'PORTWAY_WHMCS_PORT', standard: 4802, what: 'the local WHMCS' },
  middleware: { variable: 'PORTWAY_MIDDLEWARE_PORT', standard: 4803, what: 'the middleware' },
} as const;

export type PortName = keyof typeof PORTS;
export type Ports = Record<PortName, number>;

/**
 * Ports from the environment, checked to be numbers, different and free on 127.0.0.1.
 * @throws Error that lists every bad, repeated or busy port with the variable to change
 */
export async function choosePorts(env: NodeJS.ProcessEnv): Promise<Ports> {
  const names = Object.keys(PORTS) as PortName[];
  const ports = Object.fromEntries(
    names.map((name) => [name, Number(env[PORTS[name].variable] ?? PORTS[name].standard)]),
  ) as Ports;
  const problems = (await Promise.all(names.map((name) => problemWith(name, ports)))).filter(
    (problem) => problem !== undefined,
  );
  if (problems.length) throw new Error(problems.join('\n'));
  return ports;
}

async function problemWith(name: PortName, ports: Ports): Promise<string | undefined> {
  const { variable, what } = PORTS[name];
  const port = ports[name];
  if (!Number.isInteger(port) || port < 1 || port > 65535) return `${variable} must be a port number from 1 to 65535.`;
  const twin = (Object.keys(PORTS) as PortName[]).find((other) => other !== name && ports[other] === port);
  if (twin) return `${variable} and ${PORTS[twin].variable} both say ${port}: give each part a port of its own.`;
  if (await isBusy(port))
    return `Port ${port} for ${what} is in use: stop what listens there, or set ${variable} to a free port.`;
  return undefined;
}

function isBusy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(true))
      .once('listening', () => probe.close(() => resolve(false)))
      .listen(port, '127.0.0.1');
  });
}
