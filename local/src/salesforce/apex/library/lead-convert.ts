// Converting leads. Source: Apex Reference Guide, "LeadConvert Class" and "LeadConvertResult Class".
import { nativeClass, type NativeClass, type NativeSpec, type NativeTable } from '../native.ts';
import { convertLead, LeadConvert, LeadConvertResult } from '../sobject/lead-convert.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { withProperties } from './schema-properties.ts';

const IDS = [
  'AccountId',
  'ContactId',
  'LeadId',
  'OwnerId',
  'OpportunityId',
  'RelatedPersonAccountId',
  'BypassAccountDedupeCheckId',
];
const TEXTS = ['ConvertedStatus', 'OpportunityName'];
const FLAGS = [
  'DoNotCreateOpportunity',
  'OverwriteLeadSource',
  'SendNotificationEmail',
  'BypassAccountDedupeCheck',
  'BypassContactDedupeCheck',
];

function accessors(): Record<string, (vm: Vm, self: LeadConvert, value?: ApexValue) => ApexValue> {
  const table: Record<string, (vm: Vm, self: LeadConvert, value?: ApexValue) => ApexValue> = {};
  const add = (type: string, name: string, getter: string): void => {
    table[`${type} ${getter}()`] = (_vm, self) => self.values.get(name) ?? (type === 'Boolean' ? false : null);
    table[`void set${name}(${type} value)`] = (_vm, self, value) => void self.values.set(name, value);
  };
  for (const name of IDS.slice(0, 6)) add('Id', name, `get${name}`);
  for (const name of TEXTS) add('String', name, `get${name}`);
  for (const name of FLAGS) add('Boolean', name, `is${name}`);
  return table;
}

/** What the accessors reach, by name: `request.convertedStatus = '…'`. */
function properties(): NonNullable<NativeSpec['fields']> {
  const table: Record<string, { get: NativeTable[string]; set: NativeTable[string] }> = {};
  const add = (type: string, name: string): void => {
    table[`${type} ${name.charAt(0).toLowerCase()}${name.slice(1)}`] = {
      get: (_vm: Vm, self: LeadConvert) => self.values.get(name) ?? (type === 'Boolean' ? false : null),
      set: (_vm: Vm, self: LeadConvert, value: ApexValue) => void self.values.set(name, value),
    };
  };
  for (const name of IDS.slice(0, 6)) add('Id', name);
  for (const name of TEXTS) add('String', name);
  for (const name of FLAGS) add('Boolean', name);
  return table;
}

const convert = (vm: Vm, request: LeadConvert | null, allOrNone: boolean | null = true): LeadConvertResult =>
  convertLead(vm, vm.notNull(request), allOrNone !== false);

const convertAll = (vm: Vm, requests: ApexList | null, allOrNone: boolean | null = true): ApexList =>
  new ApexList(
    vm.types.list(vm.types.native('Database.LeadConvertResult')),
    (vm.notNull(requests).items as (LeadConvert | null)[]).map((one) => convert(vm, one, allOrNone)),
  );

/** Members of the class Database. */
export const DATABASE_LEADS = {
  'Database.LeadConvertResult convertLead(Database.LeadConvert request)': convert,
  'Database.LeadConvertResult convertLead(Database.LeadConvert request, Boolean allOrNone)': convert,
  'List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> requests)': convertAll,
  'List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> requests, Boolean allOrNone)': convertAll,
};

export const LEAD_CONVERT: readonly NativeClass[] = [
  nativeClass({
    name: 'Database.LeadConvert',
    js: LeadConvert,
    constructors: { 'LeadConvert()': () => new LeadConvert() },
    methods: accessors(),
    fields: properties(),
  }),
  withProperties({
    name: 'Database.LeadConvertResult',
    js: LeadConvertResult,
    methods: {
      'Id getAccountId()': (_vm, self: LeadConvertResult) => self.accountId,
      'Id getContactId()': (_vm, self: LeadConvertResult) => self.contactId,
      'Id getLeadId()': (_vm, self: LeadConvertResult) => self.leadId,
      'Id getOpportunityId()': (_vm, self: LeadConvertResult) => self.opportunityId,
      'Id getRelatedPersonAccountId()': () => null,
      'Boolean isSuccess()': (_vm, self: LeadConvertResult) => self.isSuccess,
      'List<Database.Error> getErrors()': (vm, self: LeadConvertResult) =>
        new ApexList(vm.types.list(vm.types.native('Database.Error')), [...self.errors]),
    },
  }),
];
