// Where code may call other systems. Source: Apex Developer Guide, "Callout Limits and Limitations", "Future Annotation",
// "Queueable Apex", "Using Batch Apex", "Apex Scheduler".
import { workDone } from '../async/execution.ts';
import { isInstance } from '../runtime-type.ts';
import { hasSavepoints } from '../sobject/savepoints.ts';
import { triggerContext } from '../sobject/trigger-context.ts';
import type { ApexObject } from '../values/values.ts';
import type { Vm } from '../vm.ts';

const FUTURE =
  'Callout not allowed from this future method. Please enable callout by annotating the future method. eg: @Future(callout=true)';

/** What is pending when nothing was saved: DML, asynchronous jobs and mails all wait for the commit. */
const PENDING = 'You have uncommitted work pending. Please commit or rollback before calling out';

/** Source: Salesforce release notes, Spring '24, "Make Callouts After Rolling Back DML and Releasing Savepoints". */
const SAVEPOINTS = 'All active Savepoints must be released before making callouts.';
const RELEASES_SAVEPOINTS = 60;

/** @throws ApexThrow System.CalloutException this code may not call out, or not any more */
export function requireCalloutsAllowed(vm: Vm): void {
  const { execution } = vm;
  if (triggerContext(vm)) refuse(vm, 'Callout from triggers are currently not supported.');
  if (execution.kind === 'scheduled') refuse(vm, 'Callout from scheduled Apex not supported.');
  if (!execution.allowsCallouts) refuse(vm, FUTURE);
  if (vm.tx.depth > 0 || workDone(vm) > execution.workUndone) refuse(vm, PENDING);
  if (hasSavepoints(vm)) refuse(vm, apiVersionOf(vm) < RELEASES_SAVEPOINTS ? PENDING : SAVEPOINTS);
}

const apiVersionOf = ({ frame }: Vm): number => frame?.method.owner.unit.apiVersion ?? RELEASES_SAVEPOINTS;

/** Whether the class of a job says that it calls other systems. */
export const allowsCallouts = (vm: Vm, job: ApexObject): boolean =>
  isInstance(job, vm.types.native('Database.AllowsCallouts'), vm.types);

const refuse = (vm: Vm, message: string): never => vm.raise('System.CalloutException', message);
