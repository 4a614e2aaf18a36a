// What the payload of each event asks for.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topicNamed } from '../../src/events/topics.ts';

const { path, requestIn } = topicNamed('BillingRefreshRequested__e');
const OPPORTUNITY = '0065g00000AbCdEAAV';
const ACCOUNT = '0015g00000AbCdEAAV';

describe('a request to refresh', () => {
  it('comes by its own topic', () => assert.equal(path, '/event/BillingRefreshRequested__e'));

  it('asks for the stock of an opportunity’s products', () => {
    const payload = {
      Kind__c: 'Availability',
      RecordId__c: OPPORTUNITY.slice(0, 15),
      CorrelationId__c: '相関',
      RequestedBy__c: 'sato@example.test',
    };
    assert.deepEqual(requestIn(payload, 'e1'), {
      orderId: null,
      idempotencyKey: 'event:e1',
      correlationId: '相関',
      requestedBy: 'sato@example.test',
      work: { kind: 'availability', recordId: OPPORTUNITY },
    });
  });

  it('asks for the invoices of an account', () => {
    const { work } = requestIn({ Kind__c: 'Invoices', RecordId__c: ACCOUNT }, 'e1');
    assert.deepEqual(work, { kind: 'account-invoices', recordId: ACCOUNT });
  });

  const UNUSABLE: readonly [payload: Record<string, string>, problem: RegExp][] = [
    [{ RecordId__c: OPPORTUNITY }, /^Kind__c ‘’ is not known here; known: Availability, Invoices$/],
    [{ Kind__c: 'constructor', RecordId__c: OPPORTUNITY }, /^Kind__c ‘constructor’ is not known/],
    [{ Kind__c: 'Availability' }, /^RecordId__c ‘’ is not a Salesforce record id$/],
    [{ Kind__c: 'Availability', RecordId__c: `${OPPORTUNITY}'` }, /is not a Salesforce record id$/],
    [{ Kind__c: 'Availability', RecordId__c: ACCOUNT }, /is the id of something else than an Opportunity$/],
    [{ Kind__c: 'Invoices', RecordId__c: OPPORTUNITY }, /is the id of something else than an Account$/],
  ];
  for (const [payload, problem] of UNUSABLE) {
    it(`is no use as ${JSON.stringify(payload)}`, () => {
      const request = requestIn(payload, 'e1');
      assert.match(request.problem!, problem);
      assert.equal(request.work, undefined);
    });
  }
});
