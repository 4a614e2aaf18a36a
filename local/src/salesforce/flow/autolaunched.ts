// Flows that code starts: an interview with inputs, run to its end at once.
import type { Transaction } from '../dml/transaction.ts';
import { FlowFault, newInterview, type FlowBody, type FlowServices } from './flow.ts';
import { runInterviews } from './interviews.ts';
import type { FlowValue } from './values.ts';

/**
 * Runs one interview of a flow that no record triggers.
 * @param inputs by name of the flow's input variables, in their types
 * @returns all variables as they were at the end
 * @throws FlowFault an element failed and no fault path took it; SalesforceError a limit of the transaction was exceeded
 */
export function startFlow(
  flow: FlowBody,
  services: FlowServices,
  tx: Transaction,
  inputs: ReadonlyMap<string, FlowValue>,
): ReadonlyMap<string, FlowValue> {
  const run = { flow, services, tx };
  const interview = newInterview(run, { record: undefined, prior: undefined, saving: undefined, inputs });
  const [failure] = runInterviews(run, [interview], flow.start);
  if (failure) throw new FlowFault(failure.message);
  return interview.ended!.variables;
}
