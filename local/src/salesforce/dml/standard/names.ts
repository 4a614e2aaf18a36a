// Full names of people: Contact, Individual, Lead and User.
import type { StandardRules } from '../services.ts';
import type { SavingRecord } from '../save.ts';

/** `Name` is the first and the last name; the salutation is no part of it. Source: Object Reference, "Contact". */
export function deriveFullName({ values }: SavingRecord): void {
  const name = ['FirstName', 'MiddleName', 'LastName', 'Suffix'].map((part) => values[part]).filter(Boolean);
  values['Name'] = name.join(' ') || null;
}

export const CONTACT_RULES: StandardRules = { derive: deriveFullName };
