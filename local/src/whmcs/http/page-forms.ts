// What the pages' buttons do. A form is only taken from our own pages: any site that a tester has open could post here.
import type { IncomingHttpHeaders } from 'node:http';
import type { Installation } from '../model/installation.ts';
import { htmlAnswer, redirect, type Answer } from './answer.ts';
import { changeInvoice, invoicePage } from './invoice-page.ts';
import { frame, type Page } from './page-parts.ts';
import { changeService, servicePage } from './service-page.ts';

interface Form {
  readonly path: RegExp;
  /** @returns why not; undefined = done */
  readonly change: (whmcs: Installation, id: number, does: string) => Promise<string | undefined> | string | undefined;
  readonly page: (whmcs: Installation, id: number, refusal: string) => Page | undefined;
}

const FORMS: readonly Form[] = [
  { path: /^\/invoices\/(\d+)$/, change: changeInvoice, page: invoicePage },
  { path: /^\/services\/(\d+)$/, change: changeService, page: servicePage },
];

/** Whether a request comes from a page of this server. */
export function isFromOurPages(headers: IncomingHttpHeaders): boolean {
  return headers.origin === `http://${headers.host}`;
}

/** Carries a form out and shows its page again: anew, or with the reason why not. */
export async function answerForm(whmcs: Installation, path: string, body: string): Promise<Answer> {
  for (const { path: pattern, change, page } of FORMS) {
    const match = pattern.exec(path);
    if (!match) continue;
    const id = Number(match[1]);
    const refusal = await change(whmcs, id, new URLSearchParams(body).get('do') ?? '');
    if (refusal === undefined) return redirect(path, 303);
    const shown = page(whmcs, id, refusal);
    if (shown) return htmlAnswer(frame(whmcs, shown).text, 422);
  }
  return htmlAnswer('<h1>404 Not Found</h1>', 404);
}
