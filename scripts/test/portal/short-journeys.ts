// The ways that the whole journey does not take, and the other two pairings of language and width.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { linkFor, stepsOf, type PortalStage, type Visit } from './stage.ts';
import {
  cancel,
  comeBack,
  isForEverybody,
  openCase,
  order,
  pay,
  proveIdentity,
  renewPassword,
  threadSays,
  timelineSays,
} from './steps.ts';

interface Short extends Visit {
  /** Who has a password, and forgot it; with the name that the pages call them by. */
  readonly forgetful: { readonly email: string; readonly name: string };
  /** Whose identity is not proven yet, with the name of the account. */
  readonly unproven: { readonly email: string; readonly accountName: string };
  /** Who may order what needs no check of the address. */
  readonly buyer: string;
  readonly words: Readonly<
    Record<'lastName' | 'firstName' | 'message' | 'rejection' | 'why' | 'answer' | 'article', string>
  >;
}

const JOURNEYS: readonly Short[] = [
  {
    language: 'ja',
    width: 'desktop',
    forgetful: { email: 'hanako@example.test', name: '例示 華子' },
    unproven: { email: 'taro.kakuu@example.test', accountName: '架空 太郎' },
    buyer: 'misaki.shiken@example.test',
    words: {
      lastName: '見本',
      firstName: '次郎',
      message: '料金について教えてください。',
      rejection: '写真がぼやけています。',
      why: 'まだつながりません。',
      answer: '再起動をお試しください。',
      article: 'ルーターを再起動する',
    },
  },
  {
    language: 'en',
    width: 'phone',
    forgetful: { email: 'robin@example.test', name: 'Robin Sample' },
    unproven: { email: 'ken.kamei@example.test', accountName: '仮名 健' },
    buyer: 'jordan.example@example.test',
    words: {
      lastName: 'Sample',
      firstName: 'Kim',
      message: 'What would a line for our office cost?',
      rejection: 'The photo is blurred.',
      why: 'It still does not work.',
      answer: 'Please restart it.',
      article: 'Restart your router',
    },
  },
];

export function shortJourneys(stage: () => PortalStage): void {
  describe('the other ways', { concurrency: true }, () => {
    for (const journey of JOURNEYS)
      describe(`${journey.language}, ${journey.width}`, { concurrency: 1 }, () => shortJourneysOf(stage, journey));
    test('what cannot be provisioned is told in words on the order’s timeline, by itself', async (t) => {
      const person = await stage().customer(t, {
        language: 'en',
        width: 'phone',
        email: 'alex.specimen@example.test',
        path: 'shop',
      });
      const agent = await stage().agent(t);
      await person.tick('checkbox', 'Home Internet 1G');
      // The sample data leaves it without a product in WHMCS.
      await person.tick('checkbox', 'Router Rental');
      const number = await order(person);
      await agent.open('Order', 'Orders_Pending_Review', number);
      await agent.choose({ Status: 'Approved' });
      await timelineSays(person, 'Timeline_Failed');
      await person.reads('Order_Status_Delayed');
      await isForEverybody(person);
    });
  });
}

function shortJourneysOf(
  stage: () => PortalStage,
  { language, width, forgetful, unproven, buyer, words }: Short,
): void {
  const visit = { language, width };
  const how = `${language}, ${width}`;

  test(`a visitor reads an article and writes to the company: ${how}`, async (t) => {
    const person = await stage().visitor(t, visit);
    await person.open('knowledge');
    await person.named('link', words.article).click();
    await person.named('heading', words.article).waitFor();
    await isForEverybody(person);
    await person.open('contact-us');
    await person.isOn('Menu_Contact');
    await person.fill({
      Registration_Last_Name: words.lastName,
      Registration_First_Name: words.firstName,
      Registration_Email: 'kim@example.test',
      Contact_Us_Message: words.message,
    });
    await person.tick('checkbox', person.words('Contact_Us_Consent'));
    // As long as a person takes; what is sent sooner counts as a program's.
    await person.page.clock.setFixedTime(Date.now() + 60_000);
    await person.press('Contact_Us_Send');
    await person.isOn('Contact_Us_Sent');
    await isForEverybody(person);
    const leads = [...stage().lab.org.org.store.all('Lead')].filter((row) => row['LastName'] === words.lastName);
    assert.equal(leads.length, 1);
  });

  test(`a forgotten password is set anew by mail: ${how}`, async (t) => {
    const person = await stage().visitor(t, visit);
    await renewPassword(person, forgetful.email, (email) => linkFor(stage(), email));
    await person.isOn('Home_Welcome', forgetful.name);
    await isForEverybody(person);
  });

  test(`a rejected document is told with the reason, and another one sent: ${how}`, async (t) => {
    const person = await stage().customer(t, { ...visit, email: unproven.email, path: 'identity' });
    const agent = await stage().agent(t);
    await proveIdentity(person);
    await agent.open('Account', 'ID_Pending', unproven.accountName);
    await agent.choose({ 'ID Verification Status': 'Rejected' }, { 'ID Rejection Message': words.rejection });
    await person.find('heading', 'Identity_Rejected_Heading').waitFor();
    await person.page.getByText(words.rejection).waitFor();
    await isForEverybody(person);
    await proveIdentity(person);
  });

  test(`two places on the network: ordered, approved, paid and cancelled: ${how}`, async (t) => {
    const person = await stage().customer(t, { ...visit, email: buyer, path: 'shop' });
    const agent = await stage().agent(t);
    const step = stepsOf(t);
    const number = await step('orders two', async () => {
      await person.press('Commodity_Vpn');
      await person.press('Shop_More', 'VPN Standard');
      await person.press('Shop_More', 'VPN Standard');
      return order(person);
    });
    await step('an agent approves', async () => {
      await agent.open('Order', 'Orders_Pending_Review', number);
      await agent.choose({ Status: 'Approved' });
      await timelineSays(person, 'Timeline_First_Invoice_Due');
    });
    await step('pays', async () => {
      await person.goTo('Menu_Invoices');
      await person.like('link', 'Invoice_Title').first().click();
      await pay(person);
      await comeBack(person);
      await person.reads('Payment_Here');
      await isForEverybody(person);
    });
    await step('cancels', async () => {
      await person.goTo('Menu_Services');
      await person.page.getByRole('link', { name: 'VPN Standard' }).first().click();
      await person.follow('Service_Cancel');
      await cancel(person, words.why);
      await isForEverybody(person);
    });
  });

  test(`a case is closed as solved, and reopened: ${how}`, async (t) => {
    const person = await stage().customer(t, { ...visit, email: buyer, path: 'new-case' });
    const agent = await stage().agent(t);
    const subject = `${words.message} (${how})`;
    await openCase(person, { subject, text: words.message });
    await agent.openRow('Case', subject);
    await agent.answer(words.answer);
    await threadSays(person, words.answer);
    await person.press('Case_Close');
    await person.page
      .getByRole('dialog')
      .getByRole('button', { name: person.words('Case_Close') })
      .click();
    await person.find('heading', 'Case_Closed_Heading').waitFor();
    await isForEverybody(person);
    await person.field('Case_Reopen_Reason').fill(words.why);
    await person.press('Case_Reopen');
    await threadSays(person, words.why);
    await person.find('heading', 'Case_Reply').waitFor();
  });
}
