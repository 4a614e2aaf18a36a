// An agent of the company, at work in the console.
import type { Page } from 'playwright-core';

export class Agent {
  readonly page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
  }

  /** Opens a list view and in it the record of that name. */
  async open(type: string, view: string, name: string): Promise<void> {
    await this.page.goto(`${this.#origin}/console/list/${type}?view=${view}`);
    await this.page.getByRole('link', { name }).first().click();
    await this.page.waitForURL(/\/console\/record\/\w+$/);
  }

  /** Edits the record that is shown: choices of lists, and texts, each by the label of its field. */
  async choose(choices: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.page.getByRole('link', { name: 'Edit', exact: true }).click();
    const field = (label: string) => this.page.getByLabel(new RegExp(`^${label}( \\*)?$`));
    for (const [label, choice] of Object.entries(choices)) await field(label).selectOption({ label: choice });
    for (const [label, text] of Object.entries(texts)) await field(label).fill(text);
    await this.save();
  }

  /** Opens the newest record of a list whose row says that. */
  async openRow(type: string, text: string): Promise<void> {
    await this.page.goto(`${this.#origin}/console/list/${type}`);
    await this.page.getByRole('row').filter({ hasText: text }).getByRole('link').first().click();
    await this.page.waitForURL(/\/console\/record\/\w+$/);
  }

  /** Answers in the case that is shown, for the customer to read. */
  async answer(text: string): Promise<void> {
    await this.page.getByRole('link', { name: 'New Case Comment' }).click();
    await this.page.getByLabel('Comment Body').fill(text);
    await this.page.getByLabel('Is Published').check();
    await this.save();
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save' }).click();
    await this.page.waitForURL(/\/console\/record\/\w+$/);
  }
}
