// What the ledger remembers of one order in WHMCS: enough to resume after a crash at any instruction.
import { z } from 'zod';
import type { Json } from '../../ledger/tables.ts';

const time = z.iso.datetime();

const FACTS = z.object({
  clientId: z.string().optional(),
  /** AddClient was about to be sent then; cleared when its outcome is known. */
  addClientSentAt: time.optional(),
  /** AddOrder was about to be sent then; cleared when it is known to have created nothing. */
  addOrderSentAt: time.optional(),
  /** Look-ups since then that found nothing. */
  emptyLookUps: z.array(time).optional(),
  whmcsOrderId: z.string().optional(),
  serviceIds: z.array(z.string()).optional(),
  /** AcceptOrder was about to be sent then, or the order was found: read its state before sending it again. */
  acceptSentAt: time.optional(),
  isAccepted: z.boolean().optional(),
  /** Since when a service has been seen to be Pending after acceptance. */
  pendingSince: time.optional(),
  /** How often ModuleCreate was sent for Pending services. */
  moduleRuns: z.number().optional(),
});

export type WhmcsFacts = Readonly<z.infer<typeof FACTS>>;

/** @throws when the ledger holds something else under our name: a bug or a newer release */
export function readFacts(json: Json): WhmcsFacts {
  return FACTS.parse(json ?? {});
}

export function toJson(facts: WhmcsFacts): Json {
  return facts;
}

/** Facts without some of them. */
export function without(facts: WhmcsFacts, ...keys: (keyof WhmcsFacts)[]): WhmcsFacts {
  return Object.fromEntries(Object.entries(facts).filter(([key]) => !keys.includes(key as keyof WhmcsFacts)));
}
