// System.abortJob: by AsyncApexJob or CronTrigger. Source: Apex Reference Guide, "System Class".
import { datetimeAtRest } from '../../dml/transactions.ts';
import { to18 } from '../../store/ids.ts';
import type { Vm } from '../vm.ts';

/** @throws ApexThrow System.StringException the id is of no job */
export function abortJob(vm: Vm, jobId: string): void {
  const { store } = vm.org;
  const id = jobId.length === 15 ? to18(jobId) : jobId;
  const trigger = store.get('CronTrigger', id);
  const job = trigger ? store.find('AsyncApexJob', 'CronTriggerId', id)[0] : store.get('AsyncApexJob', id);
  if (!trigger && !job) vm.raise('System.StringException', `Invalid job id: ${jobId}`); // (unconfirmed)
  if (trigger) store.remove('CronTrigger', id);
  if (!job) return;
  if (['Completed', 'Failed', 'Aborted'].includes(String(job['Status']))) return;
  store.update('AsyncApexJob', { ...job, Status: 'Aborted', CompletedDate: datetimeAtRest(vm.org.clock()) });
  for (const waiting of vm.test?.queue ?? []) if (waiting.id === job['Id']) waiting.isAborted = true;
}
