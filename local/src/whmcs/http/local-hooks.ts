// /local/hooks*: where the hook file sends, what it has sent, and what is to go wrong with it.
import { readHookFault } from '../hooks/hook-faults.ts';
import { JsonReader } from '../model/json-reader.ts';
import type { LocalCall } from './local-admin.ts';

export const HOOK_ROUTES: Readonly<Record<string, (call: LocalCall) => unknown>> = {
  'GET /local/hooks': ({ api }) => api.hooks.state(),
  'PUT /local/hooks': ({ api, body }) => {
    const json = new JsonReader(body, 'body').object(['url', 'secrets', 'sends']);
    api.hooks.aimAt({
      url: json.field('url').text(),
      secrets: json.field('secrets').list((secret) => secret.text()),
      sends: json.field('sends').oneOf<'beforeReply' | 'afterReply'>(['beforeReply', 'afterReply'], 'beforeReply'),
    });
    return api.hooks.state();
  },
  'DELETE /local/hooks': ({ api }) => {
    api.hooks.aimAt(undefined);
    return api.hooks.state();
  },
  'GET /local/hooks/deliveries': ({ api }) => ({ deliveries: api.hooks.deliveries() }),
  'GET /local/hooks/faults': ({ api }) => ({ faults: api.hooks.faults.list() }),
  'POST /local/hooks/faults': ({ api, body }) => {
    const json = new JsonReader(body, 'body');
    const faults = Array.isArray(body) ? json.list(readHookFault) : [readHookFault(json)];
    for (const fault of faults) api.hooks.faults.add(fault);
    return { faults: api.hooks.faults.list() };
  },
  'DELETE /local/hooks/faults': ({ api }) => {
    api.hooks.faults.clear();
    return { faults: [] };
  },
  'POST /local/hooks/release': async ({ api, body }) => {
    const json = new JsonReader(body ?? {}, 'body').object(['order']);
    await api.hooks.release(json.field('order').oneOf(['same', 'reverse'], 'same'));
    return api.hooks.state();
  },
  'POST /local/hooks/resend': async ({ api, body }) => {
    const id = new JsonReader(body, 'body').object(['id']).field('id').text();
    return { status: await api.hooks.resend(id) };
  },
};
