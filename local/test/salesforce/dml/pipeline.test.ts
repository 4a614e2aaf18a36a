// Order of execution, partial success, transactions, locks, limits. Sources: reference/platform-behaviour.md §1 and §2.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { SalesforceError, type SaveChunk } from '../../../src/salesforce/dml/save.ts';
import { said, saveIn, testOrg, THINGS, type TestOrg } from './test-org.ts';

const thing = (values: Record<string, unknown> = {}) => ({ type: 'Thing__c', Required__c: 'x', ...values });
const codes = (results: readonly { errors: readonly { statusCode: string }[] }[]) =>
  results.map((result) => result.errors[0]?.statusCode ?? 'ok');

describe('automation in a save', () => {
  let org: TestOrg;
  let steps: string[];
  before(async () => {
    org = await testOrg(THINGS);
    const note = (step: string) => (chunk: SaveChunk) =>
      void steps.push(`${step} ${chunk.operation} ${chunk.records.length}`);
    org.addAutomation({
      beforeSaveFlows(chunk) {
        note('beforeSaveFlows')(chunk);
        for (const record of chunk.records) {
          if (record.values['Short__c'] === 'stamp') record.values['Color__c'] = 'Green';
          if (record.values['Short__c'] === 'wrong') record.values['Color__c'] = 'Blue';
          if (record.values['Short__c'] === 'empty') record.values['Required__c'] = null;
        }
      },
      beforeTriggers: note('beforeTriggers'),
      afterTriggers: note('afterTriggers'),
      afterSaveFlows(chunk) {
        note('afterSaveFlows')(chunk);
        for (const record of chunk.records) {
          if (record.values['Short__c'] === 'again')
            saveIn(org, chunk.tx, 'update', [{ type: 'Thing__c', id: record.id!, Short__c: 'twice' }], {
              access: 'system',
            });
          if (record.values['Short__c'] === 'deep')
            saveIn(org, chunk.tx, 'insert', [thing({ Short__c: 'deep' })], { access: 'system' }).forEach((result) =>
              record.errors.push(...result.errors),
            );
          if (record.values['Short__c'] === 'late')
            record.errors.push({ statusCode: 'CUSTOM', message: 'late', fields: [] });
          if (record.values['Short__c'] === 'throw')
            throw new SalesforceError('CANNOT_EXECUTE_FLOW_TRIGGER', 'it failed');
        }
      },
    });
  });
  const run: TestOrg['run'] = (...args) => {
    steps = [];
    return org.run(...args);
  };

  it('runs before-save flows, before triggers, after triggers and after-save flows once per chunk of 200', () => {
    run(
      'insert',
      Array.from({ length: 201 }, () => thing()),
    );
    const one = ['beforeSaveFlows', 'beforeTriggers', 'afterTriggers', 'afterSaveFlows'];
    assert.deepEqual(steps, [...one.map((step) => `${step} insert 200`), ...one.map((step) => `${step} insert 1`)]);
  });

  it('saves what a before-save flow sets, and checks it as if it had been sent', () => {
    const results = run('insert', [
      thing({ Short__c: 'stamp' }),
      thing({ Short__c: 'wrong' }),
      thing({ Short__c: 'empty' }),
    ]);
    assert.deepEqual(codes(results), ['ok', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'REQUIRED_FIELD_MISSING']);
    assert.equal(org.row(results[0]!.id!)['Color__c'], 'Green');
  });

  it('shows automation only the records that pass the early checks', () => {
    run('insert', [thing(), thing({ Short__c: 'too long' })]);
    assert.equal(steps[0], 'beforeSaveFlows insert 1');
    assert.equal(steps.length, 4, 'an early refusal needs no second attempt');
  });

  it('skips after-save flows when a record is saved within its own save', () => {
    const [result] = run('insert', [thing({ Short__c: 'again' })]);
    assert.equal(org.row(result!.id!)['Short__c'], 'twice');
    assert.deepEqual(
      steps.filter((step) => step.includes('update')),
      ['beforeSaveFlows update 1', 'beforeTriggers update 1', 'afterTriggers update 1'],
    );
  });

  it('starts afresh without the records that failed late, and takes back what they did', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    const results = run('update', [
      { type: 'Thing__c', id: id!, Name: 'Changed' },
      { type: 'Thing__c', id: org.insert('Thing__c', { Required__c: 'x' })[0]!, Short__c: 'late' },
      { type: 'Thing__c', id: org.insert('Thing__c', { Required__c: 'x' })[0]!, Short__c: 'fine' },
    ]);
    assert.deepEqual(codes(results), ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'CUSTOM', 'ok']);
    assert.equal(org.row(results[2]!.id!)['Short__c'], 'fine');
    assert.equal(org.row(results[1]!.id!)['Short__c'], null);
    assert.deepEqual(
      steps.filter((step) => step.startsWith('beforeSave')),
      ['beforeSaveFlows update 3', 'beforeSaveFlows update 1'],
    );
  });

  it('gives up after three attempts', () => {
    let refusals = 0;
    const fickle = {
      afterTriggers: (chunk: SaveChunk) => {
        if (chunk.records.some((record) => record.values['Short__c'] === 'fckl') && refusals++ < 3)
          (chunk.records[0]!.errors as unknown[]).push({ statusCode: 'CUSTOM', message: 'no', fields: [] });
      },
    };
    org.addAutomation(fickle);
    const results = run(
      'insert',
      Array.from({ length: 5 }, () => thing({ Short__c: 'fckl' })),
    );
    assert.deepEqual(codes(results), ['CUSTOM', 'CUSTOM', 'CUSTOM', 'LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
    assert.match(said(results[3]), /Too many batch retries in the presence of Apex triggers and partial failures\./);
  });

  it('lets an error thrown by automation befall every record of the chunk', () => {
    const results = run('insert', [thing({ Short__c: 'throw' }), thing()]);
    assert.deepEqual(codes(results), ['CANNOT_EXECUTE_FLOW_TRIGGER', 'CANNOT_EXECUTE_FLOW_TRIGGER']);
  });

  it('refuses saves nested deeper than 16', () => {
    const before = [...org.store.all('Thing__c')].length;
    const [result] = run('insert', [thing({ Short__c: 'deep' })], { allOrNone: true });
    assert.match(said(result), /CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: maximum trigger depth exceeded/);
    assert.equal([...org.store.all('Thing__c')].length, before);
  });
});

