// `/local/*`: what only tests and benches use: faults, counters, the clock, a look at the event log.
// Nothing of the product calls it, and nothing of it exists in a real org.
import express, { type ErrorRequestHandler, type Router } from 'express';
import { sentNotifications } from '../apex/library/custom-notification.ts';
import { sentMails } from '../apex/library/mailbox.ts';
import type { LoggedEvent } from '../events/memory-event-log.ts';
import type { AdjustableClock } from './adjustable-clock.ts';
import { clearFaults, FAULT_KINDS, type FaultTargets } from './fault-kinds.ts';
import { BadParameter, Parameters } from './parameters.ts';
import { NOBODY } from './poison.ts';

export function adminRouter(targets: FaultTargets, clock: AdjustableClock): Router {
  const { context, log } = targets;
  const router = express.Router();
  router.use('/local', express.json({ limit: '20mb' }));
  router.post('/local/faults', (request, response) => {
    const parameters = new Parameters(request.body);
    const kind = parameters.oneOf('kind', Object.keys(FAULT_KINDS));
    response.json({ kind, ...FAULT_KINDS[kind]!(targets, parameters) });
  });
  router.delete('/local/faults', (_request, response) => {
    clearFaults(targets);
    response.status(204).end();
  });
  router.get('/local/counters', (_request, response) => void response.json(countersOf(targets)));
  router.post('/local/counters/reset', (_request, response) => {
    context.usage.resetCounters();
    response.status(204).end();
  });
  router.post('/local/clock', (request, response) => {
    clock.advance(new Parameters(request.body).count('advanceMs'));
    response.json({ now: new Date(clock.now()).toISOString() });
  });
  router.get('/local/events', (request, response) => {
    const { type } = request.query;
    const types = typeof type === 'string' ? [type] : log.types();
    response.json(types.flatMap((name) => log.retained(name)).map(eventJson));
  });
  router.get('/local/mails', (_request, response) => void response.json(sentMails(context.org)));
  router.get('/local/notifications', (_request, response) => void response.json(sentNotifications(context.org)));
  router.post('/local/events', (request, response) => {
    const parameters = new Parameters(request.body);
    const type = parameters.eventType(context.org.schema, 'type');
    const payloads = parameters.payloads('payloads', type);
    response.json({ uuids: payloads.map((payload) => log.append(type.name, payload, NOBODY).uuid) });
  });
  router.use('/local', (_request, response) => void response.status(404).json({ error: 'no such admin resource' }));
  router.use('/local', badRequest);
  return router;
}

function countersOf({ context, log, pubsub }: FaultTargets): object {
  const { usage } = context;
  return {
    api: { ...usage.counters(), used: usage.used(), dailyLimit: usage.dailyLimit },
    events: { published: log.publishedCount, delivered: pubsub().deliveredCount, openStreams: pubsub().openStreams },
  };
}

function eventJson({ type, uuid, replayId, publishedAt, createdById, payload }: LoggedEvent): object {
  return {
    type,
    uuid,
    replayId: String(replayId),
    publishedAt: new Date(publishedAt).toISOString(),
    createdById,
    payload,
  };
}

const badRequest: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, next) => {
  const isTheirs = error instanceof BadParameter || (error.status !== undefined && error.status < 500);
  if (isTheirs) response.status(400).json({ error: error.message });
  else next(error);
};
