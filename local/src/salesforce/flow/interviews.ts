// Interviews in lock step: each goes on by itself until it waits at a bulk node; those at the same node then act together.
// Salesforce, "Flow Bulkification in Transactions".
import { SalesforceError } from '../dml/save.ts';
import { Frame, isEvaluationFault, type BulkNode, type FlowRun, type Interview, type Target } from './flow.ts';

/** Elements one interview may pass; beyond that it is taken for an endless loop. The platform stops it by its CPU limit. */
const MAX_ELEMENTS = 200_000;

/** What an interview failed with when no fault path took it. */
export interface Failure {
  readonly interview: Interview;
  readonly element: string;
  readonly message: string;
}

/**
 * Runs the interviews of one chunk through one flow.
 * @param start where they begin: the flow's start, or an asynchronous path
 * @returns those that failed
 * @throws SalesforceError a limit of the transaction was exceeded
 */
export function runInterviews(run: FlowRun, interviews: readonly Interview[], start: Target): Failure[] {
  const failures: Failure[] = [];
  const passed = new Map<Interview, number>();
  for (const interview of interviews) {
    interview.frame = new Frame(run.flow, interview);
    interview.frame.at = start.node;
    for (const [name, value] of interview.inputs ?? []) interview.frame.variables.set(name, value);
  }
  for (;;) {
    for (const interview of interviews) advance(interview, passed, failures);
    const waiting = interviews.flatMap(({ frame }) => frame ?? []);
    if (waiting.length === 0) return failures;
    const first = waiting.reduce((best, frame) => (comesBefore(frame, best) ? frame : best));
    const node = first.at as BulkNode;
    const together = waiting.filter((frame) => frame.at === node);
    node.act(together, run);
    for (const frame of together) leave(frame, node, failures);
  }
}

/** Passes plain nodes until the interview waits at a bulk node or has ended. */
function advance(interview: Interview, passed: Map<Interview, number>, failures: Failure[]): void {
  let count = passed.get(interview) ?? 0;
  for (let frame = interview.frame; frame; frame = interview.frame) {
    const node = frame.at;
    if (!node) {
      endFrame(frame);
      continue;
    }
    if (node.kind === 'bulk') break;
    count += 1;
    if (count > MAX_ELEMENTS) throw new SalesforceError('LIMIT_EXCEEDED', 'Apex CPU time limit exceeded');
    try {
      const next = node.pass(frame);
      const inner = interview.frame; // a subflow has put its own frame on top
      if (inner === frame) frame.at = next.node;
    } catch (error) {
      if (!isEvaluationFault(error)) throw error;
      fail(interview, node.label, error.message, failures);
    }
  }
  passed.set(interview, count);
}

function endFrame(frame: Frame): void {
  const { interview, parent, onEnd } = frame;
  interview.frame = parent;
  if (!parent) interview.ended = frame;
  if (parent && onEnd) parent.at = onEnd(frame).node;
}

/** From a bulk node along its connector, its fault path, or to failure. */
function leave(frame: Frame, node: BulkNode, failures: Failure[]): void {
  const { fault, interview } = frame;
  frame.fault = undefined;
  if (fault === undefined) {
    frame.at = node.next.node;
    return;
  }
  interview.faultMessage = fault;
  if (node.fault) frame.at = node.fault.node;
  else fail(interview, node.label, fault, failures);
}

function fail(interview: Interview, element: string, message: string, failures: Failure[]): void {
  interview.frame = undefined;
  failures.push({ interview, element, message });
}

/** Outer flows decide first: whoever stands earlier there may still catch up with the others. */
function comesBefore(a: Frame, b: Frame): boolean {
  const [as, bs] = [ranksOf(a), ranksOf(b)];
  for (let i = 0; i < Math.min(as.length, bs.length); i += 1) if (as[i] !== bs[i]) return as[i]! < bs[i]!;
  return as.length < bs.length;
}

function ranksOf(frame: Frame): number[] {
  const ranks: number[] = [];
  for (let at: Frame | undefined = frame; at; at = at.parent) ranks.unshift(at.at?.rank ?? 0);
  return ranks;
}
