// limitstart/limitnum, as every listing action with paging takes them.
import type { Params } from '../wire/params.ts';

const DEFAULT_PAGE = 25;

export interface Page<T> {
  readonly rows: readonly T[];
  readonly head: { readonly totalresults: number; readonly startnumber: number; readonly numreturned: number };
}

export function pageOf<T>(params: Params, all: readonly T[]): Page<T> {
  const start = Math.max(0, params.int('limitstart'));
  const limit = params.has('limitnum') ? params.int('limitnum') : DEFAULT_PAGE;
  const rows = limit > 0 ? all.slice(start, start + limit) : all.slice(start);
  return { rows, head: { totalresults: all.length, startnumber: start, numreturned: rows.length } };
}
