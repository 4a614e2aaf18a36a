// Lists in pages: ?limit=…&offset=…, the same for the operator's pages and for programs.
import type { Request, RequestHandler, Response } from 'express';
import { refuse } from './answers.ts';

export interface Paging {
  readonly limit: number;
  readonly offset: number;
}

const PAGE = 100;

/** Answers with the page that is asked for, a hundred by default; 400 when that makes no sense. */
export function paged(answer: (paging: Paging, request: Request, response: Response) => Promise<void>): RequestHandler {
  return async (request, response) => {
    const paging = pagingOf(request);
    if (paging === null) return refuse(request, response, 400, 'limit and offset must be whole numbers');
    await answer(paging, request, response);
  };
}

function pagingOf({ query }: Request): Paging | null {
  const limit = wholeNumber(query.limit, PAGE);
  const offset = wholeNumber(query.offset, 0);
  return limit === null || offset === null ? null : { limit: Math.max(1, limit), offset };
}

function wholeNumber(given: unknown, standard: number): number | null {
  if (given === undefined) return standard;
  return typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : null;
}
