// npm run drift: what differs between Salesforce and WHMCS. With --local it asks the stack that `npm start` has brought up.
import { runDriftCommand } from '../middleware/src/drift/cli.ts';
import { makeKeys } from './make-keys.ts';
import { localEnvironment } from './stack/local-environment.ts';
import { PORTS, type PortName, type Ports } from './stack/ports.ts';

const given = process.argv.slice(2);
const args = given.filter((arg) => arg !== '--local');

async function localEnv(): Promise<Record<string, string>> {
  const names = Object.keys(PORTS) as PortName[];
  const portOf = (name: PortName): number => Number(process.env[PORTS[name].variable] ?? PORTS[name].standard);
  const ports = Object.fromEntries(names.map((name) => [name, portOf(name)])) as Ports;
  const { keyPath } = await makeKeys('.');
  return localEnvironment(ports, {
    keyPath,
    pubsubCaPath: 'var/sf/pubsub-ca.pem',
    databaseFile: `var/demo/${ports.org}/ledger.sqlite`,
  });
}

process.exitCode = await runDriftCommand(args, args.length < given.length ? await localEnv() : process.env);