describe('one request', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });

  it('all or none: lists every error, rolls the sound records back and says so', () => {
    const results = org.run(
      'insert',
      [thing({ Code__c: 'aon' }), thing({ Color__c: 'Blue' }), thing({ Required__c: null })],
      { allOrNone: true },
    );
    assert.deepEqual(codes(results), [
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'REQUIRED_FIELD_MISSING',
    ]);
    assert.deepEqual(org.store.find('Thing__c', 'Code__c', 'aon'), []);
  });

  it('partial: keeps the sound records', () => {
    const results = org.run('insert', [thing(), thing({ Color__c: 'Blue' })]);
    assert.deepEqual(codes(results), ['ok', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST']);
    assert.ok(org.row(results[0]!.id!));
  });

  it('takes mixed types in their order, at most ten runs of one type', () => {
    const account = { type: 'Account', Name: 'Mixed' };
    assert.deepEqual(codes(org.run('insert', [thing(), account, thing()])), ['ok', 'ok', 'ok']);
    const many = Array.from({ length: 6 }, () => [thing(), account]).flat();
    assert.throws(() => org.run('insert', many), /Cannot have more than 10 chunks in a single operation/);
  });

  it('updates one record several times in a row, but not a sixth time', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    const results = org.run(
      'update',
      Array.from({ length: 6 }, (_, index) => ({ type: 'Thing__c', id: id!, Price__c: index })),
    );
    assert.deepEqual(codes(results).slice(0, 5), Array(5).fill('ok'));
    assert.match(said(results[5]), /Maximum number of duplicate updates in one batch \(5 allowed\)/);
    assert.equal(org.row(id!)['Price__c'], 4);
  });

  it('names what is wrong with the id of an update', () => {
    const [gone] = org.insert('Thing__c', { Required__c: 'x' });
    org.run('delete', [{ type: 'Thing__c', id: gone! }]);
    const update = (id?: string) =>
      said(org.run('update', [{ type: 'Thing__c', ...(id ? { id } : {}), Short__c: 'a' }])[0]);
    assert.equal(update(), 'MISSING_ARGUMENT: Id not specified in an update call []');
    assert.equal(
      update('001Lo0000000001IAA'),
      'MALFORMED_ID: Record ID: id value of incorrect type: 001Lo0000000001IAA [Id]',
    );
    assert.equal(
      update(`${gone!.slice(0, 3)}Lo0000000zzz`),
      'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id [Id]',
    );
    assert.equal(update(gone), 'ENTITY_IS_DELETED: entity is deleted []');
  });

  it('refuses types that do not exist', () => {
    assert.throws(() => org.run('insert', [{ type: 'Nothing__c' }]), { errorCode: 'INVALID_TYPE' });
  });

  it('refuses objects that take no such operation', () => {
    assert.match(
      said(org.run('insert', [{ type: 'Profile', Name: 'x' }])[0]),
      /entity type cannot be inserted: Profile/,
    );
  });

  it('compares with the stored record in validation rules', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x', Name: 'One' });
    assert.equal(
      said(org.run('update', [{ type: 'Thing__c', id: id!, Name: 'Two' }])[0]),
      'FIELD_CUSTOM_VALIDATION_EXCEPTION: The name stays. []',
    );
    assert.equal(said(org.run('update', [{ type: 'Thing__c', id: id!, Name: 'One' }])[0]), 'ok');
  });

  it('stamps changes with the time of the transaction', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    org.advance(61_000);
    org.run('update', [{ type: 'Thing__c', id: id!, Short__c: 'b' }]);
    assert.equal(org.row(id!)['CreatedDate'], '2026-11-22T03:04:05.000Z');
    assert.equal(org.row(id!)['LastModifiedDate'], '2026-11-22T03:05:06.000Z');
    assert.equal(org.row(id!)['SystemModstamp'], '2026-11-22T03:05:06.000Z');
  });
});

