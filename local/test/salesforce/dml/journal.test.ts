// Work that is done again: what it is told, what is taken back, and how it goes on when an answer comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwaitsAnswer, Diverged, Journal } from '../../../src/salesforce/dml/journal.ts';
import { follow, withoutWaiting, type Steps } from '../../../src/salesforce/dml/steps.ts';
import { customObject, saveIn, testOrg } from './test-org.ts';

/** Runs `work` as often as it waits. */
async function repeat<T>(journal: Journal, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof AwaitsAnswer)) throw error;
      journal.undo();
      await error.ask();
      journal.rewind();
    }
  }
}

test('a repeat is told what the run before was told, kind by kind, and what is new after that', async () => {
  const journal = new Journal();
  let clock = 0;
  const runs: (number | string)[][] = [];
  await repeat(journal, () => {
    const seen: (number | string)[] = [];
    runs.push(seen);
    const now = () => journal.recall('clock', () => ++clock);
    seen.push(now(), now());
    seen.push(
      journal.answer('call', () => Promise.resolve('one'), 'GET /1'),
      now(),
    );
    seen.push(
      journal.answer('call', () => Promise.resolve('two'), 'GET /2'),
      now(),
    );
  });
  assert.deepEqual(runs, [
    [1, 2],
    [1, 2, 'one', 3],
    [1, 2, 'one', 3, 'two', 4],
  ]);
});

test('a repeat that reads something else reads it anew; one that asks something else is stopped', async () => {
  const journal = new Journal();
  let run = 0;
  const reads: string[] = [];
  const work = () => {
    run += 1;
    reads.push(journal.recall('records', () => `run ${run}`, run === 1 ? 'a' : 'b'));
    return journal.answer('call', () => Promise.resolve(0), `GET /${run}`);
  };
  await assert.rejects(
    repeat(journal, work),
    (error) => error instanceof Diverged && /“GET \/2” .* “GET \/1”/.test(error.message),
  );
  assert.deepEqual(reads, ['run 1', 'run 2']);
});

test('what a run did outside the records is taken back, the newest first', async () => {
  const journal = new Journal();
  const undone: string[] = [];
  await repeat(journal, () => {
    for (const one of ['first', 'second']) journal.onUndo(() => undone.push(one));
    return journal.answer('call', () => Promise.resolve(1), '');
  });
  assert.deepEqual(undone, ['second', 'first']);
});

test('a transaction that waits leaves nothing behind until it is done, and lets others go before', async () => {
  const org = await testOrg(customObject('Box__c', ''));
  const names = () => [...org.store.all('Box__c')].map((row) => row['Name']);
  let answer = (_value: string): void => undefined;
  const asked = new Promise<string>((resolve) => (answer = resolve));
  const done = follow(
    org.inSteps(org.root, (tx) => {
      const insert = (Name: string) => saveIn(org, tx, 'insert', [{ type: 'Box__c', Name }]);
      insert('before');
      const { journal } = tx as unknown as { journal: Journal };
      insert(journal.answer('call', () => asked, 'name'));
    }),
  );
  assert.deepEqual(names(), []);
  org.insert('Box__c', { Name: 'of another' });
  answer('after');
  await done;
  assert.deepEqual(names(), ['of another', 'before', 'after']);
});

test('work that never waits is done at once; a fault while it waits is its own', async () => {
  // eslint-disable-next-line require-yield
  assert.equal(follow((function* (): Steps<number> { return 7; })()), 7); // prettier-ignore
  const caught = follow(
    (function* (): Steps<string> {
      try {
        yield Promise.reject(new Error('lost'));
        return 'answered';
      } catch (error) {
        return (error as Error).message;
      }
    })(),
  );
  assert.equal(await caught, 'lost');
  const waits = (function* (): Steps<void> {
    yield Promise.resolve();
  })();
  assert.throws(() => withoutWaiting(waits), /cannot wait/);
});
