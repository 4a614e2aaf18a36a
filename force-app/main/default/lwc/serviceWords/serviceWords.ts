// The states of services and of rented equipment in the customer's words. A state that Apex adds is a type error here until it
// has some.
import awaitingReturn from '@salesforce/label/c.Equipment_Awaiting_Return';
import notRequired from '@salesforce/label/c.Equipment_Not_Required';
import overdue from '@salesforce/label/c.Equipment_Overdue';
import returned from '@salesforce/label/c.Equipment_Returned';
import active from '@salesforce/label/c.Service_Status_Active';
import cancelled from '@salesforce/label/c.Service_Status_Cancelled';
import cancelling from '@salesforce/label/c.Service_Status_Cancelling';
import unnamed from '@salesforce/label/c.Service_Unnamed';
import { commodityWords } from 'c/commodityWords';
import type { Tone } from 'c/statusBadge';

export interface StatusWords {
  readonly label: string;
  readonly tone: Tone;
}

type EquipmentWord = 'NotRequired' | 'AwaitingReturn' | 'Returned' | 'Overdue';

const SERVICE_STATUS: Readonly<Record<Exclude<Apex.CustomerServicesWord, EquipmentWord>, StatusWords>> = {
  Active: { label: active, tone: 'good' },
  Cancelling: { label: cancelling, tone: 'attention' },
  Cancelled: { label: cancelled, tone: 'neutral' },
};

const EQUIPMENT_STATUS: Readonly<Record<EquipmentWord & Apex.CustomerServicesWord, string>> = {
  NotRequired: notRequired,
  AwaitingReturn: awaitingReturn,
  Returned: returned,
  Overdue: overdue,
};

/** A word that these pages do not know yet is shown as it is. */
export function serviceStatus(word: string): StatusWords {
  return SERVICE_STATUS[word as keyof typeof SERVICE_STATUS] ?? { label: word, tone: 'neutral' };
}

/** '' while nothing is said of equipment. */
export function equipmentStatus(word: string | undefined): string {
  return word ? (EQUIPMENT_STATUS[word as EquipmentWord] ?? word) : '';
}

/** What was ordered, otherwise the kind of service; of some that are older than the portal neither is known. */
export function serviceName({ name }: { readonly name?: string }): string {
  return name ? commodityWords(name) : unnamed;
}
