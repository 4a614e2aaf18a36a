// What the console draws of a project's record page. Sources: Salesforce Help, "Dynamic Lightning Pages"; Metadata API Developer
// Guide, "FlexiPage", "Layout".
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { parseXml } from '../../../src/salesforce/metadata/xml.ts';
import type { Value } from '../../../src/salesforce/schema/schema.ts';
import { editPage } from '../../../src/salesforce/ui/edit-page.ts';
import { recordPage } from '../../../src/salesforce/ui/record-page.ts';
import { readRecord } from '../../../src/salesforce/ui/records.ts';
import { relatedListsOf } from '../../../src/salesforce/ui/related-lists.ts';
import { compileVisibility } from '../../../src/salesforce/ui/visibility.ts';
import { testOrg, THINGS, xml, type TestOrg } from '../dml/test-org.ts';

const criterion = (field: string, operator: string, value?: string) =>
  `<criteria><leftValue>{!Record.${field}}</leftValue><operator>${operator}</operator>` +
  `${value === undefined ? '' : `<rightValue>${value}</rightValue>`}</criteria>`;
const visibility = (body: string) =>
  compileVisibility(parseXml(`<visibilityRule>${body}</visibilityRule>`, 'page.flexipage-meta.xml'));

describe('a part of a page is shown', () => {
  const record = new Map<string, string | number | boolean | null>([
    ['Name', 'Lamp'],
    ['Price__c', 12.5],
    ['On__c', true],
    ['Short__c', null],
  ]);
  const cases: readonly (readonly [what: string, rule: string, shown: boolean])[] = [
    ['while a field is not blank', criterion('Name', 'NE'), true],
    ['while a field is blank', criterion('Short__c', 'EQUAL'), true],
    ['not while a blank field is to hold something', criterion('Short__c', 'NE'), false],
    ['for a value', criterion('Name', 'EQUAL', 'Lamp'), true],
    ['for a ticked box', criterion('On__c', 'EQUAL', 'true'), true],
    ['for text within, in any case', criterion('Name', 'CONTAINS', 'LAM'), true],
    ['for amounts from a limit on', criterion('Price__c', 'GE', '12.5'), true],
    ['not below it', criterion('Price__c', 'LT', '12.5'), false],
    ['not for a blank amount', criterion('Short__c', 'LE', '5'), false],
    ['when all criteria hold', criterion('Name', 'NE') + criterion('Price__c', 'GT', '20'), false],
    [
      'when its logic holds',
      `<booleanFilter>1 OR 2</booleanFilter>${criterion('Name', 'NE')}${criterion('Price__c', 'GT', '20')}`,
      true,
    ],
  ];
  for (const [what, rule, shown] of cases) it(what, () => assert.equal(visibility(rule)(record), shown));

  it('always, without a rule', () => assert.equal(compileVisibility(undefined)(record), true));

  it('never by what the console does not know: that is refused', () => {
    const byUser = '<criteria><leftValue>{!$User.Title}</leftValue><operator>NE</operator></criteria>';
    assert.throws(() => visibility(byUser), /page\.flexipage-meta\.xml:1: .*\$User\.Title/);
    assert.throws(() => visibility(criterion('Name', 'LIKE', 'x')), /no operator LIKE/);
  });
});

const LAYOUT =
  '<layoutSections><label>Thing</label><layoutColumns><layoutItems><field>Name</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>' +
  '<relatedLists><fields>Color__c</fields><fields>SIZE.OF_IT</fields><relatedList>Thing__c.Friend__c</relatedList></relatedLists>';

describe('the related lists of a record', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg({ ...THINGS, 'layouts/Thing__c-Thing Layout.layout-meta.xml': xml('Layout', LAYOUT) });
  });
  const thing = (values: Record<string, string> = {}) => org.insert('Thing__c', { Required__c: 'x', ...values })[0]!;
  const listsOf = (id: string) => relatedListsOf(org, org.root, readRecord(org, org.root, id));

  it('are those of its layout, also when they are empty, with its columns', () => {
    const [list, ...others] = listsOf(thing());
    assert.deepEqual([list!.label, list!.columns.map(({ name }) => name), list!.rows], ['Things', ['Color__c'], []]);
    assert.deepEqual(others, []);
  });

  it('name the columns that the console cannot show', () => {
    const id = thing();
    const shell = { user: org.root, users: [], tabs: [], path: '/' };
    const { markup } = recordPage(org, shell, readRecord(org, org.root, id), listsOf(id));
    assert.match(markup, /Not shown here: SIZE\.OF_IT/);
  });

  it('are followed by what else points to it', () => {
    const id = thing();
    org.insert('Part__c', { Thing__c: id });
    thing({ Friend__c: id });
    assert.deepEqual(
      listsOf(id).map(({ label, rows }) => [label, rows.length]),
      [
        ['Things', 1],
        ['Parts', 1],
      ],
    );
  });

  it('show files by their titles', () => {
    const id = thing();
    const version = org.insert('ContentVersion', {
      Title: 'router',
      PathOnClient: 'router.png',
      VersionData: 'aGk=',
    })[0]!;
    const document = String(org.store.get('ContentVersion', version)!['ContentDocumentId']);
    org.insert('ContentDocumentLink', { ContentDocumentId: document, LinkedEntityId: id, ShareType: 'V' });
    const shell = { user: org.root, users: [], tabs: [], path: '/' };
    const { markup } = recordPage(org, shell, readRecord(org, org.root, id), listsOf(id));
    assert.match(markup.replace(/<[^>]*>/g, ''), /^\s*router\s*$/m);
  });
});

it('the form of a case comment asks for the words and who may see them, not for who writes', async () => {
  const org = await testOrg(THINGS);
  const shell = { user: org.root, users: [], tabs: [], path: '/' };
  const draft = { id: null, title: '', values: new Map<string, Value>(), errors: [] };
  const { markup } = editPage(org, shell, org.schema.type('CaseComment')!, draft);
  const asked = [...markup.matchAll(/id="f-(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(asked, ['ParentId', 'IsPublished', 'CommentBody']);
});