describe('upsert by external id', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });
  const upsert = (externalIdField: string, ...records: Record<string, unknown>[]) =>
    org.run(
      'upsert',
      records.map((record) => thing(record)),
      { externalIdField },
    );

  it('inserts what is new and updates what matches', () => {
    const [first] = upsert('ext__c', { Ext__c: 'u1', Price__c: 1 });
    const [second, third] = upsert('Ext__c', { Ext__c: 'U1', Price__c: 2 }, { Ext__c: 'u2' });
    assert.deepEqual([first!.created, second!.created, third!.created], [true, false, true]);
    assert.equal(second!.id, first!.id);
    assert.equal(org.row(first!.id!)['Price__c'], 2);
  });

  it('refuses a missing value, a value sent twice, and a value that several records have', () => {
    org.insert('Thing__c', { Required__c: 'x', Code__c: 'same' }, { Required__c: 'x', Code__c: 'same' });
    const [missing, one, twice] = upsert('Code__c', {}, { Code__c: 'new' }, { Code__c: 'NEW' });
    assert.equal(said(missing), 'MISSING_ARGUMENT: Code__c not specified []');
    assert.equal(said(one), 'ok');
    assert.equal(said(twice), 'DUPLICATE_VALUE: Duplicate external id specified: NEW []');
    assert.match(
      said(upsert('Code__c', { Code__c: 'same' })[0]),
      /DUPLICATE_EXTERNAL_ID: Code__c: more than one record found for external id field: \[a\w+, a\w+\]/,
    );
  });

  it('refuses a field that is no external id', () => {
    assert.throws(() => upsert('Short__c', { Short__c: 'a' }), { errorCode: 'NOT_FOUND', httpStatus: 404 });
  });

  it('matches by id when no field is named', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    const results = org.run('upsert', [{ type: 'Thing__c', id: id!, Short__c: 'new' }, thing()]);
    assert.deepEqual(
      results.map(({ created }) => created),
      [false, true],
    );
  });
});

