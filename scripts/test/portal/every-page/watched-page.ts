// A page of the portal under watch: what it asks for and what goes wrong in it, until it has nothing more to do. A page that
// turns its spinner waits for something, be the question on its way or not.
import type { Page, Request } from 'playwright-core';

const APEX = '/webruntime/api/apex/execute';
/** A page that still works on its first view by then will not end. */
const PATIENCE_MS = 20_000;
/** Between two looks whether anything is under way. */
const LOOK_MS = 15;
/** Looks in a row that find nothing under way. */
const QUIET_LOOKS = 4;

export interface Seen {
  readonly status: number;
  /** Classes and methods, as often as they were called. */
  readonly apexCalls: readonly string[];
  /** Errors of the page, of its console, and of what it asked for. */
  readonly wrong: readonly string[];
  /** Apex that was refused: what a page makes of a record that is not its visitor's. */
  readonly refused: readonly string[];
}

export class WatchedPage {
  readonly page: Page;
  readonly #underWay = new Set<Request>();
  #apexCalls: string[] = [];
  #wrong: string[] = [];
  #refused: string[] = [];

  constructor(page: Page) {
    this.page = page;
    const ended = (request: Request): boolean => this.#underWay.delete(request);
    page.on('request', (request) => {
      this.#underWay.add(request);
      if (isApex(request)) this.#apexCalls.push(calledBy(request));
    });
    page.on('requestfinished', ended);
    page.on('requestfailed', (request) => {
      ended(request);
      this.#wrong.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText ?? 'failed'}`);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const request = response.request();
      if (isApex(request)) this.#refused.push(`${calledBy(request)}: ${response.status()}`);
      else this.#wrong.push(`${response.status()} ${request.method()} ${response.url()}`);
    });
    page.on('pageerror', (error) => this.#wrong.push(error.stack ?? error.message));
    page.on('console', (message) => {
      // The browser's own word on a reply that is judged above.
      const isReply = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !isReply)
        this.#wrong.push(`${message.type()}: ${message.text()}`);
    });
  }

  /** Opens an address and waits until its first view is shown and nothing is under way. */
  async open(address: string): Promise<Seen> {
    [this.#apexCalls, this.#wrong, this.#refused] = [[], [], []];
    const reply = await this.page.goto(address);
    await this.page.locator('html[data-ready]').waitFor({ timeout: PATIENCE_MS, state: 'attached' });
    await this.#quiet();
    return {
      status: reply?.status() ?? 0,
      apexCalls: this.#apexCalls,
      wrong: this.#wrong,
      refused: this.#refused,
    };
  }

  async #quiet(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let looks = 0; looks < QUIET_LOOKS; looks++) {
      if (this.#underWay.size > 0 || (await this.page.locator('lightning-spinner').count()) > 0) looks = 0;
      if (Date.now() > deadline)
        throw new Error(
          `${this.page.url()} still asks for ${[...this.#underWay].map((each) => each.url()).join(', ')}`,
        );
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

const isApex = (request: Request): boolean => new URL(request.url()).pathname.endsWith(APEX);

/** `OrderController.getOrders` */
function calledBy(request: Request): string {
  const { classname, method } = request.postDataJSON() as { classname: string; method: string };
  return `${classname}.${method}`;
}
