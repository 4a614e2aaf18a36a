// What Apex has mailed: a recorder in place of a mail server. A mail is there once its transaction has committed.
import type { LocalOrg } from '../../org.ts';
import type { Vm } from '../vm.ts';

export interface SentMail {
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  /** File names of what is attached. */
  readonly attachments: readonly string[];
  /** Record that the mail is about, if any. */
  readonly whatId: string | null;
}

const boxes = new WeakMap<object, SentMail[]>();

function boxOf(life: object): SentMail[] {
  let box = boxes.get(life);
  if (!box) boxes.set(life, (box = []));
  return box;
}

/** All mails of an org since it was built, oldest first. */
export const sentMails = ({ life }: Pick<LocalOrg, 'life'>): readonly SentMail[] => boxOf(life);

/** Sends when the transaction commits; never when it rolls back, and never from a test. */
export function mail(vm: Vm, message: SentMail): void {
  if (!vm.test) vm.tx.afterCommit(() => void boxOf(vm.org.life).push(message));
}
