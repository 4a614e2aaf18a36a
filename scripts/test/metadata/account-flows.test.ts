// What follows when an agent records an eligibility or an ID result.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { AGENT, demoOrg, NOW, type DemoOrg } from './demo-org.ts';

let demo: DemoOrg;
const id = (name: string) => demo.ids.get(name)!;
const account = (name: string) => demo.row('Account', id(`Account${name}`));
const setResult = (name: string, result: string) =>
  demo.update(AGENT, 'Account', id(`Account${name}`), { Internet_Eligibility__c: result });

beforeEach(async () => {
  demo = await demoOrg();
});

for (const [result, stage] of [
  ['Home 1G', 'Ready'],
  ['Apartment 100M', 'Ready'],
  ['Not Eligible', 'Void'],
] as const) {
  test(`${result} marks the check as done, moves the opportunity to ${stage} and closes the case`, () => {
    assert.equal(setResult('Kamei', result), 'ok');
    assert.equal(account('Kamei').Internet_Eligibility_Status__c, 'Checked');
    assert.equal(account('Kamei').Internet_Eligibility_Checked_Date_Time__c, NOW);
    assert.equal(demo.row('Opportunity', id('OpportunityKameiInternet')).StageName, stage);
    assert.equal(demo.row('Case', id('CaseEligibilityKamei')).Status, 'Closed');
  });
}

test('other customers, other cases and opportunities about SIM or VPN stay as they are', () => {
  const sim = demo.insert(AGENT, 'Opportunity', {
    Name: 'SIM',
    AccountId: id('AccountHinagata'),
    StageName: 'Introduction',
    CloseDate: '2026-12-31',
    CommodityType__c: 'SIM',
  });
  assert.equal(setResult('Hinagata', 'Apartment 1G'), 'ok');
  assert.equal(demo.row('Opportunity', sim.id).StageName, 'Introduction');
  assert.equal(demo.row('Case', id('CaseIdHinagata')).Status, 'New');
  assert.equal(demo.row('Opportunity', id('OpportunityKameiInternet')).StageName, 'Introduction');
  assert.equal(demo.row('Case', id('CaseEligibilityKamei')).Status, 'New');
});

test('an opportunity without a commodity type counts as one about internet', () => {
  demo.update(AGENT, 'Opportunity', id('OpportunityKameiInternet'), { CommodityType__c: null });
  assert.equal(setResult('Kamei', 'Home 1G'), 'ok');
  assert.equal(demo.row('Opportunity', id('OpportunityKameiInternet')).StageName, 'Ready');
});

test('an opportunity that is past its introduction keeps its stage when the result is corrected', () => {
  assert.equal(setResult('Mihon', 'Apartment 1G'), 'ok');
  assert.equal(demo.row('Opportunity', id('OpportunityMihonInternet')).StageName, 'Post Processing');
});

test('an account that is imported as checked keeps the time of its check', () => {
  assert.equal(account('Mihon').Internet_Eligibility_Checked_Date_Time__c, '2026-11-10T02:30:00.000Z');
});

test('Verified stamps the time and clears the rejection message', () => {
  const verify = (status: string, message?: string) =>
    demo.update(AGENT, 'Account', id('AccountHinagata'), {
      Id_Verification_Status__c: status,
      ...(message && { Id_Verification_Rejection_Message__c: message }),
    });
  assert.equal(verify('Rejected', 'The picture is blurred. Please send another.'), 'ok');
  assert.equal(verify('Verified'), 'ok');
  assert.equal(account('Hinagata').Id_Verification_Verified_Date_Time__c, NOW);
  assert.equal(account('Hinagata').Id_Verification_Rejection_Message__c, null);
});

test('Rejected without a message is refused at the message', () => {
  const said = demo.update(AGENT, 'Account', id('AccountHinagata'), { Id_Verification_Status__c: 'Rejected' });
  assert.match(said, /Write the reason for the customer in ID Rejection Message before you reject\./);
  assert.match(said, /\[Id_Verification_Rejection_Message__c\]$/);
  assert.equal(account('Hinagata').Id_Verification_Status__c, 'Pending');
});

test('a message is not taken away from a rejected customer', () => {
  const hinagata = id('AccountHinagata');
  demo.update(AGENT, 'Account', hinagata, {
    Id_Verification_Status__c: 'Rejected',
    Id_Verification_Rejection_Message__c: 'Blurred.',
  });
  assert.notEqual(demo.update(AGENT, 'Account', hinagata, { Id_Verification_Rejection_Message__c: null }), 'ok');
});

test('a WHMCS account id that is no number is refused', () => {
  const said = demo.update(AGENT, 'Account', id('AccountMihon'), { WH_Account__c: 'C-12' });
  assert.match(said, /FIELD_CUSTOM_VALIDATION_EXCEPTION The WHMCS Account ID holds digits only\./);
});
