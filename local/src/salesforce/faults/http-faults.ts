// Faults of the REST API on demand: error answers, answers lost after the work was done, slow answers.
import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';

interface Matching {
  /** Requests left that meet the fault. */
  times: number;
  /** Part of the URL; left out: every request. */
  readonly path?: string | undefined;
}

export interface HttpFault extends Matching {
  /** HTTP status to answer; 0 breaks the connection without an answer. */
  readonly status: number;
  readonly body?: unknown;
  /** The request is carried out first, and only its answer replaced. */
  readonly commitFirst?: boolean | undefined;
}

export interface Delay extends Matching {
  readonly ms: number;
}

export class HttpFaults {
  #faults: HttpFault[] = [];
  #delays: Delay[] = [];

  add(fault: HttpFault): void {
    this.#faults.push(fault);
  }

  delay(delay: Delay): void {
    this.#delays.push(delay);
  }

  clear(): void {
    this.#faults = [];
    this.#delays = [];
  }

  readonly handler: RequestHandler = async (request, response, next) => {
    const delay = take(this.#delays, request.url);
    if (delay) await pause(delay.ms);
    const fault = take(this.#faults, request.url);
    if (!fault) return next();
    if (!fault.commitFirst) return strike(fault, response);
    replaceAnswer(fault, response);
    next();
  };
}

function take<Fault extends Matching>(faults: Fault[], url: string): Fault | undefined {
  const fault = faults.find(({ times, path }) => times > 0 && (path === undefined || url.includes(path)));
  if (fault) fault.times -= 1;
  return fault;
}

function strike(fault: HttpFault, response: Response): void {
  if (fault.status === 0) response.socket?.destroy();
  else response.status(fault.status).json(bodyOf(fault));
}

function replaceAnswer(fault: HttpFault, response: Response): void {
  const end = response.end.bind(response);
  response.end = () => {
    if (fault.status === 0) {
      response.socket?.destroy();
      return response;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = fault.status;
    response.setHeader('content-type', 'application/json');
    return end(JSON.stringify(bodyOf(fault)));
  };
}

function bodyOf(fault: HttpFault): unknown {
  return fault.body ?? [{ message: 'A test asked for this answer', errorCode: 'SERVER_UNAVAILABLE' }];
}
