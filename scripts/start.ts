// `npm start`: the whole product on one machine with no org. Brings up the local Salesforce org, the local WHMCS and the
// middleware; walks a customer from sign-up to an order through the portal's Apex, approves that order as an agent would, prints
// its timeline as it happens, and stays up until Ctrl-C.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeys } from './make-keys.ts';
import {
  localEnvironment,
  LOCAL_OPERATOR_TOKEN,
  LOCAL_WEBHOOK_SECRET,
  orgEnvironment,
  WHMCS_SAMPLE,
} from './stack/local-environment.ts';
import { startChild, type Child } from './stack/child.ts';
import { middlewareCommand } from './stack/middleware-command.ts';
import { choosePorts, PORTS, type Ports } from './stack/ports.ts';
import { connectTo } from './stack/sign-in.ts';
import { approveInConsole } from './demo/approve.ts';
import { firstInvoice } from './demo/first-invoice.ts';
import { placeOrderAsCustomer } from './demo/customer-journey.ts';
import { printTimeline } from './demo/timeline.ts';

/** Ledger and logs of this run; set by its ports, so that two runs do not share one. */
let data = 'var/demo';
const children: Child[] = [];

async function main(): Promise<void> {
  const ports = await choosePorts(process.env);
  data = join('var/demo', String(ports.org));
  // The org lives in memory, so the ledger of an earlier run knows orders that no longer exist.
  rmSync(data, { recursive: true, force: true });
  const keys = await makeKeys('.');
  console.log('Starting the local Salesforce org, the local WHMCS and the middleware …');
  const [org] = await Promise.all([startOrg(ports), startWhmcs(ports)]);
  await startMiddleware(ports, keys.keyPath);
  const origin = `http://127.0.0.1:${ports.org}`;
  const salesforce = await connectTo(origin, keys.keyPath);
  console.log('\nA customer, through the Apex of the portal:\n');
  const order = await placeOrderAsCustomer({ origin, salesforce, tell });
  console.log(`\nAn agent approves order ${order.number} of ${order.account}:\n`);
  const approvedAt = await approveInConsole(origin, order.id);
  await printTimeline({ salesforce, ports, operatorToken: LOCAL_OPERATOR_TOKEN, order, approvedAt });
  printAddresses(ports, order.id, await firstInvoice(salesforce, order.id), sitesOf(org));
}

function tell(who: string, what: string): void {
  console.log(`  ${who.padStart(9)}   ${what}`);
}

async function startOrg(ports: Ports): Promise<Child> {
  return start('The local Salesforce org', ['local/src/salesforce/main.ts', '--config', 'config/local-org.json'], {
    [PORTS.org.variable]: String(ports.org),
    [PORTS.pubsub.variable]: String(ports.pubsub),
    ...orgEnvironment(ports),
    PORTWAY_MIDDLEWARE_URL: `http://127.0.0.1:${ports.middleware}`,
  });
}

async function startWhmcs(ports: Ports): Promise<void> {
  const sample = ['--config', WHMCS_SAMPLE, '--clients', 'config/sample-data/whmcs-clients.json'];
  await start('The local WHMCS', ['local/src/whmcs/main.ts', ...sample], {
    [PORTS.whmcs.variable]: String(ports.whmcs),
    PORTWAY_WHMCS_HOOK_URL: `http://127.0.0.1:${ports.middleware}/webhooks/whmcs`,
    PORTWAY_WHMCS_HOOK_SECRETS: LOCAL_WEBHOOK_SECRET,
  });
}

async function startMiddleware(ports: Ports, keyPath: string): Promise<void> {
  const files = { keyPath, pubsubCaPath: 'var/sf/pubsub-ca.pem', databaseFile: join(data, 'ledger.sqlite') };
  await start('The middleware', middlewareCommand(), localEnvironment(ports, files));
}

/** A part that ends while the stack is up takes the rest with it, and says where to look. */
async function start(name: string, args: readonly string[], env: Record<string, string>): Promise<Child> {
  const logFile = join(data, `${name.split(' ').at(-1)!.toLowerCase()}.log`);
  const isReady = (line: Record<string, unknown>): boolean => line.ready === true;
  const child = await startChild({ name, args, env: { ...process.env, ...env }, logFile, isReady });
  children.push(child);
  void child.ended.then((code) => {
    if (isStopping) return;
    console.error(`${name} ended unexpectedly (${code}). Its log: ${logFile}`);
    void stop(1);
  });
  return child;
}

/** Paths of the project's Experience Cloud sites. */
const sitesOf = ({ ready }: Child): string[] => (Array.isArray(ready.sites) ? ready.sites.map(String) : []);

function printAddresses(ports: Ports, orderId: string, invoiceId: string, sites: readonly string[]): void {
  const portals = sites.map((path) => `  Portal              http://127.0.0.1:${ports.org}${path}\n`);
  console.log(`
Everything is up. Open

${portals.join('')}                      sign in as hanako, taro or robin@example.test (password: portway-local-1), or register
  Salesforce console  http://127.0.0.1:${ports.org}/console/list/Order?view=Orders_Pending_Review
                      open another order, press Edit, set Status to Approved, save, and watch it become Provisioned
  This order          http://127.0.0.1:${ports.org}/console/record/${orderId}
  Its invoice         http://127.0.0.1:${ports.whmcs}/invoices/${invoiceId}
                      leave the order open beside it and press Pay: the order says Paid within two seconds
                      without the hook (curl -X DELETE http://127.0.0.1:${ports.whmcs}/local/hooks) with the next sweep, in half a minute
  WHMCS               http://127.0.0.1:${ports.whmcs}/
  Operator page       http://127.0.0.1:${ports.middleware}/operator   (token: ${LOCAL_OPERATOR_TOKEN})

Ctrl-C stops everything.`);
}

let isStopping = false;
async function stop(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  // The middleware first: it hands its work back while the systems it talks to are still there.
  for (const child of children.reverse()) await child.stop();
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.log('\nStopping …');
    void stop(0);
  });
}
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  void stop(1);
});
