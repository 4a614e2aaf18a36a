// Faults planted in the site and what belongs to it, each alone; the check must name the file, the line and what is wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkGrants } from '../../check/apex/grants.ts';
import type { CheckResult, Finding } from '../../check/finding.ts';
import { checkSites } from '../../check/site.ts';
import { readSourceTree, type SourceTree } from '../../check/source-tree.ts';
import { copyProject, SOURCE, type Copy } from './planted.ts';

interface Fault {
  readonly title: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** Text on the line that must be named; the planted text when left out. */
  readonly at?: string;
  readonly says: RegExp;
}

const BUNDLE = 'digitalExperiences/site/Customer_Portal1';
const ROUTE = `${BUNDLE}/sfdc_cms__route/Orders__c/content.json`;
const VIEW = `${BUNDLE}/sfdc_cms__view/Orders/content.json`;
const NETWORK = 'networks/Customer Portal.network-meta.xml';
const CONFIG = 'digitalExperienceConfigs/Customer_Portal1.digitalExperienceConfig-meta.xml';
const MENU = 'navigationMenus/Customer_Portal.navigationMenu-meta.xml';
const LIST = 'lwc/orderList/orderList.js-meta.xml';

const FAULTS: readonly Fault[] = [
  {
    title: 'content that is no JSON',
    file: ROUTE,
    from: '"title": "Orders",',
    to: '"title": "Orders"',
    at: '{',
    says: /is no JSON/,
  },
  {
    title: 'a route without its view',
    file: ROUTE,
    from: '"activeViewId": "Orders"',
    to: '"activeViewId": "Order"',
    says: /there is no view Order$/,
  },
  {
    title: 'a route of another type than its view',
    file: ROUTE,
    from: '"routeType": "custom-orders"',
    to: '"routeType": "custom-order-list"',
    says: /is custom-order-list, but its view is custom-orders/,
  },
  {
    title: 'two pages at one address',
    file: ROUTE,
    from: '"urlPrefix": "orders"',
    to: '"urlPrefix": "Knowledge"',
    says: /Orders__c is at the address Knowledge, as Knowledge__c does/,
  },
  {
    title: 'access of no known kind',
    file: ROUTE,
    from: '"pageAccess": "RequiresLogin"',
    to: '"pageAccess": "Private"',
    says: /pageAccess is Private/,
  },
  {
    title: 'a link to a page that is not there',
    file: 'lwc/pages/pages.ts',
    from: "shop: 'Shop__c'",
    to: "shop: 'Shops__c'",
    says: /there is no route Shops__c/,
  },
  {
    title: 'a layout that the theme lacks',
    file: VIEW,
    from: '"themeLayoutType": "Inner"',
    to: '"themeLayoutType": "Outer"',
    says: /no layout of the type Outer/,
  },
  {
    title: 'an id that is no UUID of version 4',
    file: VIEW,
    from: /"id": "[0-9a-f-]{36}",\n( +)"name": "content"/,
    to: '"id": "00000000-0000-1000-8000-000000000000",\n "name": "content"',
    at: '"id": "00000000-0000-1000',
    says: /no lower-case UUID of version 4/,
  },
  {
    title: 'a section that is not its configuration’s',
    file: VIEW,
    from: /sectionConfig": "\{\\"UUID\\":\\"[0-9a-f-]{36}/,
    to: 'sectionConfig": "{\\"UUID\\":\\"77777777-0cca-4074-8fbb-d2088d56af3a',
    at: '"sectionConfig"',
    says: /not of the section’s id/,
  },
  {
    title: 'columns that do not fill a section',
    file: VIEW,
    from: '\\"columnWidth\\":\\"12\\"',
    to: '\\"columnWidth\\":\\"6\\"',
    says: /6 wide together, not 12/,
  },
  {
    title: 'a page that cannot have a title',
    file: VIEW,
    from: '"definition": "community_builder:seoAssistant"',
    to: '"definition": "community_builder:htmlEditor"',
    at: '{\n          "children": [\n            {\n              "attributes": {\n                "customHeadTags"',
    says: /holds no community_builder:seoAssistant/,
  },
  {
    title: 'a page with an empty title',
    file: VIEW,
    from: '"pageTitle": "Orders"',
    to: '"pageTitle": ""',
    at: '{\n              "attributes": {\n                "customHeadTags"',
    says: /no title/,
  },
  {
    title: 'a component outside of a section',
    file: VIEW,
    from: '"definition": "community_layout:section"',
    to: '"definition": "community_layout:accordion"',
    at: '{\n              "attributes": {\n                "backgroundImageConfig"',
    says: /stands outside of a section|accordion/,
  },
  {
    title: 'a component that is not there',
    file: VIEW,
    from: '"c:orderList"',
    to: '"c:ordersList"',
    says: /no Lightning web component c:ordersList/,
  },
  {
    title: 'an attribute that the component does not offer',
    file: VIEW,
    from: /"attributes": \{\s+"dxpStyle": \{\}\s+\},\s+"definition": "c:orderList"/,
    to: '"attributes": { "dxpStyle": {}, "rows": "5" }, "definition": "c:orderList"',
    at: '"rows": "5"',
    says: /c:orderList offers no property rows/,
  },
  {
    title: 'a site of another address than its network',
    file: NETWORK,
    from: '<urlPathPrefix>customervforcesite',
    to: '<urlPathPrefix>customer',
    says: /urlPathPrefix is customer, not customervforcesite/,
  },
  {
    title: 'a network of a site that is not there',
    file: NETWORK,
    from: '<site>Customer_Portal<',
    to: '<site>Customer_Portals<',
    says: /no CustomSite Customer_Portals/,
  },
  {
    title: 'members by a permission set that is not there',
    file: NETWORK,
    from: '<permissionSet>Customer_Portal_User',
    to: '<permissionSet>Customer_Portal_Users',
    says: /no permission set Customer_Portal_Users/,
  },
  {
    title: 'a configuration with another label',
    file: CONFIG,
    from: '<label>Customer Portal',
    to: '<label>Customers',
    says: /not the Network’s name, Customer Portal/,
  },
  {
    title: 'a menu item that leads nowhere',
    file: MENU,
    from: '<target>/orders',
    to: '<target>/order-list',
    says: /no page is at \/order-list/,
  },
];

/** Found in another file than where it was planted: what is wrong is at the other end. */
const ELSEWHERE: readonly (Omit<Fault, 'at'> & { readonly named: string; readonly at: string })[] = [
  {
    title: 'a page that nothing leads to',
    file: 'lwc/pages/pages.ts',
    from: "  identity: 'Identity__c',\n",
    to: '',
    named: `${BUNDLE}/sfdc_cms__route/Identity__c/content.json`,
    at: '{',
    says: /nothing leads to Identity__c/,
  },
  {
    title: 'a component that is not exposed',
    file: LIST,
    from: '<isExposed>true',
    to: '<isExposed>false',
    named: VIEW,
    at: '"c:orderList"',
    says: /c:orderList is not exposed/,
  },
  {
    title: 'a component that is not meant for pages',
    file: LIST,
    from: '        <target>lightningCommunity__Default</target>\n',
    to: '',
    named: VIEW,
    at: '"c:orderList"',
    says: /does not have the target lightningCommunity__Default/,
  },
  {
    title: 'an id that another page has',
    file: VIEW,
    from: /"id": "[0-9a-f-]{36}",\n( +)"name": "content"/,
    to: '"id": "31f666f2-98ba-478b-ac12-2d5d1c78d919",\n "name": "content"',
    named: VIEW,
    at: '"id": "31f666f2-98ba-478b-ac12-2d5d1c78d919"',
    says: /stands at .*portalLayout\/content\.json:\d+ already/,
  },
];

let copy: Copy;
before(async () => {
  copy = await copyProject();
});
after(() => copy.remove());

type Check = (tree: SourceTree) => CheckResult | Promise<CheckResult>;

async function assertFinds(check: Check, file: string, line: number, says: RegExp): Promise<void> {
  const { findings } = await check(readSourceTree(copy.root));
  const isIt = (finding: Finding): boolean =>
    finding.file === `${SOURCE}/${file}` && finding.line === line && says.test(finding.what);
  assert.ok(findings.some(isIt), `${file}:${line}: ${JSON.stringify(findings)}`);
}

for (const { title, file, from, to, at, says } of FAULTS) {
  test(`the site’s check finds ${title}`, async () => {
    await using _ = await copy.edit(file, from, to);
    await assertFinds(checkSites, file, await copy.lineOf(file, at ?? to), says);
  });
}

for (const { title, file, from, to, named, at, says } of ELSEWHERE) {
  test(`the site’s check finds ${title}`, async () => {
    await using _ = await copy.edit(file, from, to);
    await assertFinds(checkSites, named, await copy.lineOf(named, at), says);
  });
}

test('a site without a page that it needs is told so', async () => {
  await using _ = await copy.edit(
    `${BUNDLE}/sfdc_cms__route/Error/content.json`,
    '"routeType": "error"',
    '"routeType": "oops"',
  );
  await assertFinds(checkSites, BUNDLE, 1, /no route of the type error/);
});

test('a page for members that guests may see is named with the Apex that guests may not call', async () => {
  await using _ = await copy.edit(ROUTE, '"pageAccess": "RequiresLogin"', '"pageAccess": "Public"');
  const list = 'lwc/orderList/orderList.ts';
  await assertFinds(
    checkGrants,
    list,
    await copy.lineOf(list, '@salesforce/apex/Order'),
    /which Portal_Guest does not/,
  );
});

test('a menu that offers guests what they may not see is named', async () => {
  await using _ = await copy.edit(
    MENU,
    /<publiclyAvailable>false<\/publiclyAvailable>\s+<target>\/orders/,
    '<publiclyAvailable>true</publiclyAvailable>\n        <target>/orders',
  );
  const { findings } = checkSites(readSourceTree(copy.root));
  assert.ok(findings.some(({ what }) => /is offered to guests, but Orders__c asks them to sign in/.test(what)));
});

test('the project’s own site has none of these faults', () => {
  const tree = readSourceTree(copy.root);
  assert.deepEqual(checkSites(tree).findings, []);
  assert.deepEqual(checkGrants(tree).findings, []);
});
