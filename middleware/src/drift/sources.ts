// What a look at both systems is taken with.
import type { Catalogue } from '../provisioning/whmcs/catalogue.ts';
import type { SalesforceApi } from '../salesforce/api.ts';
import type { WhmcsCall } from '../whmcs/call.ts';

export interface PictureSources {
  readonly api: SalesforceApi;
  readonly whmcs: WhmcsCall;
  readonly catalogue: Catalogue;
  /** Of WHMCS's server. */
  readonly timeZone: string;
  /** The user as whom we write: its changes are not somebody's at work. */
  readonly username: string;
  readonly now: () => Date;
  /** What changed later than this is left out; epoch milliseconds. */
  readonly settledBefore: number;
  /** Between two pages: waits while others need the systems more. @throws to give up */
  readonly breathe: () => Promise<void>;
}
