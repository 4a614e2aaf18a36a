// `npm run bench`: measures the Apex runtime, the pages of the portal, and the middleware against the local stand-ins, and prints a table.
//   npm run bench                       every scenario at full size (about seven minutes)
//   npm run bench -- --short            small sizes, to see that it runs
//   npm run bench -- --only lone,burst  some of: apex, portal, lone, burst, unhindered, backlog, leads, invoices, webhooks, shared
// Exit code 1 when a figure misses what it was meant to reach.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isReached, tableOf, type Figure } from './bench/figures.ts';
import { FULL, SCENARIOS, SHORT } from './bench/scenarios.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, only: { type: 'string' } } });
const names = values.only?.split(',') ?? Object.keys(SCENARIOS);
const unknown = names.filter((name) => !SCENARIOS[name]);
if (unknown.length)
  throw new Error(`unknown scenario ${unknown.join(', ')}; there are ${Object.keys(SCENARIOS).join(', ')}`);

const figures: Figure[] = [];
for (const name of names) {
  console.log(`\n${name} …`);
  figures.push(...(await SCENARIOS[name]!(values.short ? SHORT : FULL, (text) => console.log(`  ${text}`))));
}
console.log(`\nNode ${process.version}, ${cpus().length} processors; stand-ins and middleware share them.\n`);
console.log(tableOf(figures));
mkdirSync('var', { recursive: true });
writeFileSync('var/bench.json', JSON.stringify(figures, null, 2));
process.exitCode = figures.every(isReached) ? 0 : 1;
