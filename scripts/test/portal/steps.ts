// What customers do on the pages of the portal, one function for each thing they come for. Each waits until the page says that it is done.
import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import type { Person } from './person.ts';

export interface Applicant {
  readonly lastName: string;
  readonly firstName: string;
  readonly email: string;
}

/** As the company writes it. */
export const nameOf = ({ lastName, firstName }: Applicant): string => `${lastName} ${firstName}`;
/** As the pages address them: in the order of the visit's language. */
const calledName = ({ words }: Person, { lastName, firstName }: Applicant): string =>
  words('Profile_Full_Name', firstName, lastName);

/** In the order of JIS X 0401, counted from 0. */
const TOKYO = 12;
const PASSWORD = 'portway journey 1';

/** Signs up as a new customer, follows the link of the mail that `linkFor` finds, and signs in with the password set there. */
export async function signUp(
  person: Person,
  applicant: Applicant,
  linkFor: (email: string) => Promise<string>,
): Promise<void> {
  await person.open('');
  await person.isOn('Sign_In_Heading');
  await person.follow('Sign_In_To_Sign_Up');
  await person.isOn('Sign_In_To_Sign_Up');
  await person.fill({
    Registration_Last_Name: applicant.lastName,
    Registration_First_Name: applicant.firstName,
    Registration_Email: applicant.email,
    Registration_Phone: '03-0000-0155',
  });
  await person.press('Sign_Up_Send');
  await person.isOn('Check_Mail_Heading');
  await setPassword(person, await linkFor(applicant.email));
  await person.isOn('Home_Welcome', calledName(person, applicant));
}

/** Asks for a new password and sets it by the link of the mail, which leads into the portal. */
export async function renewPassword(
  person: Person,
  email: string,
  linkFor: (email: string) => Promise<string>,
): Promise<void> {
  await person.open('');
  await person.isOn('Sign_In_Heading');
  await person.follow('Sign_In_Forgot');
  await person.isOn('Forgot_Password_Heading');
  await person.fill({ Sign_In_Username: email });
  await person.press('Forgot_Password_Send');
  await person.isOn('Check_Mail_Heading');
  await setPassword(person, await linkFor(email));
}

/** On the platform's own page, whose words are not ours; but its language is the person's. */
async function setPassword({ page, language }: Person, link: string): Promise<void> {
  await page.goto(link);
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button').click();
}

/** Asks whether internet is available; the page says that the check is under way. */
export async function askForCheck(person: Person): Promise<void> {
  await person.isOn('Eligibility_Heading');
  await person.tick('radio', person.words('Eligibility_For_Home'));
  await person.fill({
    Eligibility_Postal_Code: '000-0101',
    Eligibility_City: '架空市',
    Eligibility_Street: '見本町1-2-3',
  });
  await choose(person, 'Eligibility_Prefecture', person.words('Prefecture_Names').split(',')[TOKYO]!);
  await person.press('Eligibility_Send');
  await person.find('heading', 'Eligibility_Pending_Heading').waitFor();
}

/** Picks an option of a combobox. */
async function choose(person: Person, label: string, option: string): Promise<void> {
  await person.find('combobox', label).click();
  await person.page.getByRole('option', { name: option }).click();
}

/** Sends the picture of a document; the page says that it is looked at. */
export async function proveIdentity(person: Person): Promise<void> {
  await person.isOn('Identity_Heading');
  await person.field('Identity_Files').setInputFiles(picture('card-front.png'));
  await person.find('list', 'File_Chosen').getByText('card-front.png', { exact: true }).waitFor();
  await person.press('Identity_Send');
  await person.find('heading', 'Identity_Pending_Heading').waitFor();
}

/** Reviews what was chosen in the shop and places the order. @returns its number */
export async function order(person: Person): Promise<string> {
  await person.press('Shop_Review');
  await person.isOn('Shop_Review_Heading');
  await person.press('Shop_Place');
  return orderNumberOf(person);
}

/** Number of the order whose page is shown. */
export async function orderNumberOf(person: Person): Promise<string> {
  const heading = person.page.getByRole('heading', { level: 1 }).and(person.like('heading', 'Orders_Order_Title'));
  await heading.waitFor();
  return /\d+/.exec(await heading.innerText())![0];
}

/** Waits until the order's timeline says this, by itself. */
export async function timelineSays(person: Person, label: string): Promise<void> {
  await person.find('region', 'Order_Story').getByText(person.words(label)).waitFor();
}

/** Sets out to pay the invoice that is shown, and pays on WHMCS's page. */
export async function pay(person: Person): Promise<void> {
  await person.like('button', 'Payment_Pay').click();
  await person.page.waitForURL(/viewinvoice/);
  await person.page.getByRole('button', { name: /^Pay / }).click();
  await person.page.getByText('Paid', { exact: true }).waitFor();
}

/** Comes back from WHMCS by the browser's own button. */
export async function comeBack({ page, site }: Person): Promise<void> {
  // Paying loads WHMCS's page a second time.
  while (!page.url().startsWith(site)) await page.goBack();
}

/** Waits until the thread of the case that is shown has this, by itself. */
export async function threadSays(person: Person, text: string): Promise<void> {
  await person.find('region', 'Case_Thread').getByText(text).waitFor();
}

/** Writes to the company with a file; the page of the new case shows both. */
export async function openCase(person: Person, { subject, text }: { subject: string; text: string }): Promise<void> {
  await person.isOn('Case_New_Heading');
  await person.fill({ Case_Subject: subject, Case_Description: text });
  await person.field('Case_Reply_Files').setInputFiles(picture('router.png'));
  await person.press('Case_New_Send');
  await person.named('heading', subject).waitFor();
  await threadSays(person, text);
  await person.find('region', 'Case_Thread').getByRole('link', { name: 'router.png' }).waitFor();
}

/** Says of the article that is shown that it helped. */
export async function sayItHelped(person: Person): Promise<void> {
  await person.press('Article_Helpful_Yes');
  await person.reads('Article_Thanks');
}

/** Cancels the service whose cancellation page is shown, on the day that the page suggests. */
export async function cancel(person: Person, reason: string): Promise<void> {
  await person.field('Cancellation_Reason').fill(reason);
  await person.press('Cancellation_Send');
  const dialog = person.page.getByRole('dialog');
  await dialog.getByRole('button', { name: person.words('Cancellation_Send') }).click();
  await person.find('heading', 'Cancellation_Done_Heading').waitFor();
}

/** No rule of accessibility is broken on the page as it is now, and it fits the screen. */
export async function isForEverybody(person: Person): Promise<void> {
  assert.deepEqual(await person.judge(), [], person.page.url());
}

/** A small picture, drawn here: no photo of a real card is needed. */
export function picture(name: string) {
  return { name, mimeType: 'image/png', buffer: png(48, 32) };
}

/** A PNG of one colour. @see Portable Network Graphics Specification, "Datastream structure" */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x99)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}
