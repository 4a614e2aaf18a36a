// Who owns a lead or case after assignment rules. Sources: Salesforce Help, "Set Up Assignment Rules"; REST API guide,
// "Assignment Rule Header"; Apex Developer Guide, "Setting DML Options".
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { apexClass, said, testOrg, xml, type Files, type TestOrg } from './test-org.ts';

const queue = (name: string, ...types: string[]): Files => ({
  [`queues/${name}.queue-meta.xml`]: xml(
    'Queue',
    `<name>${name}</name>${types.map((type) => `<queueSobject><sobjectType>${type}</sobjectType></queueSobject>`).join('')}`,
  ),
});
const to = (name: string, type = 'Queue') => `<assignedTo>${name}</assignedTo><assignedToType>${type}</assignedToType>`;
const where = (field: string, operation: string, value: string) =>
  `<criteriaItems><field>${field}</field><operation>${operation}</operation><value>${value}</value></criteriaItems>`;
const entry = (...parts: string[]) => `<ruleEntry>${parts.join('')}</ruleEntry>`;
const rule = (name: string, active: boolean, ...entries: string[]) =>
  `<assignmentRule><fullName>${name}</fullName><active>${active}</active>${entries.join('')}</assignmentRule>`;
const rules = (object: string, ...each: string[]): Files => ({
  [`assignmentRules/${object}.assignmentRules-meta.xml`]: xml('AssignmentRules', each.join('')),
});

const QUEUES: Files = {
  ...queue('East', 'Lead'),
  ...queue('West', 'Lead'),
  ...queue('Rest', 'Lead', 'Case'),
  ...queue('Urgent', 'Case'),
};
const FILES: Files = {
  ...QUEUES,
  ...rules(
    'Lead',
    rule(
      'By region',
      true,
      entry(
        to('East'),
        where('Lead.State', 'startsWith', '東京,北海'),
        where('Lead.State', 'equals', 'Tokyo'),
        '<booleanFilter>1 OR 2</booleanFilter>',
      ),
      entry(
        to('admin@local-org.test', 'User'),
        '<formula>AND(ISPICKVAL(LeadSource, "Web"), State = "Osaka")</formula>',
      ),
      entry(where('Lead.Company', 'equals', 'Keep')),
      entry(to('West'), where('Lead.State', 'startsWith', '大阪,Osaka')),
      entry(to('Rest'), where('Lead.State', 'notEqual', 'Nowhere')),
    ),
    rule('Idle', false, entry(to('Rest'))),
  ),
  ...rules('Case', rule('Cases', true, entry(to('Urgent'), where('Case.Priority', 'equals', 'High')))),
  ...apexClass(
    'Leads',
    `public class Leads {
      public static void add(Boolean useRule) {
        Lead made = new Lead(LastName = 'A', Company = 'C', State = '東京都');
        if (useRule) {
          Database.DMLOptions options = new Database.DMLOptions();
          options.assignmentRuleHeader.useDefaultRule = true;
          made.setOptions(options);
        }
        insert made;
      }
      public static void addBy(String ruleName) {
        Database.DMLOptions options = new Database.DMLOptions();
        options.assignmentRuleHeader.assignmentRuleId = [SELECT Id FROM AssignmentRule WHERE Name = :ruleName].Id;
        Database.insert(new List<Lead>{ new Lead(LastName = 'B', Company = 'C', State = '東京都') }, options);
      }
    }`,
  ),
};

let org: TestOrg;
before(async () => {
  org = await testOrg(FILES);
});

const ownerOf = (id: string) => {
  const ownerId = String(org.row(id)['OwnerId']);
  return String(org.store.get('Group', ownerId)?.['Name'] ?? org.store.get('User', ownerId)?.['Username']);
};
const ME = 'admin@local-org.test';

