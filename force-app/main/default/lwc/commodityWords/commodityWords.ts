// Kinds of service, values of Product2.CommodityType__c, in the customer's words.
import corporate from '@salesforce/label/c.Commodity_Internet_Corporate';
import personal from '@salesforce/label/c.Commodity_Internet_Personal';
import sim from '@salesforce/label/c.Commodity_Sim';
import vpn from '@salesforce/label/c.Commodity_Vpn';

export const INTERNET = {
  personal: 'Personal SonixNet Home Internet',
  corporate: 'Corporate SonixNet Home Internet',
} as const;

const WORDS: Readonly<Record<string, string>> = {
  [INTERNET.personal]: personal,
  [INTERNET.corporate]: corporate,
  SIM: sim,
  VPN: vpn,
};

/** A kind that administrators add is shown as they named it. */
export function commodityWords(commodity: string): string {
  return WORDS[commodity] ?? commodity;
}
