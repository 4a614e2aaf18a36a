// POST /includes/api.php: one call from body to answer. The order of things: a worker is free, the installation's
// latency, faults before the commit, access, the action, faults after the commit.
import { setTimeout as wait } from 'node:timers/promises';
import { ACTIONS } from '../actions/table.ts';
import { denialOf, type AccessRules } from '../access/access.ts';
import type { Installation } from '../model/installation.ts';
import { parsePhpForm } from '../wire/php-form.ts';
import { Params } from '../wire/params.ts';
import { phpJson, printRefusal, printReply } from '../wire/dialect.ts';
import { Refusal } from '../wire/reply.ts';
import { xmlFromJson } from '../wire/xml.ts';
import { DROP, htmlAnswer, jsonAnswer, type Answer } from './answer.ts';
import type { HookSender } from '../hooks/hook-sender.ts';
import { FAULTS, type Fault, type FaultPlan } from './faults.ts';
import type { LoggedCall, RequestLog } from './request-log.ts';
import type { Workers } from './workers.ts';

export interface ApiSettings extends AccessRules {
  /** Added to every call, in milliseconds. */
  latencyMs: number;
}

export interface Api {
  readonly whmcs: Installation;
  readonly settings: ApiSettings;
  readonly faults: FaultPlan<Fault>;
  readonly hooks: HookSender;
  readonly log: RequestLog;
  readonly workers: Workers;
}

export async function answerCall(api: Api, body: string, ip: string): Promise<Answer | typeof DROP> {
  const form = parsePhpForm(body);
  const params = new Params(form.values);
  const action = params.text('action').trim().toLowerCase();
  const logged = api.log.start({ at: api.whmcs.clock.dateTime(), ip, action, body });
  if (form.dropped > 0) logged.notes.push(`${form.dropped} variables dropped (max_input_vars)`);
  const started = performance.now();
  if (!(await api.workers.enter())) return htmlAnswer('<h1>503 Service Unavailable</h1>', 503);
  try {
    if (api.settings.latencyMs > 0) await wait(api.settings.latencyMs, undefined, { signal: api.whmcs.stopping });
    const answer = await withFaults(api, params, action, ip, logged);
    logged.status = answer === DROP ? 'dropped' : answer.status;
    return answer;
  } finally {
    api.workers.leave();
    logged.ms = Math.round(performance.now() - started);
    api.log.finish(logged);
  }
}

async function withFaults(api: Api, params: Params, action: string, ip: string, logged: LoggedCall) {
  const fault = api.faults.next(action);
  if (!fault) return carryOut(api, params, action, ip, logged);
  logged.fault = fault.kind;
  const { stopping, random } = api.whmcs;
  const struck = { fault, ip, random, wait: (ms: number) => wait(ms, undefined, { signal: stopping }) };
  const { before, after } = FAULTS[fault.kind];
  const early = await before?.(struck);
  if (early) {
    logged.outcome = 'not carried out';
    return early;
  }
  const answer = await carryOut(api, params, action, ip, logged);
  return after ? after(struck, answer) : answer;
}

async function carryOut(api: Api, params: Params, action: string, ip: string, logged: LoggedCall): Promise<Answer> {
  const { whmcs } = api;
  const denial = denialOf(whmcs.config, api.settings, params, ip);
  if (denial) {
    logged.outcome = 'denied';
    const json = phpJson(JSON.stringify({ result: 'error', message: denial.message }));
    return jsonAnswer(json, denial.status);
  }
  const json = await run(whmcs, params, action, ip, logged);
  await api.hooks.endOfRequest();
  if (params.text('responsetype').toLowerCase() === 'json') return jsonAnswer(json);
  return { status: 200, contentType: 'text/xml', body: xmlFromJson(json, action, whmcs.switches.version) };
}

async function run(
  whmcs: Installation,
  params: Params,
  action: string,
  ip: string,
  logged: LoggedCall,
): Promise<string> {
  const { switches } = whmcs;
  try {
    const handle = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!handle) throw new Refusal('Command Not Found');
    const reply = await handle({ whmcs, params, ip, note: (text) => logged.notes.push(text) });
    logged.outcome = 'success';
    const warning = [reply.warning ?? '', switches.warning].filter(Boolean).join(' ');
    return printReply({ result: 'success', ...reply, warning: warning === '' ? undefined : warning }, switches);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logged.outcome = 'refused';
    return printRefusal(error.message, switches);
  }
}
