// What comes before an approval: a visitor registers, asks whether the address can have internet, an agent answers, the customer
// proves who they are, and places an order. Every step of the customer goes through the Apex that the pages call; every step of
// the agent through the console's own forms.
import { randomUUID } from 'node:crypto';
import type { Connection } from 'jsforce';
import type { DemoOrder } from './approve.ts';
import { saveInConsole } from './console-form.ts';
import { PortalVisitor } from './portal-visitor.ts';

const APPLICANT = {
  lastName: 'Sample',
  firstName: 'Hana',
  email: 'hana.sample@example.test',
  phone: '03-0000-0101',
  language: 'en',
};
const DEMO_PASSWORD = 'portway demo 1';
const ADDRESS = { postalCode: '000-0101', prefecture: '東京都', city: '架空市', street: '見本町1-2-3' };
const COMMODITY = 'Personal SonixNet Home Internet';
/** The smallest PNG there is, in place of a photo. */
const PHOTO = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}
interface Department {
  readonly commodity: string;
  readonly services: readonly { readonly productId: string; readonly name: string; readonly blockedBy?: string }[];
}
interface Draft {
  readonly total: number;
}
interface Placed {
  readonly orderId: string;
}

export interface JourneySources {
  readonly origin: string;
  readonly salesforce: Connection;
  /** Called once a step is done. */
  readonly tell: (who: 'visitor' | 'customer' | 'agent', what: string) => void;
}

/** Walks from sign-up to an order in Pending Review. @throws Error a step was refused: says which, in the product's own words */
export async function placeOrderAsCustomer({ origin, salesforce, tell }: JourneySources): Promise<DemoOrder> {
  const visitor = new PortalVisitor(origin);
  await visitor.call('RegistrationController', 'signUp', { applicant: APPLICANT });
  await visitor.setPassword(await linkFor(origin, APPLICANT.email), DEMO_PASSWORD);
  tell('visitor', `${APPLICANT.firstName} ${APPLICANT.lastName} signs up and sets a password by the link in the mail`);

  const customer = new PortalVisitor(origin);
  await customer.signIn(APPLICANT.email, DEMO_PASSWORD);
  await customer.call('EligibilityController', 'requestCheck', { address: ADDRESS, commodity: COMMODITY });
  tell('customer', `asks whether ${ADDRESS.street} can have internet: case raised, account Pending`);
  const accountId = await accountOf(salesforce, APPLICANT.email);
  await saveInConsole(origin, accountId, { Internet_Eligibility__c: 'Home 1G' });
  tell('agent', 'answers Home 1G: account Checked, opportunity Ready, case closed');

  const documents = [{ fileName: 'card-front.png', base64: PHOTO }];
  await customer.call('IdentityController', 'submit', { documents });
  tell('customer', 'sends a photo of an identity card: verification Pending');
  await saveInConsole(origin, accountId, { Id_Verification_Status__c: 'Verified' });
  tell('agent', 'verifies it');

  const placed = await order(customer);
  const demoOrder = await orderById(salesforce, placed.orderId);
  tell('customer', `orders from the shop: order ${demoOrder.number}, Pending Review`);
  return demoOrder;
}

async function order(customer: PortalVisitor): Promise<Placed> {
  const shop = await customer.call<readonly Department[]>('CatalogueController', 'getCatalogue', {
    commodity: COMMODITY,
  });
  const offer = shop.flatMap(({ services }) => services).find(({ blockedBy }) => !blockedBy);
  if (!offer) throw new Error('The shop offers nothing that this customer may order: look at config/sample-data.');
  const request = { requestKey: randomUUID(), lines: [{ productId: offer.productId, quantity: 1 }] };
  const draft = await customer.call<Draft>('OrderController', 'reviewOrder', { request });
  return customer.call<Placed>('OrderController', 'placeOrder', { request: { ...request, shownTotal: draft.total } });
}

/** The link in the newest mail to that address. */
async function linkFor(origin: string, address: string): Promise<string> {
  const mails = (await (await fetch(`${origin}/local/mails`)).json()) as readonly Mail[];
  const mail = mails.findLast(({ to }) => to.includes(address));
  const link = /https?:\/\/\S+setpassword\S+/.exec(mail?.text ?? '')?.[0];
  if (!link) throw new Error(`No mail with a link came for ${address}.`);
  return link;
}

async function accountOf(salesforce: Connection, email: string): Promise<string> {
  const { records } = await salesforce.query<{ AccountId: string }>(
    `SELECT AccountId FROM Contact WHERE Email = '${email}'`,
  );
  return records[0]!.AccountId;
}

async function orderById(salesforce: Connection, id: string): Promise<DemoOrder> {
  const { records } = await salesforce.query<{ OrderNumber: string; Account: { Name: string } }>(
    `SELECT OrderNumber, Account.Name FROM Order WHERE Id = '${id}'`,
  );
  const [{ OrderNumber, Account }] = records as [(typeof records)[number]];
  return { id, number: OrderNumber, account: Account.Name };
}
