// Billing as agents see it: what a person does on WHMCS's pages shows on the records' pages by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab } from '../../stack/lab.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../stack/local-environment.ts';
import { fieldOf, recordId, saveElsewhere, waitForField, type Stage } from './stage.ts';

/** What the issue of billing promises, with the hook on. */
const PAID_WITHIN_MS = 2_000;

/** Writes to an order as the middleware does. */
function asIntegrationUser({ org: { org } }: Lab, id: string, values: Readonly<Record<string, string | null>>): void {
  const user = org.userByName('integration.user@portway.example.test');
  const records = [{ type: 'Order', id, values }];
  org.transact(user, (tx) => org.save(tx, { operation: 'update', records, allOrNone: true, access: 'user' }));
}

export function billingScenarios(stage: () => Stage): void {
  test('an invoice paid on WHMCS’s page shows Paid on the order within two seconds', async (t) => {
    const { lab, middleware } = stage();
    const hook = { url: `${middleware.origin}/webhooks/whmcs`, secrets: [LOCAL_WEBHOOK_SECRET] };
    await lab.whmcsLocal('PUT', 'hooks', hook);
    t.after(() => lab.whmcsLocal('DELETE', 'hooks'));

    const id = recordId(stage(), 'Order', 'OrderNumber', '00000006');
    const order = await stage().open(t);
    await order.goto(`${lab.org.origin}/console/record/${id}`);
    await order.evaluate('window.isSamePage = true');
    await saveElsewhere(stage(), `/console/record/${id}`, { Status: 'Approved' });
    await waitForField(order, 'highlight-Payment_Status__c', 'Unpaid');
    const invoices = order.locator('[data-part="related Invoices"] tbody tr');
    await invoices.getByText('Unpaid').waitFor();
    const number = ((await invoices.locator('[data-name="Invoice Number"]').textContent()) ?? '').trim();

    const invoice = await stage().open(t);
    await invoice.goto(`${lab.whmcs.origin}/invoices/${number}`);
    const paidAt = Date.now();
    await invoice.getByRole('button', { name: /^Pay / }).click();
    await waitForField(order, 'highlight-Payment_Status__c', 'Paid');
    const tookMs = Date.now() - paidAt;
    t.diagnostic(`Paid on the order ${tookMs} ms after the click`);
    assert.ok(tookMs <= PAID_WITHIN_MS, `it took ${tookMs} ms`);
    await waitForField(order, 'Payment_Status__c', 'Paid');
    await invoices.getByText('Paid', { exact: true }).waitFor();
    assert.equal(await order.evaluate('window.isSamePage'), true, 'the page was not loaded again');
  });

  test('an order’s page says that it differs from WHMCS while it does', async (t) => {
    const { lab } = stage();
    const id = recordId(stage(), 'Order', 'OrderNumber', '00000007');
    const page = await stage().open(t);
    await page.goto(`${lab.org.origin}/console/record/${id}`);
    await fieldOf(page, 'OrderNumber').waitFor();
    const notice = page.getByText('This order differs from WHMCS.');
    assert.equal(await notice.count(), 0);
    asIntegrationUser(lab, id, { WHMCS_Drift__c: 'Cancelled in WHMCS, running here.' });
    await notice.waitFor();
    asIntegrationUser(lab, id, { WHMCS_Drift__c: null });
    await notice.waitFor({ state: 'detached' });
  });
}
