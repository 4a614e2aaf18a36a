// A visitor's message as the lead that Salesforce gets. spec/org.md, "Fields".
import type { Json } from '../ledger/tables.ts';
import type { RecordFields } from '../salesforce/upsert.ts';
import { withoutFormula, type LeadFields } from './fields.ts';

/** What the integration user writes; Request_Id__c joins it when it is sent. */
export function leadRecord(fields: LeadFields, consentAt: Date): Readonly<Record<string, Json>> {
  const { lastName, firstName, company, email, phone, prefecture, message } = fields;
  return {
    LastName: lastName,
    FirstName: firstName,
    // A lead needs a company, which becomes the account's name: for a private person their own, as on the portal.
    Company: company ?? [lastName, firstName].filter((part) => part !== null).join(' '),
    Email: email,
    Phone: phone,
    // Decides whose queue it is: the org's assignment rule goes by it.
    State: prefecture,
    Description: withoutFormula(message),
    LeadSource: 'Website',
    Privacy_Consent_Date_Time__c: consentAt.toISOString(),
  };
}

/** The stored lead as it is sent. @param body as leadRecord made it, in JSON */
export function fieldsToSend(requestId: string, body: string): RecordFields {
  return { ...(JSON.parse(body) as RecordFields), Request_Id__c: requestId };
}
