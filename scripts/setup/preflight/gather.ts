// All facts that the checks are asked about, from the project, the org and this machine.
import type { StepContext } from '../step.ts';
import { queryPath, rowsOf, type Asked, type Org, type Row } from '../org.ts';
import type { Facts } from './check.ts';
import { valuesThatGo, VALUE_SET_FIELDS } from './changes.ts';
import { INTEGRATION_LICENSE } from './checks.ts';
import { askOrg, mapped } from './org-facts.ts';
import { readProjectFacts } from './project-facts.ts';

const FEATURE_OBJECTS = ['Order', 'Knowledge__kav'];

/** @throws SetupFailure the org cannot be reached at all */
export async function gatherFacts({ root, sf, env, ...context }: StepContext): Promise<Facts> {
  const project = readProjectFacts(root);
  const org = context.org();
  const valueObjects = Object.values(VALUE_SET_FIELDS).map(({ object }) => object);
  const integrationLicense = String(context.options['integration-license'] ?? INTEGRATION_LICENSE);
  const facts = {
    project,
    env,
    integrationLicense,
    org: await askOrg(sf, org, [...new Set([...FEATURE_OBJECTS, ...valueObjects])]),
  };
  return { ...facts, used: await countUsed(facts, org) };
}

/** Counts the records that have a value which would go, for the value sets that lose one. */
async function countUsed(facts: Omit<Facts, 'used'>, org: Org): Promise<Facts['used']> {
  const losing = [...facts.project.standardValues.keys()].filter((name) => valuesThatGo(facts, name)?.length);
  const places = losing.map((name) => VALUE_SET_FIELDS[name]!);
  const soql = places.map(
    ({ object, field }) => `SELECT ${field} value, COUNT(Id) records FROM ${object} GROUP BY ${field}`,
  );
  const answers = soql.length === 0 ? [] : await org.getAll(soql.map(queryPath));
  return new Map(losing.map((name, index) => [name, countsOf(answers[index]!)]));
}

function countsOf(answer: Asked<unknown>): Asked<ReadonlyMap<string, number>> {
  return mapped(
    rowsOf<Row>(answer),
    (rows) => new Map(rows.map(({ value, records }) => [String(value), Number(records)])),
  );
}
