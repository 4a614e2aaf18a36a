// With the keyboard alone: what everybody comes for can be done without a mouse.
import { test } from 'node:test';
import { tabTo } from './keyboard.ts';
import type { Person } from './person.ts';
import type { PortalStage } from './stage.ts';
import { orderNumberOf, threadSays } from './steps.ts';

const EMAIL = 'hanako.mihon@example.test';
const VISIT = { language: 'en', width: 'desktop' } as const;

export function keyboardJourneys(stage: () => PortalStage): void {
  test('with the keyboard alone: past the menu, to the shop, a service chosen, reviewed and ordered', async (t) => {
    const person = await stage().customer(t, { ...VISIT, email: EMAIL, path: '' });
    const { page } = person;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await tabTo(page, menuItem(person, 'Menu_Shop'));
    await page.keyboard.press('Enter');
    await person.isOn('Menu_Shop');
    await tabTo(page, person.named('checkbox', 'Home Internet 1G'));
    await page.keyboard.press('Space');
    await tabTo(page, person.find('button', 'Shop_Review'));
    await page.keyboard.press('Enter');
    await person.isOn('Shop_Review_Heading');
    await tabTo(page, person.find('button', 'Shop_Place'));
    await page.keyboard.press('Enter');
    await orderNumberOf(person);
  });

  test('with the keyboard alone: a case opened', async (t) => {
    const person = await stage().customer(t, { ...VISIT, email: EMAIL, path: '' });
    const { page } = person;
    await tabTo(page, menuItem(person, 'Menu_Cases'));
    await page.keyboard.press('Enter');
    await person.isOn('Cases_Heading');
    await tabTo(page, person.find('link', 'Cases_New'));
    await page.keyboard.press('Enter');
    await person.isOn('Case_New_Heading');
    await tabTo(page, person.field('Case_Subject'));
    await page.keyboard.type('No mouse today');
    await tabTo(page, person.field('Case_Description'));
    await page.keyboard.type('Is there a shorter way to my invoices?');
    await tabTo(page, person.find('button', 'Case_New_Send'));
    await page.keyboard.press('Enter');
    await threadSays(person, 'Is there a shorter way to my invoices?');
  });

  test('with the keyboard alone: the skip link leads past the menu, and a dialog gives the focus back', async (t) => {
    const person = await stage().customer(t, { ...VISIT, email: EMAIL, path: 'cases' });
    const { page } = person;
    await person.isOn('Cases_Heading');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, person.named('link', 'No mouse today'));
    await page.keyboard.press('Enter');
    const close = person.find('button', 'Case_Close');
    await tabTo(page, close);
    await page.keyboard.press('Space');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await close.and(page.locator(':focus')).waitFor();
  });
}

const menuItem = (person: Person, label: string) =>
  person.page.getByRole('navigation').getByRole('link', { name: person.words(label), exact: true });
