// Cases and their comments. Source: Object Reference, "Case", "CaseComment"; reference/platform-behaviour.md §6.
import type { SavingRecord } from '../save.ts';
import type { Changes, DmlServices, RuleContext, StandardRules } from '../services.ts';
import { parentOf } from './price-lines.ts';
import { factsOf } from './value-set-facts.ts';

/** Read-only on the case, read from its contact. */
const FROM_CONTACT = {
  ContactEmail: 'Email',
  ContactPhone: 'Phone',
  ContactMobile: 'MobilePhone',
  ContactFax: 'Fax',
} as const;

export const CASE_RULES: StandardRules = {
  derive(record, changes, context) {
    deriveParties(record, changes, context);
    deriveStatus(record, context);
  },
};

function deriveParties(
  { values, prior, sent }: SavingRecord,
  { changed }: Changes,
  { services, tx }: RuleContext,
): void {
  // A case that a portal user raises is that user's own unless it says otherwise.
  if (!prior && tx.user.contactId && !sent.has('ContactId') && !sent.has('AccountId'))
    values['ContactId'] ??= tx.user.contactId;
  if (!prior && values['ContactId'] === null)
    values['ContactId'] = contactByEmail(services, values['SuppliedEmail']) ?? null;
  const contact = parentOf(services, 'Contact', values['ContactId']);
  if (contact && values['AccountId'] === null && (!prior || changed('ContactId')))
    values['AccountId'] = contact['AccountId'] ?? null;
  for (const [field, source] of Object.entries(FROM_CONTACT)) values[field] = contact?.[source] ?? null;
}

function contactByEmail(services: DmlServices, email: unknown): string | undefined {
  if (typeof email !== 'string') return undefined;
  const found = services.store.find('Contact', 'Email', email).filter((row) => row['IsDeleted'] !== true);
  return found.length === 1 ? String(found[0]!['Id']) : undefined;
}

function deriveStatus({ values, prior }: SavingRecord, { services, tx }: RuleContext): void {
  const closed = factsOf(services.schema, 'CaseStatus', values['Status'])?.['closed'] === 'true';
  values['IsClosed'] = closed;
  if (!prior) values['IsClosedOnCreate'] = closed;
  values['ClosedDate'] = closed ? (prior?.['ClosedDate'] ?? tx.now) : null;
}

export const CASE_COMMENT_RULES: StandardRules = {
  derive({ values, prior }, _, { tx }) {
    if (!prior && 'CreatorName' in values) values['CreatorName'] = tx.user.name;
  },
};
