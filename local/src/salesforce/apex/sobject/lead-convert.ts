// Converting a lead: account, contact and (unless it is not wanted) opportunity come of it, and the lead is marked.
// Sources: Apex Reference Guide, "LeadConvert Class"; reference/platform-behaviour.md §6 (what is filled and from where).
import type { SaveError, SaveResult } from '../../dml/save.ts';
import type { Row, Value } from '../../schema/schema.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { throwDml } from './dml.ts';
import { DatabaseError } from './results.ts';

export class LeadConvert {
  readonly values = new Map<string, ApexValue>();
}

export class LeadConvertResult {
  readonly leadId: string | null;
  readonly accountId: string | null;
  readonly contactId: string | null;
  readonly opportunityId: string | null;
  readonly isSuccess: boolean;
  readonly errors: readonly DatabaseError[];
  constructor(
    ids: { leadId: string | null; accountId: string | null; contactId: string | null; opportunityId: string | null },
    errors: readonly SaveError[],
  ) {
    this.leadId = ids.leadId;
    this.accountId = ids.accountId;
    this.contactId = ids.contactId;
    this.opportunityId = ids.opportunityId;
    this.isSuccess = errors.length === 0;
    this.errors = errors.map(({ statusCode, message, fields }) => new DatabaseError(statusCode, message, fields));
  }
}

const NO_IDS = { accountId: null, contactId: null, opportunityId: null };

/** Lead fields that become fields of the new records; only what is there. */
const ACCOUNT: Readonly<Record<string, string>> = {
  Name: 'Company',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  Industry: 'Industry',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  BillingStreet: 'Street',
  BillingCity: 'City',
  BillingState: 'State',
  BillingPostalCode: 'PostalCode',
  BillingCountry: 'Country',
};
const CONTACT: Readonly<Record<string, string>> = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  LeadSource: 'LeadSource',
  Description: 'Description',
  MailingStreet: 'Street',
  MailingCity: 'City',
  MailingState: 'State',
  MailingPostalCode: 'PostalCode',
  MailingCountry: 'Country',
};

class Refused extends Error {
  readonly errors: readonly SaveError[];
  constructor(errors: readonly SaveError[]) {
    super('lead conversion refused');
    this.errors = errors;
  }
}

/** @throws ApexThrow System.DmlException all or none is asked for and it cannot be converted */
export function convertLead(vm: Vm, request: LeadConvert, allOrNone: boolean): LeadConvertResult {
  const leadId = (request.values.get('LeadId') as string | null | undefined) ?? null;
  const before = vm.tx.savepoint();
  try {
    return new LeadConvertResult({ leadId, ...convert(vm, request, leadId) }, []);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    vm.tx.rollback(before);
    const [first] = error.errors as [SaveError];
    if (allOrNone) return throwDml(vm, 'convertLead', [{ row: 0, id: leadId, ...first }]);
    return new LeadConvertResult({ leadId, ...NO_IDS }, error.errors);
  }
}

function convert(vm: Vm, { values }: LeadConvert, leadId: string | null) {
  const { store } = vm.org;
  const lead = leadId === null ? undefined : store.get('Lead', leadId);
  const refuse = (statusCode: string, message: string): never => {
    throw new Refused([{ statusCode, message, fields: [] }]);
  };
  if (!lead || lead['IsDeleted'] === true) return refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (lead['IsConverted'] === true) return refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  const status = values.get('ConvertedStatus');
  const isConvertedStatus = [...store.all('LeadStatus')].some(
    (row) => row['MasterLabel'] === status && row['IsConverted'] === true,
  );
  if (!isConvertedStatus)
    return refuse('INVALID_STATUS', `invalid convertedStatus: ${(status as string | null | undefined) ?? ''}`);
  const ownerId = (values.get('OwnerId') as string | null | undefined) ?? String(lead['OwnerId']);
  if (!ownerId.startsWith('005')) return refuse('INVALID_OWNER', 'Converted objects can only be owned by users'); // unconfirmed

  const given = (name: string): string | null => (values.get(name) as string | null | undefined) ?? null;
  const accountId = place(vm, 'Account', given('AccountId'), mapped(lead, ACCOUNT), { OwnerId: ownerId });
  const contactId = place(vm, 'Contact', given('ContactId'), mapped(lead, CONTACT), {
    OwnerId: ownerId,
    AccountId: accountId,
  });
  const wantsOpportunity = values.get('DoNotCreateOpportunity') !== true;
  const opportunityId = wantsOpportunity
    ? (given('OpportunityId') ??
      newOpportunity(vm, given('OpportunityName') ?? String(lead['Company']), accountId, contactId, ownerId))
    : null;
  const { LastModifiedDate: _modified, ...rest } = lead;
  store.update('Lead', {
    ...rest,
    Status: status as Value,
    IsConverted: true,
    IsUnreadByOwner: false,
    ConvertedDate: vm.tx.now.slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
    LastModifiedDate: vm.tx.now,
  });
  return { accountId, contactId, opportunityId };
}

const mapped = (lead: Row, table: Readonly<Record<string, string>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(table)
      .map(([to, from]) => [to, lead[from] ?? null] as const)
      .filter(([, value]) => value !== null),
  );

/** A new record, or an existing one whose empty fields are filled. */
function place(
  vm: Vm,
  type: 'Account' | 'Contact',
  id: string | null,
  values: Record<string, Value>,
  links: Record<string, Value>,
): string {
  if (id === null) return save(vm, 'insert', type, { ...values, ...links });
  const row = vm.org.store.get(type, id);
  const empty = Object.entries(values).filter(([name]) => (row?.[name] ?? null) === null);
  return empty.length ? save(vm, 'update', type, Object.fromEntries(empty), id) : id;
}

function newOpportunity(vm: Vm, name: string, accountId: string, contactId: string, ownerId: string): string {
  const stage = vm.program.schema
    .valueSet('OpportunityStage')
    ?.find(({ active, facts }) => active && facts['closed'] !== 'true');
  const now = new Date(vm.tx.now);
  const quarterEnd = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
  const id = save(vm, 'insert', 'Opportunity', {
    Name: name,
    AccountId: accountId,
    StageName: stage?.value ?? null,
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    OwnerId: ownerId,
  });
  save(vm, 'insert', 'OpportunityContactRole', { OpportunityId: id, ContactId: contactId, IsPrimary: true });
  return id;
}

function save(
  vm: Vm,
  operation: 'insert' | 'update',
  type: string,
  values: Record<string, Value>,
  id?: string,
): string {
  const [result] = vm.org.save(vm.tx, {
    operation,
    records: [{ type, values, ...(id === undefined ? {} : { id }) }],
    allOrNone: true,
    access: 'system',
  }) as [SaveResult];
  if (!result.success) throw new Refused(result.errors);
  return result.id!;
}
