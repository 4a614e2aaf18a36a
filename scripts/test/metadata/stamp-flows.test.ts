// Times that the customer's notifications and threads show: who gave a case its status and when, when an ID was rejected, when an
// order was cancelled.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { AGENT, demoOrg, NOW, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
const id = (name: string) => demo.ids.get(name)!;

beforeEach(async () => {
  demo = await demoOrg();
});

test('a case remembers when and by whom it got its status, and other changes leave that alone', () => {
  const { id: caseId } = demo.insert(AGENT, 'Case', { Subject: 'Slow line', AccountId: id('AccountMihon') });
  const stamp = () => {
    const { Status_Changed_Date_Time__c: at, Status_Changed_By__c: by } = demo.row('Case', caseId);
    return [at, by];
  };
  const { userId } = demo.user(AGENT);
  assert.deepEqual(stamp(), [NOW, userId]);

  const other = 'agent.lee@portway.example.test';
  assert.equal(demo.update(other, 'Case', caseId, { Subject: 'Very slow line' }), 'ok');
  assert.deepEqual(stamp(), [NOW, userId]);
  assert.equal(demo.update(other, 'Case', caseId, { Status: 'Awaiting Customer' }), 'ok');
  assert.deepEqual(stamp(), [NOW, demo.user(other).userId]);
});

test('a rejected ID has a time, and one that is verified or only pending has none', () => {
  const rejectedAt = () => demo.row('Account', id('AccountHinagata')).Id_Verification_Rejected_Date_Time__c;
  assert.equal(rejectedAt(), null);
  const refusal = demo.update(AGENT, 'Account', id('AccountHinagata'), { Id_Verification_Status__c: 'Rejected' });
  assert.match(refusal, /ID Rejection Message/);
  assert.equal(rejectedAt(), null);
  const rejection = {
    Id_Verification_Status__c: 'Rejected',
    Id_Verification_Rejection_Message__c: 'The photograph is dark.',
  };
  assert.equal(demo.update(AGENT, 'Account', id('AccountHinagata'), rejection), 'ok');
  assert.equal(rejectedAt(), NOW);
  assert.equal(demo.row('Account', id('AccountMihon')).Id_Verification_Rejected_Date_Time__c, null);
});

test('a cancelled order has a time, and no other status sets it', () => {
  const [order] = demo.rows('Order').filter(({ Status: status }) => status === 'Pending Review');
  const orderId = String(order!.Id);
  assert.equal(order!.Cancelled_Date_Time__c, null);
  assert.equal(demo.update(AGENT, 'Order', orderId, { Status: 'Cancelled' }), 'ok');
  assert.equal(demo.row('Order', orderId).Cancelled_Date_Time__c, NOW);
});
