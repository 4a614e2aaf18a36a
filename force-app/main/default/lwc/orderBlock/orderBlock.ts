import { LightningElement, api } from 'lwc';
import anotherAddress from '@salesforce/label/c.Eligibility_Another';
import askHow from '@salesforce/label/c.Shop_Ask_How';
import checkAddress from '@salesforce/label/c.Shop_Check_Address';
import proveIdentity from '@salesforce/label/c.Shop_Prove_Identity';
import seeCheck from '@salesforce/label/c.Shop_See_Check';
import sendAgain from '@salesforce/label/c.Shop_Send_Again';
import type { PageName } from 'c/pages';

interface WayOut {
  readonly page: PageName;
  readonly label: string;
}

/** Where the customer gets on. A reason that Apex adds is a type error here until it has a way out. */
const WAYS_OUT: Readonly<Record<Apex.ProductRulesWord, WayOut>> = {
  EligibilityNeeded: { page: 'eligibility', label: checkAddress },
  EligibilityPending: { page: 'eligibility', label: seeCheck },
  NotAtAddress: { page: 'eligibility', label: anotherAddress },
  IdNeeded: { page: 'identity', label: proveIdentity },
  IdPending: { page: 'identity', label: seeCheck },
  IdRejected: { page: 'identity', label: sendAgain },
  IdMethodTooWeak: { page: 'newCase', label: askHow },
};

/** What stands in the way of an order, and a link to what to do about it, which leads back to the shop. */
export default class OrderBlock extends LightningElement {
  /** A word of ProductRules. */
  @api reason = '';
  /** The reason in the customer's words. */
  @api text = '';

  get wayOut(): WayOut | undefined {
    return WAYS_OUT[this.reason as Apex.ProductRulesWord];
  }
}
