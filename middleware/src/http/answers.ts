// How this service refuses: a status, and words in the form the caller reads; never a stack trace.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Log } from '../log.ts';
import { html } from './html.ts';
import { page } from './layout.ts';

const WORDS: Readonly<Record<number, string>> = {
  400: 'The request could not be understood.',
  401: 'This needs the operator token.',
  403: 'The form has expired. Load the page again.',
  404: 'There is nothing at this address.',
  405: 'This address does not take that method.',
  413: 'The request is too large.',
  415: 'The request has a content type that is not read here.',
  429: 'Too many wrong tokens. Wait a minute.',
  500: 'Something went wrong here. The log says what.',
  503: 'The ledger does not answer.',
};

/** Answers with a refusal, as a page to a browser on the operator pages, else as JSON. */
export function refuse(request: Request, response: Response, status: number, detail?: string): void {
  const message = detail ?? WORDS[status] ?? 'The request was refused.';
  response.status(status);
  if (wantsPage(request)) {
    response.send(
      page({
        title: `${status}`,
        body: html`<h1>${message}</h1>
          <p><a href="/operator">To the overview</a></p>`,
      }),
    );
  } else {
    response.json({ error: { status, message } });
  }
}

function wantsPage(request: Request): boolean {
  const isPage = request.originalUrl.startsWith('/operator') && !request.originalUrl.startsWith('/operator/api');
  return isPage && request.accepts(['json', 'html']) === 'html';
}

/** For a path whose other methods are taken: 405 with the ones that are. */
export function otherMethods(...allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    refuse(request, response, 405);
  };
}

/** Last in line: body parsers' refusals keep their 4xx, all else is a fault of ours. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    refuse(request, response, status);
  };
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('status' in error)) return 500;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
