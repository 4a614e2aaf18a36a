// A site says who its guest is; what guests make belongs to the owner that the site names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserSeed } from '../../../src/salesforce/security/user-seeds.ts';
import { testOrg, xml, type TestOrg } from '../dml/test-org.ts';

const seed = (username: string, profile: string): UserSeed => ({
  ...{ username, name: username, email: username, profile, permissionSets: [] },
  ...{ timeZone: 'UTC', locale: 'en_US', language: 'en_US' },
});

function orgWith(siteOwner: string): Promise<TestOrg> {
  const owner = `<siteGuestRecordDefaultOwner>${siteOwner}</siteGuestRecordDefaultOwner>`;
  return testOrg(
    { 'sites/Shop.site-meta.xml': xml('CustomSite', `<active>true</active><masterLabel>Shop</masterLabel>${owner}`) },
    { users: [seed('guest@x.example', 'Guest User'), seed('owner@x.example', 'Standard User')] },
  );
}

const ownerOfGuestsCase = (org: TestOrg): string => {
  const [result] = org.run('insert', [{ type: 'Case' }], { as: org.userByName('guest@x.example'), access: 'system' });
  return String(org.store.get('User', String(org.row(result!.id!)['OwnerId']))!['Username']);
};

test('what a guest makes belongs to the default owner of the site', async () => {
  const org = await orgWith('owner@x.example');
  const [site] = [...org.store.all('Site')];
  assert.equal(site!['GuestUserId'], org.userByName('guest@x.example').userId);
  assert.equal(ownerOfGuestsCase(org), 'owner@x.example');
});

test('without such an owner it belongs to the org’s administrator', async () => {
  assert.equal(ownerOfGuestsCase(await orgWith('nobody@x.example')), 'admin@local-org.test');
});
