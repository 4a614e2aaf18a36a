// Where code may call other systems. Source: Apex Developer Guide, "Callout Limits and Limitations", "Future Annotation",
// "Queueable Apex", "Using Batch Apex", "Apex Scheduler".
import { triggerContext } from '../sobject/trigger-context.ts';
import type { Vm } from '../vm.ts';

const FUTURE =
  'Callout not allowed from this future method. Please enable callout by annotating the future method. eg: @Future(callout=true)';

/** What is pending when nothing was saved: DML, asynchronous jobs and mails all wait for the commit. */
const PENDING = 'You have uncommitted work pending. Please commit or rollback before calling out';

/** @throws ApexThrow System.CalloutException this code may not call out, or not any more */
export function requireCalloutsAllowed(vm: Vm): void {
  const { execution } = vm;
  if (triggerContext(vm)) refuse(vm, 'Callout from triggers are currently not supported.');
  if (execution.kind === 'scheduled') refuse(vm, 'Callout from scheduled Apex not supported.');
  if (!execution.allowsCallouts) refuse(vm, FUTURE);
  if (hasPendingWork(vm)) refuse(vm, PENDING);
}

const refuse = (vm: Vm, message: string): never => vm.raise('System.CalloutException', message);

function hasPendingWork(vm: Vm): boolean {
  const { used } = vm.execution;
  return vm.tx.depth > 0 || vm.tx.usage.dmlStatements > used.runAs || used.futureCalls + used.queueableJobs > 0;
}
