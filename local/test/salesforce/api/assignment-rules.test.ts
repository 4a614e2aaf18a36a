// When REST calls run assignment rules. Source: REST API guide, "Assignment Rule Header" and "Composite Subrequest".
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { writeProject, xml } from '../dml/test-org.ts';
import { ADMIN, keys, OPEN_CLIENT_ID, rest, signIn, startTestOrg } from './running-org.ts';

const LEAD_RULE =
  '<assignmentRule><fullName>All</fullName><active>true</active><ruleEntry><assignedTo>Sales</assignedTo>' +
  '<assignedToType>Queue</assignedToType><criteriaItems><field>Lead.LastName</field><operation>notEqual</operation>' +
  '<value></value></criteriaItems></ruleEntry></assignmentRule>';

let projectDir: string;
let org: RunningLocalOrg;
let token: string;
before(async () => {
  projectDir = await writeProject({
    'queues/Sales.queue-meta.xml': xml(
      'Queue',
      '<name>Sales</name><queueSobject><sobjectType>Lead</sobjectType></queueSobject>',
    ),
    'assignmentRules/Lead.assignmentRules-meta.xml': xml('AssignmentRules', LEAD_RULE),
  });
  const publicKeyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  org = await startTestOrg({ projectDir, users: [], clients: [{ clientId: OPEN_CLIENT_ID, publicKeyPem }] });
  token = await signIn(org, { iss: OPEN_CLIENT_ID, sub: ADMIN });
});
after(async () => {
  await org.close();
  await rm(projectDir, { recursive: true });
});

const LEAD = { LastName: 'Test', Company: 'Test' };
const isQueued = (id: unknown) => String(org.org.store.get('Lead', String(id))?.['OwnerId']).startsWith('00G');

const HEADERS: readonly (readonly [says: string, headers: Record<string, string>, runs: boolean])[] = [
  ['no header', {}, true],
  ['TRUE', { 'Sforce-Auto-Assign': 'TRUE' }, true],
  ['false', { 'Sforce-Auto-Assign': 'false' }, false],
];
for (const [says, headers, runs] of HEADERS) {
  test(`a lead that REST creates with ${says} is ${runs ? 'assigned' : 'its creator’s'}`, async () => {
    const { body } = await rest(org, token, 'POST', '/sobjects/Lead', LEAD, headers);
    assert.equal(isQueued(body.id), runs);
    const { body: several } = await rest<{ id: string }[]>(
      org,
      token,
      'POST',
      '/composite/sobjects',
      { records: [{ attributes: { type: 'Lead' }, ...LEAD }] },
      headers,
    );
    assert.equal(isQueued(several[0]!.id), runs);
  });
}

test('a part of a composite request heeds its own header, not that of the whole', async () => {
  const parts = [{}, { httpHeaders: { 'sforce-auto-assign': 'FALSE' } }].map((more, index) => ({
    ...{ method: 'POST', url: '/services/data/v67.0/sobjects/Lead', referenceId: `lead${index}`, body: LEAD },
    ...more,
  }));
  const { body } = await rest<{ compositeResponse: { body: { id: string } }[] }>(
    org,
    token,
    'POST',
    '/composite',
    { compositeRequest: parts },
    { 'Sforce-Auto-Assign': 'FALSE' },
  );
  assert.deepEqual(
    body.compositeResponse.map((part) => isQueued(part.body.id)),
    [true, false],
  );
});
