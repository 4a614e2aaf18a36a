// What can go wrong while somebody uses the portal: each time a page says so in words, and nothing typed is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Person } from './person.ts';
import type { PortalStage } from './stage.ts';
import { isForEverybody, orderNumberOf, threadSays } from './steps.ts';

/** Customers of the sample data, each with one language. */
const EN = { language: 'en', width: 'phone', email: 'jordan.example@example.test' } as const;
const JA = { language: 'ja', width: 'desktop', email: 'ichiro.reiji@example.test' } as const;
/** Those who have a password; the README names them. */
const MEMBERS = { en: 'robin@example.test', ja: 'taro@example.test' } as const;
const APEX = '/webruntime/api/apex/execute';

export function failures(stage: () => PortalStage): void {
  const count = (type: string, field: string, value: string): number =>
    [...stage().lab.org.org.store.all(type)].filter((row) => row[field] === value).length;

  test('the connection is lost while a case is sent: what was typed stays, and trying again sends it once', async (t) => {
    const person = await stage().customer(t, { ...JA, path: 'new-case' });
    await fillCase(person, '回線について');
    await person.page.context().setOffline(true);
    await person.press('Case_New_Send');
    await person.reads('Error_Lost_Connection');
    assert.equal(await person.field('Case_Subject').inputValue(), '回線について');
    assert.equal(await person.field('Case_Description').inputValue(), TEXT);
    await isForEverybody(person);
    await person.page.context().setOffline(false);
    await person.press('Error_Try_Again');
    await threadSays(person, TEXT);
    assert.equal(count('Case', 'Subject', '回線について'), 1);
  });

  test('the answer to an order is lost on its way: trying again shows the one order', async (t) => {
    const person = await stage().customer(t, { ...EN, path: 'shop' });
    await review(person);
    await loseAnswerOf(person.page, 'placeOrder');
    const before = orders(stage());
    await person.press('Shop_Place');
    await person.reads('Error_Lost_Connection');
    await person.press('Error_Try_Again');
    await orderNumberOf(person);
    assert.equal(orders(stage()) - before, 1);
  });

  test('a double click on “place order” makes one order', async (t) => {
    const person = await stage().customer(t, { ...JA, path: 'shop' });
    await review(person);
    const before = orders(stage());
    await person.find('button', 'Shop_Place').dblclick();
    await orderNumberOf(person);
    assert.equal(orders(stage()) - before, 1);
  });

  test('a double click on “send” opens one case', async (t) => {
    const person = await stage().customer(t, { ...EN, path: 'new-case' });
    await fillCase(person, 'Twice the same click');
    await person.find('button', 'Case_New_Send').dblclick();
    await threadSays(person, TEXT);
    assert.equal(count('Case', 'Subject', 'Twice the same click'), 1);
  });

  test('the server fails: the page says that it is not their fault, and can be asked again', async (t) => {
    const person = await stage().customer(t, { ...EN, path: 'knowledge' });
    await person.isOn('Knowledge_Heading');
    await stage().lab.orgLocal('POST', 'faults', { kind: 'http', status: 503, path: APEX });
    await person.goTo('Menu_Orders');
    await person.reads('Error_Something_Wrong');
    await isForEverybody(person);
    await person.press('Error_Try_Again');
    await person.isOn('Orders_Heading');
    await person.text('Error_Something_Wrong').waitFor({ state: 'hidden' });
  });

  test('somebody signed out elsewhere: the page says so, and signing in again leads back', async (t) => {
    const person = await stage().visitor(t, EN);
    await person.open('new-case');
    await signInAsSample(person);
    await fillCase(person, 'After the tea');
    const elsewhere = await person.page.context().newPage();
    await elsewhere.goto(new URL('vforcesite/secur/logout.jsp', person.site).href);
    await person.press('Case_New_Send');
    await person.reads('Error_Session_Expired');
    assert.equal(await person.field('Case_Subject').inputValue(), 'After the tea');
    await isForEverybody(person);
    await person.press('Error_Sign_In_Again');
    await signInAsSample(person);
    await person.isOn('Case_New_Heading');
  });

  for (const [what, path, type] of OF_OTHERS)
    test(`somebody else’s ${what} is not found`, async (t) => {
      const person = await stage().visitor(t, JA);
      const theirs = [...stage().lab.org.org.store.all(type)].find(
        (row) => row['OrderNumber'] !== undefined || type !== 'Order',
      );
      await person.open(`${path}?recordId=${String(theirs?.['Id'])}`);
      await signInAsSample(person);
      await person.page
        .getByRole('alert')
        .filter({ hasText: person.words('Portal_Not_Found') })
        .waitFor();
      await isForEverybody(person);
    });
}

/** What, the path of its page, the object. */
const OF_OTHERS = [
  ['order', 'order', 'Order'],
  ['service', 'service', 'Opportunity'],
  ['invoice', 'invoice', 'Invoice__c'],
  ['case', 'case', 'Case'],
  ['service to cancel', 'cancel-service', 'Opportunity'],
] as const;

const TEXT = 'One moment, please.';

const orders = ({ lab }: PortalStage): number => [...lab.org.org.store.all('Order')].length;

async function fillCase(person: Person, subject: string): Promise<void> {
  await person.isOn('Case_New_Heading');
  await person.fill({ Case_Subject: subject, Case_Description: TEXT });
}

async function review(person: Person): Promise<void> {
  await person.isOn('Menu_Shop');
  await person.press('Commodity_Vpn');
  await person.press('Shop_More', 'VPN Standard');
  await person.press('Shop_Review');
  await person.isOn('Shop_Review_Heading');
}

async function signInAsSample(person: Person): Promise<void> {
  await person.isOn('Sign_In_Heading');
  await person.fill({ Sign_In_Username: MEMBERS[person.language], Sign_In_Password: 'portway-local-1' });
  await person.press('Sign_In_Heading');
}

/** The next call of that Apex method is carried out; its answer never arrives. */
async function loseAnswerOf(page: Page, method: string): Promise<void> {
  let isDue = true;
  await page.route(
    ({ pathname }) => pathname.endsWith(APEX),
    async (route) => {
      if (!isDue || !route.request().postData()?.includes(`"${method}"`)) return route.fallback();
      isDue = false;
      await route.fetch();
      await route.abort('connectionreset');
    },
  );
}