/** Saves as a client does that asks for a rule. */
function save(
  operation: 'insert' | 'update',
  type: string,
  values: Record<string, unknown>,
  assignmentRule = 'active',
) {
  const { id, ...rest } = values;
  const [result] = org.transact(org.root, (tx) =>
    org.save(tx, {
      operation,
      records: [{ type, values: rest, ...(typeof id === 'string' && { id }), assignmentRule }],
      allOrNone: true,
      access: 'user',
    }),
  );
  assert.equal(said(result), 'ok');
  return result!.id!;
}
const lead = (values: Record<string, unknown>, rule?: string) =>
  save('insert', 'Lead', { LastName: 'Test', Company: 'Test', ...values }, rule);

describe('a lead that is saved with the active assignment rule', () => {
  const owners: readonly (readonly [what: string, values: Record<string, unknown>, owner: string])[] = [
    ['goes by criteria, any of several values', { State: '北海道' }, 'East'],
    ['goes by criteria joined by OR', { State: 'tokyo' }, 'East'],
    ['goes by a formula, to a user', { State: 'Osaka', LeadSource: 'Web' }, ME],
    ['goes to the first entry that fits, in order', { State: 'Osaka' }, 'West'],
    ['keeps its owner where the entry names none', { State: '大阪府', Company: 'Keep' }, ME],
    ['goes to the entry that takes all others', {}, 'Rest'],
    ['goes to the default owner where no entry fits', { State: 'Nowhere' }, ME],
  ];
  for (const [what, values, owner] of owners) {
    it(what, () => assert.equal(ownerOf(lead(values)), owner));
  }

  it('goes there whatever owner the request named', () => {
    assert.equal(ownerOf(lead({ State: 'Tokyo', OwnerId: org.root.userId })), 'East');
  });

  it('goes elsewhere when an update asks for the rule again', () => {
    const id = lead({ State: 'Tokyo' });
    save('update', 'Lead', { id, State: '大阪府' });
    assert.equal(ownerOf(id), 'West');
  });

  it('goes by the rule of the id that the request names, active or not', () => {
    const [idle] = org.store.find('AssignmentRule', 'Name', 'Idle');
    assert.equal(ownerOf(lead({ State: 'Tokyo' }, String(idle!['Id']))), 'Rest');
    assert.throws(() => lead({}, 'nonsense'), /malformed id/);
  });
});

it('a save that asks for no rule leaves the owner', () => {
  const [id] = org.insert('Lead', { LastName: 'Test', Company: 'Test', State: 'Tokyo' });
  assert.equal(ownerOf(id!), ME);
});

it('cases go by their own rules', () => {
  assert.equal(ownerOf(save('insert', 'Case', { Subject: 'A', Priority: 'High' })), 'Urgent');
  assert.equal(ownerOf(save('insert', 'Case', { Subject: 'A', Priority: 'Low' })), ME);
});

describe('Apex', () => {
  const owners = (source: string) => {
    const before = new Set([...org.store.all('Lead')].map((row) => row['Id']));
    org.transact(org.root, (tx) => org.apex.runAnonymous(tx, source));
    const made = [...org.store.all('Lead')].filter((row) => !before.has(row['Id']));
    return made.map((row) => ownerOf(String(row['Id'])));
  };
  it('asks for the active rule by the options of the record', () => {
    assert.deepEqual(owners('Leads.add(true);'), ['East']);
  });
  it('asks for no rule without options', () => assert.deepEqual(owners('Leads.add(false);'), [ME]));
  it('names a rule by id in the options of the statement', () => {
    assert.deepEqual(owners("Leads.addBy('Idle');"), ['Rest']);
  });
});

describe('a project is refused whose rule', () => {
  const refused: readonly (readonly [what: string, entry: string, complaint: RegExp])[] = [
    ['names a queue that is not there', entry(to('North')), /queue North does not exist/],
    ['names a queue of other records', entry(to('Urgent')), /queue Urgent is not for Lead/],
    ['names a user that is not there', entry(to('nobody@example.test', 'User')), /user nobody@example.test/],
    ['asks for a field that is not there', entry(to('East'), where('Lead.Size', 'equals', '1')), /Lead\.Size/],
  ];
  for (const [what, text, complaint] of refused) {
    it(what, async () => {
      await assert.rejects(testOrg({ ...QUEUES, ...rules('Lead', rule('Wrong', true, text)) }), complaint);
    });
  }
});
