import { LightningElement, api } from 'lwc';
import chooseDay from '@salesforce/label/c.Cancellation_Choose_Day';
import costs from '@salesforce/label/c.Cancellation_Costs';
import costsFor from '@salesforce/label/c.Cancellation_Costs_For';
import equipment from '@salesforce/label/c.Cancellation_Equipment';
import equipmentText from '@salesforce/label/c.Cancellation_Equipment_Text';
import feeNone from '@salesforce/label/c.Cancellation_Fee_None';
import feeTerm from '@salesforce/label/c.Cancellation_Fee_Term';
import feeTotal from '@salesforce/label/c.Cancellation_Fee_Total';
import monthly from '@salesforce/label/c.Cancellation_Monthly';
import workingOut from '@salesforce/label/c.Cancellation_Working_Out';
import { day, filled, money } from 'c/formats';
import { equipmentStatus } from 'c/serviceWords';

/** current: for the day chosen. waiting: those of another day are on their way. none: no possible day is chosen. */
export type CostsState = 'current' | 'waiting' | 'none';

/** What ending a service on a day would cost, and what would have to be sent back. */
export default class CancellationCosts extends LightningElement {
  label = { chooseDay, costs, equipment, equipmentText, feeTotal, workingOut };

  @api terms: Apex.CancellationTerms | undefined;
  @api state: CostsState = 'current';

  get isWaiting(): boolean {
    return this.state === 'waiting';
  }

  get isNone(): boolean {
    return this.state === 'none';
  }

  get shown() {
    const { terms } = this;
    if (!terms) return undefined;
    const amount = (value: number): string => money(value, terms.currencyCode);
    return {
      forDay: filled(costsFor, day(terms.lastDay)),
      fees: terms.fees.map(({ name, amount: fee, until }, key) => ({
        key,
        name,
        amount: amount(fee),
        why: filled(feeTerm, day(until)),
      })),
      total: terms.totalFee > 0 ? amount(terms.totalFee) : feeNone,
      monthly: terms.monthlyCharge > 0 ? filled(monthly, amount(terms.monthlyCharge)) : '',
    };
  }

  get goesBack() {
    const { terms } = this;
    if (!terms?.equipment.length) return undefined;
    return { items: terms.equipment, status: equipmentStatus(terms.equipmentStatus) };
  }
}
