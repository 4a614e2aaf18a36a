// The operator's JSON: what the pages show, for programs.
import express, { Router } from 'express';
import type { Ledger } from '../ledger/open-ledger.ts';
import { unfinishedWork } from '../ledger/billing-work.ts';
import { redriveOrder } from '../ledger/redrive-order.ts';
import { STATES, type State } from '../ledger/states.ts';
import { countsByState, findOrder, listOrders, orderHistory, poisonedEvents } from '../ledger/views.ts';
import { otherMethods, refuse } from './answers.ts';
import { paged } from './paging.ts';
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
    .get(
      paged(async (paging, request, response) => {
        const state = stateOf(request.query.state);
        if (state === null) return refuse(request, response, 400, `state must be one of ${STATES.join(', ')}`);
        response.json({ orders: await listOrders(ledger, { state, ...paging }) });
      }),
    )
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
    .get(
      paged(async (paging, _request, response) => {
        const events = await poisonedEvents(ledger, paging);
        response.json({
          events: events.map(({ raw, ...event }) => ({ ...event, raw: raw && Buffer.from(raw).toString('base64') })),
        });
      }),
    )
    .all(otherMethods('GET'));
  router
    .route('/billing/unfinished')
    .get(
      paged(async (paging, _request, response) => {
        response.json({ unfinished: await unfinishedWork(ledger, paging) });
      }),
    )
    .all(otherMethods('GET'));
  return router;
}

/** undefined: every state; null: none that exists. */
export function stateOf(given: unknown): State | undefined | null {
  if (given === undefined || given === '') return undefined;
  return STATES.find((state) => state === given) ?? null;
}