describe('a transaction', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });

  it('leaves nothing behind when the work throws, and gives no auto-number back', () => {
    const number = () =>
      Number(String(org.row(org.insert('Thing__c', { Required__c: 'x' })[0]!)['Number__c']).slice(-3));
    const first = number();
    assert.throws(() =>
      org.transact(org.root, (tx) => {
        saveIn(org, tx, 'insert', [thing({ Code__c: 'rolled' })]);
        throw new Error('stop');
      }),
    );
    assert.deepEqual(org.store.find('Thing__c', 'Code__c', 'rolled'), []);
    assert.equal(number(), first + 2);
  });

  it('is not begun within another', () => {
    assert.throws(() => org.transact(org.root, () => org.transact(org.root, () => 1)), /already running/);
    assert.equal(
      org.transact(org.root, () => 1),
      1,
    );
  });

  it('runs what waits for commit after it, in order, as transactions of their own', () => {
    const seen: string[] = [];
    org.transact(org.root, (tx) => {
      tx.afterCommit(() => void seen.push('one'));
      tx.afterCommit(() => org.transact(org.root, () => void seen.push('two')));
      seen.push('work');
    });
    assert.deepEqual(seen, ['work', 'one', 'two']);
  });

  it('stays committed when something after it goes wrong, and the rest that waits still runs', () => {
    const seen: string[] = [];
    const run = () =>
      org.transact(org.root, (tx) => {
        saveIn(org, tx, 'insert', [thing({ Code__c: 'stays' })]);
        tx.afterCommit(() => {
          throw new Error('a listener fails');
        });
        tx.afterCommit(() => void seen.push('rest'));
      });
    assert.throws(run, /a listener fails/);
    assert.deepEqual(seen, ['rest']);
    assert.equal(org.store.find('Thing__c', 'Code__c', 'stays').length, 1);
  });

  it('ends at 150 DML statements and 10,000 rows', () => {
    assert.throws(
      () => org.transact(org.root, (tx) => Array.from({ length: 151 }, () => saveIn(org, tx, 'insert', [thing()]))),
      { message: 'Too many DML statements: 151' },
    );
    assert.throws(
      () =>
        org.transact(org.root, (tx) =>
          saveIn(
            org,
            tx,
            'insert',
            Array.from({ length: 10_001 }, () => thing()),
          ),
        ),
      { message: 'Too many DML rows: 10001' },
    );
  });

  it('keeps nothing of a save that is refused as a whole', () => {
    const member = { type: 'GroupMember', GroupId: org.root.userId, UserOrGroupId: org.root.userId };
    org.transact(org.root, (tx) => {
      assert.throws(() => saveIn(org, tx, 'insert', [thing({ Code__c: 'half' }), member]), {
        errorCode: 'MIXED_DML_OPERATION',
      });
    });
    assert.deepEqual(org.store.find('Thing__c', 'Code__c', 'half'), []);
  });

  it('does not mix set-up and ordinary records', () => {
    const assignment = { type: 'GroupMember', GroupId: org.root.userId, UserOrGroupId: org.root.userId };
    assert.throws(
      () =>
        org.transact(org.root, (tx) => [saveIn(org, tx, 'insert', [thing()]), saveIn(org, tx, 'insert', [assignment])]),
      {
        errorCode: 'MIXED_DML_OPERATION',
        message: /non-setup object \(or vice versa\): GroupMember, original object: Thing__c/,
      },
    );
  });
});

describe('row locks', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });

  it('refuse a save as often as asked', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    org.locks.lock({ ids: [id!.slice(0, 15)], times: 1 });
    const update = () => said(org.run('update', [{ type: 'Thing__c', id: id!, Short__c: 'a' }])[0]);
    assert.equal(
      update(),
      `UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 1 records: ${id} []`,
    );
    assert.equal(update(), 'ok');
  });

  it('on a master refuse its details; on a type until a time', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    org.locks.lock({ type: 'thing__c', until: org.clock() + 1000 });
    const part = () => said(org.run('insert', [{ type: 'Part__c', Thing__c: id }])[0]);
    assert.match(part(), /^UNABLE_TO_LOCK_ROW/);
    org.advance(1000);
    assert.equal(part(), 'ok');
  });
});

