// The fake org as a program called `sf`: its state is the file that FAKE_SF_STATE names.
import { readFileSync, writeFileSync } from 'node:fs';
import { answerTo, type FakeOrgState } from './fake-org.ts';

const file = process.env.FAKE_SF_STATE!;
const state = JSON.parse(readFileSync(file, 'utf8')) as FakeOrgState;
const args = process.argv.slice(2);
const isRaw = args[0] === 'api';
const bodyAt = args.indexOf('--body');
const body = bodyAt === -1 ? undefined : readFileSync(args[bodyAt + 1]!.slice(1), 'utf8');
const plain = args.filter((arg, index) => arg !== '--json' && (bodyAt === -1 || index !== bodyAt + 1));
state.calls.push(plain.join(' '));
const answer = answerTo(state, plain, body);
writeFileSync(file, JSON.stringify(state));
if (isRaw) console.log(answer.status === 0 ? JSON.stringify(answer.result ?? '') : JSON.stringify([answer]));
else console.log(JSON.stringify(answer));
process.exitCode = answer.status;
