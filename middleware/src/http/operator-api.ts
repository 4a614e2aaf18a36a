// The operator's JSON: what the pages show, for programs.
import express, { Router, type Request } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { unfinishedWork } from '../ledger/billing-work.ts';
import { redriveOrder } from '../ledger/redrive-order.ts';
import { STATES, type State } from '../ledger/states.ts';
import { countsByState, findOrder, listOrders, orderHistory, poisonedEvents } from '../ledger/views.ts';
import { otherMethods, refuse } from './answers.ts';
import type { Status } from './status.ts';

export const REDRIVE_WORDS = {
  restarted: 'The order starts again; finished steps are not repeated.',
  hurried: 'The order was waiting and is tried now.',
  'in-progress': 'The order is being worked on, or waits until it is safe to look it up.',
  'unknown-order': 'The ledger has no such order.',
} as const;

const REDRIVE_STATUS = { restarted: 202, hurried: 202, 'in-progress': 409, 'unknown-order': 404 } as const;

export function operatorApi(ledger: Ledger, status: () => Status): Router {
  const router = Router();
  router
    .route('/status')
    .get(async (_request, response) => void response.json({ ...status(), orders: await countsByState(ledger) }))
    .all(otherMethods('GET'));
  router
    .route('/orders')
    .get(async (request, response) => {
      const state = stateOf(request.query.state);
      if (state === null) return refuse(request, response, 400, `state must be one of ${STATES.join(', ')}`);
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400, 'limit and offset must be whole numbers');
      response.json({ orders: await listOrders(ledger, { state, ...paging }) });
    })
    .all(otherMethods('GET'));
  router
    .route('/orders/:orderId')
    .get(async (request, response) => {
      const { orderId } = request.params;
      const order = await findOrder(ledger, orderId);
      if (!order) return refuse(request, response, 404, REDRIVE_WORDS['unknown-order']);
      response.json({ order, history: await orderHistory(ledger, orderId) });
    })
    .all(otherMethods('GET'));
  router
    .route('/orders/:orderId/redrive')
    .post(express.json({ limit: '10kb' }), async (request, response) => {
      const outcome = await redriveOrder(ledger, request.params.orderId, 'operator', new Date());
      response.status(REDRIVE_STATUS[outcome]).json({ outcome, message: REDRIVE_WORDS[outcome] });
    })
    .all(otherMethods('POST'));
  router
    .route('/events/poisoned')
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400, 'limit and offset must be whole numbers');
      const events = await poisonedEvents(ledger, paging);
      response.json({
        events: events.map(({ raw, ...event }) => ({ ...event, raw: raw && Buffer.from(raw).toString('base64') })),
      });
    })
    .all(otherMethods('GET'));
  router
    .route('/billing/unfinished')
    .get(async (request, response) => {
      const paging = pagingOf(request);
      if (!paging) return refuse(request, response, 400, 'limit and offset must be whole numbers');
      response.json({ unfinished: await unfinishedWork(ledger, paging) });
    })
    .all(otherMethods('GET'));
  return router;
}

/** undefined: every state; null: none that exists. */
export function stateOf(given: unknown): State | undefined | null {
  if (given === undefined || given === '') return undefined;
  return STATES.find((state) => state === given) ?? null;
}

const PAGE = 100;

export function pagingOf({ query }: Request): { limit: number; offset: number } | null {
  const limit = wholeNumber(query.limit, PAGE);
  const offset = wholeNumber(query.offset, 0);
  return limit === null || offset === null ? null : { limit: Math.max(1, limit), offset };
}

function wholeNumber(given: unknown, standard: number): number | null {
  if (given === undefined) return standard;
  return typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : null;
}
