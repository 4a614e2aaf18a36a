// Small projects with Apex in them, and what anonymous Apex says when it is run there.
import { ApexThrow } from '../../../../src/salesforce/apex/errors.ts';
import type { RunningUser } from '../../../../src/salesforce/security/running-user.ts';
import { apexClass, xml, type Files, type TestOrg } from '../../dml/test-org.ts';

export { apexClass };

export function apexTrigger(name: string, source: string, status = 'Active'): Files {
  return {
    [`triggers/${name}.trigger`]: source,
    [`triggers/${name}.trigger-meta.xml`]: xml(
      'ApexTrigger',
      `<apiVersion>65.0</apiVersion><status>${status}</status>`,
    ),
  };
}

/** Runs a block in a transaction of its own. @returns what it wrote with System.debug; an uncaught exception is the last line */
export function runApex(org: TestOrg, source: string, as: RunningUser = org.root): string[] {
  let log: readonly string[] = [];
  try {
    org.transact(as, (tx) => {
      log = org.apex.machine(tx).debugLog;
      org.apex.runAnonymous(tx, source);
    });
  } catch (error) {
    if (!(error instanceof ApexThrow)) throw error;
    return [...log, error.message];
  }
  return [...log];
}
