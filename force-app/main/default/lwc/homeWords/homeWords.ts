// What waits for the customer, in words, and where they see to it. A kind that Apex adds is a type error here until it has some.
import casesAwait from '@salesforce/label/c.Home_Cases_Await';
import casesAwaitDo from '@salesforce/label/c.Home_Cases_Await_Do';
import eligible from '@salesforce/label/c.Home_Eligible';
import eligibleText from '@salesforce/label/c.Home_Eligible_Text';
import idRejected from '@salesforce/label/c.Home_Id_Rejected';
import idRejectedDo from '@salesforce/label/c.Home_Id_Rejected_Do';
import ordersDelayed from '@salesforce/label/c.Home_Orders_Delayed';
import ordersDelayedDo from '@salesforce/label/c.Home_Orders_Delayed_Do';
import ordersDelayedText from '@salesforce/label/c.Home_Orders_Delayed_Text';
import overdue from '@salesforce/label/c.Home_Overdue';
import overdueDo from '@salesforce/label/c.Home_Overdue_Do';
import returnEquipment from '@salesforce/label/c.Home_Return_Equipment';
import returnEquipmentDo from '@salesforce/label/c.Home_Return_Equipment_Do';
import goToShop from '@salesforce/label/c.Orders_Go_To_Shop';
import { filled } from 'c/formats';
import type { PageName } from 'c/pages';

interface MatterWords {
  /** `{0}` is how many things it is about. */
  readonly heading: string;
  /** What Apex says goes before it. */
  readonly text?: string;
  readonly page: PageName;
  /** What the link says. */
  readonly action: string;
}

export interface Matter {
  readonly kind: string;
  readonly heading: string;
  readonly text: string;
  readonly page: PageName;
  readonly action: string;
}

const MATTERS: Readonly<Record<Apex.HomeSummaryWord, MatterWords>> = {
  IdRejected: { heading: idRejected, page: 'identity', action: idRejectedDo },
  InvoicesOverdue: { heading: overdue, page: 'invoices', action: overdueDo },
  CasesAwaitYou: { heading: casesAwait, page: 'cases', action: casesAwaitDo },
  ReturnEquipment: { heading: returnEquipment, page: 'services', action: returnEquipmentDo },
  OrdersDelayed: { heading: ordersDelayed, text: ordersDelayedText, page: 'orders', action: ordersDelayedDo },
  EligibleToOrder: { heading: eligible, text: eligibleText, page: 'shop', action: goToShop },
};

/** @returns undefined for a kind that these pages do not know yet: there is nothing to say of it, and nowhere to lead */
export function matterOf({ kind, count, text }: Apex.HomeMatter): Matter | undefined {
  const words = MATTERS[kind as Apex.HomeSummaryWord];
  return (
    words && {
      kind,
      heading: filled(words.heading, count),
      text: text ?? words.text ?? '',
      page: words.page,
      action: words.action,
    }
  );
}
