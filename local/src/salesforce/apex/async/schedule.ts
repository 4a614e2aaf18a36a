// Scheduled Apex: a CronTrigger with its CronJobDetail, and in a test the run that stopTest makes of it.
// Source: Apex Developer Guide, "Apex Scheduler". Outside tests nothing here watches the clock, so scheduling is refused.
import { datetimeAtRest } from '../../dml/transactions.ts';
import { invoke } from '../invoke.ts';
import { typeOf } from '../runtime-type.ts';
import { given, refuse } from '../library/given.ts';
import type { ApexObject } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { SchedulableContext } from './contexts.ts';
import { deepCopy } from './copy.ts';
import { nextTime, parseCron } from './cron.ts';
import { executeBatch } from './batch.ts';
import { blankRow, enqueue } from './jobs.ts';

/** Source: Apex Reference Guide, "CronJobDetail", JobType. */
const SCHEDULED_APEX = '7';

/** @returns the id of the CronTrigger */
export function schedule(vm: Vm, name: string | null, expression: string | null, job: ApexObject | null): string {
  const schedulable = given(vm, job, 3);
  const jobName = given(vm, name);
  if (!vm.test) return refuse(vm, 'System.schedule outside tests (no clock runs scheduled jobs)');
  const cron = parseCron(vm, given(vm, expression, 2));
  const now = vm.org.clock();
  const next = nextTime(cron, now, vm.user.timeZone);
  if (next === undefined && !cron.isSpecial)
    vm.raise('System.AsyncException', `Based on configured schedule, the given trigger '${name}' will never fire.`);
  refuseTaken(vm, jobName);
  const triggerId = addTrigger(vm, jobName, cron.text, next);
  const kept = deepCopy(schedulable, vm);
  enqueue(vm, {
    type: 'ScheduledApex',
    cls: typeOf(schedulable, vm.types).user,
    cronTriggerId: triggerId,
    allowsCallouts: false,
    run: (parts) =>
      parts.inTransaction((own) => void invoke(own, kept, 'execute', [new SchedulableContext(triggerId)])),
  });
  return triggerId;
}

/** @returns the id of the CronTrigger. In a test the batch runs at stopTest. */
export function scheduleBatch(
  vm: Vm,
  batchable: ApexObject | null,
  name: string | null,
  minutesFromNow: number | null,
  scope: number | null = null,
): string {
  const jobName = given(vm, name, 2);
  if (!vm.test) return refuse(vm, 'System.scheduleBatch outside tests (no clock runs scheduled jobs)');
  refuseTaken(vm, jobName);
  const at = new Date(vm.org.clock() + given(vm, minutesFromNow, 3) * 60_000);
  const text = `${at.getUTCSeconds()} ${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} ? ${at.getUTCFullYear()}`;
  const triggerId = addTrigger(vm, jobName, text, at.getTime());
  executeBatch(vm, batchable, scope);
  return triggerId;
}

function refuseTaken(vm: Vm, name: string): void {
  const { store } = vm.org;
  const isTaken = store
    .find('CronJobDetail', 'Name', name)
    .some((detail) => store.find('CronTrigger', 'CronJobDetailId', String(detail['Id'])).length > 0);
  if (isTaken) vm.raise('System.AsyncException', `The Apex job named "${name}" is already scheduled for execution.`);
}

function addTrigger(vm: Vm, name: string, expression: string, next: number | undefined): string {
  const { store } = vm.org;
  const detailId = store.nextId('CronJobDetail');
  store.insert('CronJobDetail', {
    ...blankRow(vm, 'CronJobDetail'),
    Id: detailId,
    Name: name,
    JobType: SCHEDULED_APEX,
  });
  const id = store.nextId('CronTrigger');
  const now = datetimeAtRest(vm.org.clock());
  store.insert('CronTrigger', {
    ...blankRow(vm, 'CronTrigger'),
    Id: id,
    CronJobDetailId: detailId,
    CronExpression: expression,
    State: 'WAITING',
    StartTime: now,
    NextFireTime: next === undefined ? null : datetimeAtRest(next),
    TimesTriggered: 0,
    OwnerId: vm.user.userId,
    CreatedById: vm.user.userId,
    CreatedDate: now,
    LastModifiedById: vm.user.userId,
    TimeZoneSidKey: vm.user.timeZone,
  });
  return id;
}
