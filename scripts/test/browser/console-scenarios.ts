// What agents do in the console, done as they do it.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { fieldOf, recordId, saveElsewhere, waitForField, type Stage } from './stage.ts';

const PENDING = '/console/list/Order?view=Orders_Pending_Review';

export function consoleScenarios(stage: () => Stage): void {
  const consolePage = async (t: TestContext, path: string): Promise<Page> => {
    const page = await stage().open(t);
    await page.goto(stage().lab.org.origin + path);
    return page;
  };
  const orderOf = (number: string): string => recordId(stage(), 'Order', 'OrderNumber', number);

  test('an agent approves an order and sees it become Provisioned without touching anything else', async (t) => {
    const page = await consolePage(t, PENDING);
    await page.getByRole('link', { name: '00000002' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Status *', { exact: true }).selectOption('Approved');
    const savedAt = Date.now();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/console\/record\/\w+$/);
    await page.evaluate('window.isSamePage = true');
    await waitForField(page, 'Activation_Status__c', 'Provisioned');
    t.diagnostic(`Provisioned on the page ${Date.now() - savedAt} ms after Save`);
    await waitForField(page, 'Status', 'Activated');
    assert.match((await fieldOf(page, 'WHMCS_Order_Id__c').textContent()) ?? '', /^\d+$/);
    assert.equal(await page.evaluate('window.isSamePage'), true, 'the page was not loaded again');
    const told = await page.getByRole('status').textContent();
    assert.match(told ?? '', /Status: Activated|Activation Status: Provisioned/, 'screen readers are told');
  });

  test('with the keyboard alone: the skip link, an order, edit, Approved, save', async (t) => {
    const page = await consolePage(t, PENDING);
    await page.keyboard.press('Tab');
    assert.equal(await focusedText(page), 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, '00000003');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/record\//);
    await tabTo(page, 'Edit');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/edit$/);
    await tabTo(page, 'Status *');
    await page.keyboard.type('Approved');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/record\/\w+$/);
    await waitForField(page, 'Activation_Status__c', 'Provisioned');
  });

  test('a refused save says why at the top and at the field, and keeps what was typed', async (t) => {
    const page = await consolePage(t, `/console/record/${orderOf('00000004')}/edit`);
    await page.getByLabel('Description').fill('見本の説明');
    await page.getByLabel('Status *', { exact: true }).selectOption('Activated');
    await page.getByRole('button', { name: 'Save' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await page.title(), /^Not saved: Edit Order 00000004/);
    assert.match((await alert.textContent()) ?? '', /The record was not saved\.\s+\S.+\(\w+/s);
    assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'alert');
    assert.equal(await page.getByLabel('Description').inputValue(), '見本の説明');
    assert.equal(await page.getByLabel('Status *', { exact: true }).inputValue(), 'Activated');
  });

  test('a rule of the project is shown in its own words at its field', async (t) => {
    const id = recordId(stage(), 'Account', 'Name', '見本 花子');
    const page = await consolePage(t, `/console/record/${id}/edit`);
    await page.locator('#f-Id_Verification_Status__c').selectOption('Rejected');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    const field = page.locator('#f-Id_Verification_Rejection_Message__c');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const note = page.locator(`#${(await field.getAttribute('aria-describedby'))!.split(' ')[0]}`);
    assert.ok(((await page.getByRole('alert').textContent()) ?? '').includes((await note.textContent()) ?? '?'));
    await page.getByRole('alert').getByRole('link').first().click();
    assert.equal(await page.evaluate('document.activeElement.id'), 'f-Id_Verification_Rejection_Message__c');
  });

  test('whom the page acts as can be switched, and stays', async (t) => {
    const id = orderOf('00000005');
    const page = await stage().openAlone(t);
    await page.goto(`${stage().lab.org.origin}/console/record/${id}`);
    await page.getByLabel('Acting as').selectOption({ label: 'Robin Sample-Lee' });
    await page.waitForFunction('document.querySelector("#running-user").value.startsWith("agent.lee@")');
    await page.waitForLoadState();
    assert.ok(page.url().endsWith(id), 'the same record is shown');
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Description').fill('Checked by Robin');
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForField(page, 'Description', 'Checked by Robin');
    await waitForField(page, 'LastModifiedById', 'Robin Sample-Lee');
  });

  test('every list view of the project opens', async (t) => {
    const { project } = stage().lab.org.org;
    const views = project.ofType('ListView').map(({ fullName }) => fullName.split('.') as [string, string]);
    assert.ok(views.length >= 4);
    const page = await stage().open(t);
    for (const [type, view] of views) {
      const reply = await page.goto(`${stage().lab.org.origin}/console/list/${type}?view=${view}`);
      assert.equal(reply?.status(), 200, `${type} ${view}`);
      const current = page.getByRole('navigation', { name: 'List views' }).locator('[aria-current]');
      assert.match((await current.getAttribute('href')) ?? '', new RegExp(`view=${view}$`));
    }
  });

  test('every tab of the app opens', async (t) => {
    const page = await consolePage(t, '/console');
    const tabs = page.getByRole('navigation', { name: 'Objects' }).getByRole('link');
    for (const name of await tabs.allTextContents()) {
      await tabs.filter({ hasText: name }).click();
      await page.getByRole('heading', { level: 1, name: name.trim() }).waitFor();
    }
  });

  test('a case is created with its account, contact and opportunity chosen by name', async (t) => {
    const page = await consolePage(t, '/console/list/Case');
    await page.getByRole('link', { name: 'New Case' }).click();
    await page.getByLabel('Subject').fill('請求書の宛名について');
    await page.getByLabel('Type').selectOption('General Inquiry');
    await page.getByLabel('Account', { exact: true }).selectOption({ label: '見本 花子' });
    await page.getByLabel('Opportunity', { exact: true }).selectOption({ label: '見本 花子 - Internet' });
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForField(page, 'Subject', '請求書の宛名について');
    await fieldOf(page, 'AccountId').getByRole('link', { name: '見本 花子' }).click();
    await page.getByRole('heading', { level: 1, name: 'Account 見本 花子' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Cases' }).waitFor();
  });

  test('an owner is chosen among people and the queues of the object', async (t) => {
    const page = await consolePage(t, '/console/new/Case');
    const texts = await page.getByLabel('Owner').locator('option').allTextContents();
    const owners = texts.map((text) => text.trim());
    for (const owner of ['Robin Sample-Lee', '佐藤 見本', 'Customer Service']) {
      assert.ok(owners.includes(owner), `${owner} among ${owners.join()}`);
    }
  });

  test('an eligibility result on the account closes the case and makes the opportunity Ready', async (t) => {
    const account = recordId(stage(), 'Account', 'Name', '仮名 健');
    const page = await consolePage(t, `/console/record/${account}`);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('#f-Internet_Eligibility__c').selectOption('Home 1G');
    await page.getByRole('button', { name: 'Save' }).click();
    await waitForField(page, 'Internet_Eligibility_Status__c', 'Checked');
    await page.getByRole('link', { name: '仮名 健 - Internet' }).first().click();
    await waitForField(page, 'StageName', 'Ready');
    await page.goto(`${stage().lab.org.origin}/console/record/${caseOf(account)}`);
    await waitForField(page, 'Status', 'Closed');
  });

  const caseOf = (accountId: string): string => recordId(stage(), 'Case', 'AccountId', accountId);

  test('a refresh leaves focus and selection where they are', async (t) => {
    const id = orderOf('00000006');
    const page = await consolePage(t, `/console/record/${id}`);
    const account = fieldOf(page, 'AccountId').getByRole('link');
    await account.focus();
    await page.evaluate('getSelection().selectAllChildren(document.querySelector("[data-key=OrderNumber]"))');
    await saveElsewhere(stage(), `/console/record/${id}`, { Description: 'Changed elsewhere' });
    await waitForField(page, 'Description', 'Changed elsewhere');
    assert.equal(await focusedText(page), await account.textContent());
    assert.equal(await page.evaluate('getSelection().toString()'), '00000006');
  });

  test('a row that joins or leaves a list moves nobody’s focus to another record', async (t) => {
    const page = await consolePage(t, '/console/list/Case?view=Open_ID_Verifications');
    const rows = page.locator('main tbody tr');
    await rows.first().waitFor();
    const before = await rows.count();
    const link = rows.first().getByRole('link').first();
    const number = await link.textContent();
    await link.focus();
    const added = { Subject: 'ID verification: 例示', Type: 'ID Verification', Status: 'New', Origin: 'Web' };
    await saveElsewhere(stage(), '/console/new/Case', added);
    await page.waitForFunction(`document.querySelectorAll('main tbody tr').length === ${before + 1}`);
    assert.equal(await focusedText(page), number);
    const id = recordId(stage(), 'Case', 'Subject', added.Subject);
    await saveElsewhere(stage(), `/console/record/${id}`, { Status: 'Closed' });
    await page.waitForFunction(`document.querySelectorAll('main tbody tr').length === ${before}`);
    assert.equal(await focusedText(page), number);
  });

  test('a cookie that names nobody of this org is passed over', async () => {
    const { origin } = stage().lab.org;
    for (const value of ['nobody@portway.example.test', '%', '']) {
      const cookie = `portway_console_user=${value}`;
      const reply = await fetch(`${origin}/console/list/Order`, { headers: { cookie } });
      assert.equal(reply.status, 200, cookie);
    }
  });

  test('what does not exist is said on a page with a way back', async (t) => {
    const page = await stage().open(t);
    for (const path of ['/console/nowhere', '/console/list/Nothing__c', '/console/record/801000000000000AAA']) {
      const reply = await page.goto(stage().lab.org.origin + path);
      assert.equal(reply?.status(), 404, path);
      await page.getByRole('alert').waitFor();
      await page.getByRole('link', { name: 'To the first list' }).waitFor();
    }
  });
}

/** Name of what has the focus: its label, or its text. */
async function focusedText(page: Page): Promise<string> {
  return page.evaluate('(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()');
}

/** Presses Tab until this has the focus; whatever has it on the way must be seen to have it. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const outline: number = await page.evaluate('parseFloat(getComputedStyle(document.activeElement).outlineWidth)');
    const name = await focusedText(page);
    assert.ok(outline >= 2, `focus on ${name} is visible`);
    if (name === text) return;
  }
  assert.fail(`Tab does not lead to ${text}`);
}