describe('platform events', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });
  const published = (type: string) => org.log.after(type, 0n, 100).map((event) => event.payload['Text__c']);

  it('answer with the event id, and go out after commit', () => {
    const [result] = org.run('insert', [{ type: 'Later__e', Text__c: 'a' }]);
    assert.equal(result!.success, true);
    assert.equal(result!.errors[0]!.statusCode, 'OPERATION_ENQUEUED');
    const [event] = org.log.after('Later__e', 0n, 1);
    assert.equal(event!.uuid, result!.errors[0]!.message);
    assert.equal(event!.createdById, org.root.userId);
  });

  it('of a transaction that rolls back: only those that publish immediately go out', () => {
    assert.throws(() =>
      org.transact(org.root, (tx) => {
        saveIn(org, tx, 'insert', [
          { type: 'Later__e', Text__c: 'lost' },
          { type: 'Now__e', Text__c: 'kept' },
        ]);
        throw new Error('stop');
      }),
    );
    assert.ok(!published('Later__e').includes('lost'));
    assert.ok(published('Now__e').includes('kept'));
  });

  it('of an all-or-none request that fails are not published', () => {
    const results = org.run('insert', [{ type: 'Later__e', Text__c: 'held' }, { type: 'Later__e' }], {
      allOrNone: true,
    });
    assert.deepEqual(codes(results), ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
    assert.ok(!published('Later__e').includes('held'));
  });

  it('cannot be updated or deleted', () => {
    assert.match(
      said(org.run('update', [{ type: 'Later__e', id: 'e01xx0000000001AAA' }])[0]),
      /entity type cannot be updated: Later__e/,
    );
    assert.match(
      said(org.run('delete', [{ type: 'Later__e', id: 'e01xx0000000001AAA' }])[0]),
      /entity type cannot be deleted: Later__e/,
    );
  });
});

describe('deleting', () => {
  let org: TestOrg;
  before(async () => {
    org = await testOrg(THINGS);
  });

  it('takes details along and clears lookups; undelete brings the details back', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x' });
    const [part] = org.insert('Part__c', { Thing__c: id });
    const [friend] = org.insert('Thing__c', { Required__c: 'x', Friend__c: id });
    assert.equal(said(org.run('delete', [{ type: 'Thing__c', id: id! }])[0]), 'ok');
    assert.equal(org.row(id!)['IsDeleted'], true);
    assert.equal(org.row(part!)['IsDeleted'], true);
    assert.equal(org.row(friend!)['Friend__c'], null);
    assert.equal(said(org.run('undelete', [{ type: 'Thing__c', id: id! }])[0]), 'ok');
    assert.equal(org.row(part!)['IsDeleted'], false);
    assert.equal(
      said(org.run('undelete', [{ type: 'Thing__c', id: id! }])[0]),
      'UNDELETE_FAILED: Entity is not in the recycle bin []',
    );
  });

  it('is refused while a lookup restricts it', () => {
    const [account] = org.insert('Account', { Name: 'Held' });
    org.insert('Thing__c', { Required__c: 'x', Account__c: account, Name: 'Holder' });
    const remove = () => said(org.run('delete', [{ type: 'Account', id: account! }])[0]);
    assert.match(
      remove(),
      /^DELETE_FAILED: Your attempt to delete Held could not be completed because it is associated with the following things\.: Holder/,
    );
  });

  it('frees a unique value', () => {
    const [id] = org.insert('Thing__c', { Required__c: 'x', Ext__c: 'free' });
    org.run('delete', [{ type: 'Thing__c', id: id! }]);
    assert.equal(org.insert('Thing__c', { Required__c: 'x', Ext__c: 'free' }).length, 1);
  });
});
