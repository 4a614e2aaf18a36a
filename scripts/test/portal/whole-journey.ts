// The whole way of a customer, from signing up to ending the service, with an agent at the other end. Nobody loads a page again:
// what the other side does shows by itself.
import { describe, test } from 'node:test';
import { linkFor, stepsOf, type PortalStage, type Visit } from './stage.ts';
import {
  askForCheck,
  cancel,
  comeBack,
  openCase,
  pay,
  sayItHelped,
  threadSays,
  isForEverybody,
  nameOf,
  order,
  proveIdentity,
  signUp,
  timelineSays,
  type Applicant,
} from './steps.ts';

interface Whole extends Visit {
  readonly applicant: Applicant;
  readonly question: { readonly subject: string; readonly text: string };
  readonly answer: string;
  /** Title of an article. */
  readonly article: string;
  /** Why the service ends. */
  readonly reason: string;
}

const SERVICE = 'Home Internet 1G';

const JOURNEYS: readonly Whole[] = [
  {
    language: 'en',
    width: 'desktop',
    applicant: { lastName: 'Sample', firstName: 'Hana', email: 'hana.journey@example.test' },
    question: { subject: 'Which cable goes where?', text: 'The router has four sockets. Which one is for the line?' },
    answer: 'The grey one, please.',
    article: 'Restart your router',
    reason: 'I am moving abroad.',
  },
  {
    language: 'ja',
    width: 'phone',
    applicant: { lastName: '旅路', firstName: '花', email: 'hana.tabiji@example.test' },
    question: { subject: 'ケーブルの差し込み口について', text: 'ルーターのどの口に回線をつなげばよいですか。' },
    answer: '灰色の口におつなぎください。',
    article: 'ルーターを再起動する',
    reason: '海外へ引っ越すため。',
  },
];

export function wholeJourney(stage: () => PortalStage): void {
  // Most of it is waiting for each other: both at once.
  describe('the whole way', { concurrency: true }, () => {
    for (const journey of JOURNEYS)
      test(`from sign-up to the end of a service: ${journey.language}, ${journey.width}`, async (t) => {
        const person = await stage().visitor(t, journey);
        const agent = await stage().agent(t);
        const { applicant, question, answer, article, reason } = journey;
        const step = stepsOf(t);
        await step('signs up', async () => {
          await signUp(person, applicant, (email) => linkFor(stage(), email));
          await isForEverybody(person);
        });
        await step('asks for the address check', async () => {
          await person.follow('Home_Start_Check');
          await askForCheck(person);
        });
        await step('an agent answers, and the page shows it', async () => {
          await agent.open('Account', 'Eligibility_Pending', nameOf(applicant));
          await agent.choose({ 'Internet Eligibility': 'Home 1G' });
          await person.find('heading', 'Eligibility_Available', 'Home 1G').waitFor();
          await isForEverybody(person);
        });
        await step('proves who they are', async () => {
          await person.open('identity');
          await proveIdentity(person);
          await agent.open('Account', 'ID_Pending', nameOf(applicant));
          await agent.choose({ 'ID Verification Status': 'Verified' });
          await person.find('heading', 'Identity_Verified_Heading').waitFor();
          await isForEverybody(person);
        });
        const number = await step('orders', async () => {
          await person.follow('Orders_Go_To_Shop');
          await person.isOn('Menu_Shop');
          await person.tick('checkbox', SERVICE);
          return order(person);
        });
        await step('an agent approves, and the timeline moves until the first invoice is there', async () => {
          await agent.open('Order', 'Orders_Pending_Review', number);
          await agent.choose({ Status: 'Approved' });
          await timelineSays(person, 'Timeline_Active');
          await timelineSays(person, 'Timeline_First_Invoice_Due');
          await isForEverybody(person);
        });
        await step('finds the invoice and pays it in WHMCS', async () => {
          await person.goTo('Menu_Invoices');
          await person.like('link', 'Invoice_Title').click();
          await pay(person);
          await comeBack(person);
          await person.reads('Payment_Here');
          await person.reads('Invoice_Status_Paid');
          await isForEverybody(person);
        });
        await step('the order says so too', async () => {
          await person.follow('Orders_Order_Title', number);
          await timelineSays(person, 'Timeline_First_Invoice_Paid');
        });
        await step('asks in a case, and reads the answer', async () => {
          await person.goTo('Menu_Cases');
          await person.follow('Cases_New');
          await openCase(person, question);
          await agent.openRow('Case', question.subject);
          await agent.answer(answer);
          await threadSays(person, answer);
          await isForEverybody(person);
        });
        await step('reads an article, and says that it helped', async () => {
          await person.goTo('Menu_Help');
          await person.named('link', article).click();
          await sayItHelped(person);
          await isForEverybody(person);
        });
        await step('cancels the service', async () => {
          await person.goTo('Menu_Services');
          await person.named('link', SERVICE).click();
          await person.reads('Service_Status_Active');
          await person.follow('Service_Cancel');
          await cancel(person, reason);
          await isForEverybody(person);
          await person.follow('Cancellation_Back');
          await person.reads('Service_Status_Cancelling');
        });
      });
  });
}
