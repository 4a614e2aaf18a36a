// What the ledger believes Salesforce to have, when a process dies between its write and its commit.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { askAgain, dueWork, noteWriting, settleWork } from '../../src/ledger/billing-work.ts';
import { TermLost } from '../../src/ledger/refusals.ts';
import { takeTurn } from '../../src/ledger/subscriber-term.ts';
import type { WorkKey } from '../../src/ledger/webhooks.ts';
import { onBothEngines } from '../support/ledgers.ts';

const SERVICE: WorkKey = { kind: 'service', recordId: '4403' };
const NOW = new Date('2026-11-22T09:00:00Z');

onBothEngines((engine) => {
  it('what was being written when the process died is not taken for written', async () => {
    const ledger = await engine.open();
    const turn = (await takeTurn(ledger, 'billing'))!;
    await askAgain(ledger, [SERVICE], NOW);
    const [first] = await dueWork(ledger, 1, NOW);
    const done = { dueAt: null, reason: null, isFailure: false };
    await settleWork(ledger, turn, [{ ...done, work: first!, truth: 'Active' }], NOW);
    await askAgain(ledger, [SERVICE], NOW);
    const [second] = await dueWork(ledger, 1, NOW);
    assert.equal(second!.truth, 'Active');
    await noteWriting(ledger, turn, [second!]);
    // Died here: Salesforce says Terminated, and WHMCS will say Active once more.
    const [third] = await dueWork(ledger, 1, NOW);
    assert.equal(third!.truth, null, 'so that Active is written, not passed over');
    await turn.release();
    const other = (await takeTurn(ledger, 'billing'))!;
    await assert.rejects(noteWriting(ledger, turn, [second!]), TermLost);
    await other.release();
  });
});
