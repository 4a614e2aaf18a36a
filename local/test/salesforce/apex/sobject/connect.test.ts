// Parts of the platform that answer a little: ConnectApi by whether the test sees all data, the menu of apps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runApexTests } from '../../../../src/salesforce/apex/testing/run-tests.ts';
import { apexClass, testOrg, xml } from '../../dml/test-org.ts';
import { failuresIn } from '../test-methods.ts';

test('ConnectApi fails in data siloed tests; where all data are seen, nobody follows anybody and the rest is refused', async () => {
  const org = await testOrg(
    apexClass(
      'FollowTest',
      `@IsTest private class FollowTest {
         @IsTest static void siloed() {
           try { ConnectApi.ChatterUsers.getFollowings(null, UserInfo.getUserId()); System.assert(false); }
           catch (UnsupportedOperationException e) {}
         }
         @IsTest(SeeAllData=true) static void all() {
           System.assertEquals(0, ConnectApi.ChatterUsers.getFollowings(null, UserInfo.getUserId()).total);
         }
         @IsTest(SeeAllData=true) static void refused() { ConnectApi.ChatterFeeds.deleteComment(null, 'x'); }
       }`,
    ),
  );
  const failed = runApexTests(org, { withCoverage: false }).methods.filter(({ verdict }) => verdict !== 'Pass');
  assert.deepEqual(
    failed.map(
      ({ methodName, message }) => `${methodName}: ${/ConnectApi\S+ is not supported/.exec(String(message))?.[0]}`,
    ),
    ['refused: ConnectApi.ChatterFeeds.deleteComment is not supported'],
  );
});

test('apps that are named come first in the menu', async () => {
  const app = (name: string) => ({
    [`applications/${name}.app-meta.xml`]: xml('CustomApplication', `<label>${name}</label><uiType>Lightning</uiType>`),
  });
  const failures = await failuresIn(
    `Map<String, Id> ids = new Map<String, Id>();
     for (AppMenuItem item : [SELECT Name, ApplicationId FROM AppMenuItem]) ids.put(item.Name, item.ApplicationId);
     AppLauncher.AppMenu.setOrgSortOrder(new List<Id>{ ids.get('Third'), ids.get('First') });
     List<String> names = new List<String>();
     for (AppMenuItem item : [SELECT Name FROM AppMenuItem ORDER BY SortOrder]) names.add(item.Name);
     System.assertEquals(new List<String>{ 'Third', 'First', 'Second' }, names);`,
    { ...app('First'), ...app('Second'), ...app('Third') },
  );
  assert.deepEqual(failures, []);
});
