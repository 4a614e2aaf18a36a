// Debug logs of users with a trace flag, as ApexLog records with a body. Source: Tooling API Developer Guide, "ApexLog",
// "TraceFlag": without a flag nothing is kept. What a log holds here: System.debug lines and how the request ended.
import { randomUUID } from 'node:crypto';
import type { ApiContext } from '../context.ts';

/** Newest logs that are kept; an org keeps more, for a day. */
const KEPT = 100;

export interface LoggedRequest {
  readonly userId: string;
  /** `executeAnonymous`; shown as the log's operation. */
  readonly operation: string;
  readonly lines: readonly string[];
  /** `Success`, or the message of what ended it. */
  readonly status: string;
  readonly startedAt: number;
  readonly apiVersion: number;
}

export class DebugLogs {
  readonly #context: ApiContext;
  readonly #isTraced: (userId: string) => boolean;
  readonly #bodies = new Map<string, string>();

  constructor(context: ApiContext, isTraced: (userId: string) => boolean) {
    this.#context = context;
    this.#isTraced = isTraced;
  }

  /** Text of a log; undefined: there is none of that id. */
  bodyOf(id: string): string | undefined {
    return [...this.#bodies].find(([held]) => held.slice(0, 15) === id.slice(0, 15))?.[1];
  }

  /** Keeps the log of a request, when its user is traced. */
  keep(request: LoggedRequest): void {
    if (!this.#isTraced(request.userId)) return;
    const { org, publish } = this.#context;
    const body = logText(request);
    const now = org.clock();
    const id = org.store.nextId('ApexLog');
    org.store.insert('ApexLog', {
      Id: id,
      LogUserId: request.userId,
      LogLength: Buffer.byteLength(body),
      Request: 'API',
      Operation: request.operation,
      Application: 'Unknown',
      Status: request.status.slice(0, 255),
      DurationMilliseconds: Math.max(0, now - request.startedAt),
      StartTime: atRest(request.startedAt),
      Location: 'SystemLog',
      RequestIdentifier: randomUUID().replaceAll('-', '').slice(0, 22),
      LastModifiedDate: atRest(now),
      SystemModstamp: atRest(now),
    });
    this.#bodies.set(id, body);
    this.#forgetOldest();
    org.store.commit();
    publish?.('/systemTopic/Logging', { sobject: { Id: id } });
  }

  #forgetOldest(): void {
    const [oldest] = this.#bodies.keys();
    if (this.#bodies.size <= KEPT || !oldest) return;
    this.#bodies.delete(oldest);
    if (this.#context.org.store.get('ApexLog', oldest)) this.#context.org.store.remove('ApexLog', oldest);
  }
}

const atRest = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}.000Z`;

/** In the shape of an org's log: version and levels, then `time (nanoseconds)|EVENT|…`. Lines of code are not known here. */
export function logText({ lines, status, startedAt, apiVersion }: Omit<LoggedRequest, 'userId' | 'operation'>): string {
  const time = `${new Date(startedAt).toISOString().slice(11, 23)} (0)`;
  const end = status === 'Success' ? [] : [`FATAL_ERROR|${status}`];
  const events = [
    'EXECUTION_STARTED',
    ...lines.map((line) => `USER_DEBUG|[EXTERNAL]|DEBUG|${line}`),
    ...end,
    'EXECUTION_FINISHED',
  ];
  return [`${apiVersion}.0 APEX_CODE,DEBUG`, ...events.map((event) => `${time}|${event}`), ''].join('\n');
}
