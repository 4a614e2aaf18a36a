// What WHMCS's cron does every few minutes, as far as it happens here.
import type { Api } from './api.ts';

/** Catches up with the calendar, then has the hook file send what waits (AfterCronJob). */
export async function runCron({ whmcs, hooks }: Pick<Api, 'whmcs' | 'hooks'>): Promise<void> {
  await whmcs.calendar.catchUp();
  await hooks.flush();
}
