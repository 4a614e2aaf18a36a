// `/cometd/67.0`: the Streaming API's door, by long polling. Spoken are the channels that developer tools follow: ends of test
// runs and new debug logs. Platform events are for the Pub/Sub API; following them here is refused in words.
import express, { type Request, type Router } from 'express';
import type { ApiContext } from '../context.ts';
import { bearerToken } from '../oauth-router.ts';
import { isObject } from '../json-body.ts';
import { ADVICE, Streams, type Message } from './streams.ts';

const CHANNELS: ReadonlySet<string> = new Set(['/systemTopic/TestResult', '/systemTopic/Logging']);

interface Exchange {
  readonly streams: Streams;
  readonly userId: string;
  readonly gone: Promise<unknown>;
}

type Answer = (exchange: Exchange, message: Message) => Promise<Message[]> | Message[];

/** Source: the Bayeux specification, "Meta Messages". */
const ANSWERS: Readonly<Record<string, Answer>> = {
  '/meta/handshake': shakeHands,
  '/meta/connect': connect,
  '/meta/subscribe': subscribe,
  '/meta/unsubscribe': unsubscribe,
  '/meta/disconnect': disconnect,
};

export function cometdRouter(context: ApiContext): Router {
  const streams = new Streams();
  context.publish = (channel, data) => streams.publish(channel, data);
  const router = express.Router();
  // Clients try a WebSocket first; a plain answer tells them to poll.
  router.get('/cometd/:version', (_request, response) => {
    response.status(400).type('text').send('Unknown Bayeux Transport: the local org speaks long-polling');
  });
  router.post('/cometd/:version', express.json({ type: () => true, limit: '1mb' }), async (request, response) => {
    const gone = new Promise((resolve) => response.once('close', resolve));
    const messages = messagesIn(request.body);
    if (messages.length === 0) return void response.status(400).type('text').send('No Bayeux messages in the request');
    const token = bearerToken(request);
    const session = token === undefined ? undefined : context.sessions.find(token);
    const answers: Message[] = [];
    for (const message of messages)
      answers.push(
        ...(session ? await answer({ streams, userId: session.userId, gone }, message) : [unauthorised(message)]),
      );
    if (!response.destroyed) response.json(answers);
  });
  return router;
}

function messagesIn(body: Request['body']): Message[] {
  const list: unknown[] = Array.isArray(body) ? body : [body];
  return list.filter((one): one is Message => isObject(one) && typeof one.channel === 'string');
}

function answer(exchange: Exchange, message: Message): Promise<Message[]> | Message[] {
  const known = Object.hasOwn(ANSWERS, message.channel) ? ANSWERS[message.channel] : undefined;
  if (known) return known(exchange, message);
  return [reply(message, false, `403:${message.channel}:The local org takes no messages from streaming clients`)];
}

function reply(message: Message, successful: boolean, error?: string, more: object = {}): Message {
  const { channel, id, clientId } = message;
  return {
    channel,
    ...(id !== undefined && { id }),
    ...(clientId !== undefined && { clientId }),
    successful,
    ...(error !== undefined && { error }),
    ...more,
  };
}

const unauthorised = (message: Message): Message =>
  reply(message, false, '401::Authentication invalid', { advice: { reconnect: 'none' } });

const unknownClient = (message: Message): Message =>
  reply(message, false, '403::Unknown client', { advice: { reconnect: 'handshake', interval: 0 } });

function shakeHands({ streams, userId }: Exchange, message: Message): Message[] {
  const types = message.supportedConnectionTypes;
  if (Array.isArray(types) && !types.includes('long-polling'))
    return [reply(message, false, '412::Only long-polling is supported', { advice: { reconnect: 'none' } })];
  const clientId = streams.open(userId);
  const terms = { version: '1.0', minimumVersion: '1.0', clientId, supportedConnectionTypes: ['long-polling'] };
  return [reply(message, true, undefined, { ...terms, advice: ADVICE })];
}

async function connect({ streams, userId, gone }: Exchange, message: Message): Promise<Message[]> {
  const client = streams.find(message.clientId, userId);
  if (!client) return [unknownClient(message)];
  const news = await streams.poll(client, gone);
  return [...news, reply(message, true, undefined, { advice: ADVICE })];
}

function subscribe({ streams, userId }: Exchange, message: Message): Message[] {
  const client = streams.find(message.clientId, userId);
  if (!client) return [unknownClient(message)];
  return channelsOf(message).map((subscription) => {
    const isKnown = CHANNELS.has(subscription);
    if (isKnown) client.channels.add(subscription);
    return reply(message, isKnown, isKnown ? undefined : refusal(subscription), { subscription });
  });
}

function refusal(channel: string): string {
  const instead = channel.startsWith('/event/')
    ? 'follow platform events with the Pub/Sub API'
    : 'there is no such channel here';
  return `404:${channel}:The local org streams ${[...CHANNELS].join(' and ')} only; ${instead}`;
}

function unsubscribe({ streams, userId }: Exchange, message: Message): Message[] {
  const client = streams.find(message.clientId, userId);
  if (!client) return [unknownClient(message)];
  return channelsOf(message).map((subscription) => {
    client.channels.delete(subscription);
    return reply(message, true, undefined, { subscription });
  });
}

function disconnect({ streams, userId }: Exchange, message: Message): Message[] {
  const client = streams.find(message.clientId, userId);
  if (client) streams.close(client);
  return [client ? reply(message, true) : unknownClient(message)];
}

function channelsOf({ subscription }: Message): string[] {
  const list: unknown[] = Array.isArray(subscription) ? subscription : [subscription];
  return list.filter((one) => typeof one === 'string');
}
