// Somebody in front of a page of the portal: finds things by their role and by what they are called, in the language they read.
import type { Locator, Page } from 'playwright-core';
import { violationsOn } from '../browser/axe.ts';
import type { Words } from './words.ts';

export type Language = 'en' | 'ja';
export type Width = 'desktop' | 'phone';
type Role = Parameters<Page['getByRole']>[0];

interface PersonOptions {
  readonly page: Page;
  readonly words: Words;
  readonly language: Language;
  readonly width: Width;
  /** Address of the site in its first language. */
  readonly site: string;
}

export class Person {
  readonly page: Page;
  readonly words: Words;
  readonly language: Language;
  readonly width: Width;
  /** Address of the site in its first language. */
  readonly site: string;

  constructor({ page, words, language, width, site }: PersonOptions) {
    this.page = page;
    this.words = words;
    this.language = language;
    this.width = width;
    this.site = site;
  }

  /** Address of a page of the site in this person's language, below the org's origin. */
  address(path: string): string {
    return new URL(this.language === 'ja' ? `ja/${path}` : path, this.site).pathname + searchOf(path);
  }

  /** Types an address of the site. */
  async open(path: string): Promise<void> {
    await this.page.goto(new URL(this.address(path), this.site).href);
  }

  /** Something with a role whose name is that label, and nothing more. */
  find(role: Role, label: string, ...values: readonly (string | number)[]): Locator {
    return this.named(role, this.words(label, ...values));
  }

  /** The same by the words themselves. */
  named(role: Role, name: string): Locator {
    return this.page.getByRole(role, { name: exactly(name) });
  }

  /** A field by its label; a mark for “required” may stand before it. */
  field(label: string, ...values: readonly (string | number)[]): Locator {
    return this.page.getByLabel(exactly(this.words(label, ...values)));
  }

  async press(label: string, ...values: readonly (string | number)[]): Promise<void> {
    await this.find('button', label, ...values).click();
  }

  /** Ticks a box or picks one of several: by clicking its words, as the box itself is drawn by its label. */
  async tick(role: 'checkbox' | 'radio', name: string): Promise<void> {
    await this.page.getByText(name, { exact: true }).click();
    const state = { name: exactly(name), checked: true };
    await this.page.getByRole(role, state).waitFor({ state: 'attached' });
  }

  async follow(label: string, ...values: readonly (string | number)[]): Promise<void> {
    await this.find('link', label, ...values).click();
  }

  /** Goes to a page by the site's menu; on a phone it is opened first. */
  async goTo(label: string): Promise<void> {
    if (this.width === 'phone') await this.press('Site_Menu');
    await this.page
      .getByRole('navigation')
      .getByRole('link', { name: exactly(this.words(label)) })
      .click();
  }

  /** A name of which a part varies, such as a number: the label's place stands for anything. */
  like(role: Role, label: string): Locator {
    const pattern = exactly(this.words(label, '\u0000')).source.replace('\u0000', '.+');
    return this.page.getByRole(role, { name: new RegExp(pattern) });
  }

  /** Waits for a text of the page. */
  async reads(label: string, ...values: readonly (string | number)[]): Promise<void> {
    await this.text(label, ...values)
      .first()
      .waitFor();
  }

  text(label: string, ...values: readonly (string | number)[]): Locator {
    return this.page.getByText(this.words(label, ...values), { exact: true });
  }

  /** Waits for the page of this heading. */
  async isOn(label: string, ...values: readonly (string | number)[]): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: exactly(this.words(label, ...values)) }).waitFor();
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  /** What axe has against the page as it is now, and by how much it is wider than the screen. */
  async judge(): Promise<string[]> {
    const wider = Number(await this.page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    const violations = await violationsOn(this.page);
    return [...violations, ...(wider > 0 ? [`the page is ${wider} px wider than the screen`] : [])];
  }
}

const searchOf = (path: string): string => (path.includes('?') ? path.slice(path.indexOf('?')) : '');

/** A name as a screen reader has it: the mark of a required field, spaces and line breaks do not count. */
export function exactly(name: string): RegExp {
  const escaped = name.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*\\*?\\s*${escaped.replace(/\s+/g, '\\s+')}\\s*$`);
}
