// Picklist values: of fields, global value sets and standard value sets, and of record types.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const STATUS = 'objects/Order/fields/Activation_Status__c.field-meta.xml';
const COMMODITY = 'objects/Product2/fields/CommodityType__c.field-meta.xml';
const STAGES = 'standardValueSets/OpportunityStage.standardValueSet-meta.xml';
const STATUSES = 'standardValueSets/OrderStatus.standardValueSet-meta.xml';
const CASES = 'standardValueSets/CaseStatus.standardValueSet-meta.xml';
const LEADS = 'standardValueSets/LeadStatus.standardValueSet-meta.xml';
const PAYMENT = 'globalValueSets/Payment_Status.globalValueSet-meta.xml';
const PROCESS = 'objects/Opportunity/recordTypes/Planted.recordType-meta.xml';

const VALUE_SET = 'Metadata API guide, ValueSet';
const STANDARD = 'Metadata API guide, StandardValueSet';
const SKILL = 'forcedotcom/sf-skills, platform-value-set-generate';
const RECORD_TYPE = 'Metadata API guide, RecordType';

const recordType = (elements: string): string =>
  metadata('RecordType', `<fullName>Planted</fullName>\n<active>true</active>\n${elements}\n<label>Planted</label>`);
const picklist = (name: string, value: string): string =>
  `<picklistValues>\n<picklist>${name}</picklist>\n<values>\n<fullName>${value}</fullName>\n<default>false</default>\n</values>\n</picklistValues>`;

export const VALUE_SETS: Topic = {
  title: 'Picklist values and record types',
  mistakes: [
    {
      title: 'a value that stands twice',
      source: `${SKILL}: duplicate value found`,
      caughtBy: 'rules',
      file: STATUS,
      from: '<fullName>Failed',
      to: '<fullName>Activating',
      at: '<value>\n                <fullName>Activating</fullName>\n                <default>false</default>\n                <label>Failed',
      says: /stands twice/,
      also: /Failed|listed twice/,
    },
    {
      title: 'two values with one label',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Duplicate label',
      caughtBy: 'rules',
      file: PAYMENT,
      from: '<label>Refunded',
      to: '<label>Paid',
      at: '<customValue>\n        <fullName>Refunded',
      says: /the label ‘Paid’ stands twice/,
    },
    {
      title: 'two defaults',
      source: SKILL,
      caughtBy: 'rules',
      file: STATUS,
      from: /<default>false/g,
      to: '<default>true',
      at: '<value>\n                <fullName>Activating',
      says: /second value is the default/,
      also: /second value is the default/,
    },
    {
      title: 'a value set of no values',
      source: 'Metadata API guide, GlobalValueSet: customValue',
      caughtBy: 'rules',
      file: PAYMENT,
      from: / {4}<customValue>[^]*<\/customValue>\n/,
      to: '',
      at: '<GlobalValueSet',
      says: /at least one value/,
      also: /has no values|no value|Payment_Status/,
    },
    {
      title: 'a value set that does not say whether it is sorted',
      source: `${SKILL}: Required field missing: sorted`,
      caughtBy: 'schema',
      file: PAYMENT,
      from: '    <sorted>false</sorted>\n',
      to: '',
      at: '<GlobalValueSet',
      says: /needs <sorted>/,
    },
    {
      title: 'values of a standard set in a global one',
      source: `${SKILL}: unknown element standardValue`,
      caughtBy: 'schema',
      file: PAYMENT,
      from: /(?<=<\/?)customValue(?=>)/g,
      to: 'standardValue',
      at: '<standardValue>',
      says: /<GlobalValueSet> has no element <standardValue>/,
      also: /no element <standardValue>|at least one value|has no values/,
    },
    {
      title: 'a colour that is none',
      source: 'forcedotcom/sf-skills, platform-custom-field-generate, advanced picklists: hex with #',
      caughtBy: 'rules',
      file: PAYMENT,
      from: '<fullName>Paid</fullName>',
      to: '<fullName>Paid</fullName>\n        <color>green</color>',
      at: '<color>',
      says: /a colour is written #RRGGBB, not ‘green’/,
    },
    {
      title: 'a global value set that does not exist',
      source: `${SKILL}: valueSetName … does not exist`,
      caughtBy: 'refs',
      file: COMMODITY,
      from: '<valueSetName>Commodity_Type',
      to: '<valueSetName>Commodity',
      says: /Commodity/,
    },
    {
      title: 'values of its own beside a global value set',
      source:
        'forcedotcom/sf-skills, platform-custom-field-generate: Value set must reference a value set name or define a value set, but not both',
      caughtBy: 'rules',
      file: COMMODITY,
      from: '<valueSetName>Commodity_Type</valueSetName>',
      to: `<valueSetDefinition>
            <sorted>false</sorted>
            <value><fullName>One</fullName><default>false</default><label>One</label></value>
        </valueSetDefinition>
        <valueSetName>Commodity_Type</valueSetName>`,
      at: '<valueSetName>',
      says: /its own values or those of a set, not both/,
    },
    {
      title: 'an open picklist of a global value set',
      source: `${VALUE_SET}: a picklist of a global value set is restricted`,
      caughtBy: 'rules',
      file: COMMODITY,
      from: '<restricted>true',
      to: '<restricted>false',
      at: '<valueSet>',
      says: /always <restricted>true/,
    },
    {
      title: 'a standard value set that Salesforce has not',
      source: `${STANDARD}: names`,
      caughtBy: 'refs',
      file: 'standardValueSets/OrderStatuses.standardValueSet-meta.xml',
      add: metadata(
        'StandardValueSet',
        `<sorted>false</sorted>
<standardValue><fullName>Draft</fullName><default>false</default><label>Draft</label></standardValue>`,
      ),
      at: '<StandardValueSet',
      says: /no standard value set OrderStatuses/,
    },
    {
      title: 'a standard value set without values',
      source: `${STANDARD}: standardValue`,
      caughtBy: 'rules',
      file: 'standardValueSets/OrderType.standardValueSet-meta.xml',
      from: / {4}<standardValue>[^]*<\/standardValue>\n/,
      to: '',
      at: '<StandardValueSet',
      says: /at least one value/,
      also: /has no values/,
    },
    {
      title: 'an order status without category',
      source: STANDARD,
      caughtBy: 'rules',
      file: STATUSES,
      from: '        <groupingString>Activated</groupingString>\n',
      to: '',
      at: '<standardValue>\n        <fullName>Activated',
      says: /needs <groupingString>/,
      also: /needs a value in Activated/,
    },
    {
      title: 'an order status of a category that orders have not',
      source: STANDARD,
      caughtBy: 'rules',
      file: STATUSES,
      from: '<groupingString>Activated',
      to: '<groupingString>Active',
      says: /Draft or Activated, not ‘Active’/,
      also: /needs a value in Activated/,
    },
    {
      title: 'a stage without probability',
      source: STANDARD,
      caughtBy: 'rules',
      file: STAGES,
      from: '        <probability>10</probability>\n',
      to: '',
      at: '<standardValue>\n        <fullName>Introduction',
      says: /‘Introduction’ of OpportunityStage needs <probability>/,
    },
    {
      title: 'a won stage that is not closed',
      source: STANDARD,
      caughtBy: 'rules',
      file: STAGES,
      from: '<closed>true</closed>',
      to: '<closed>false</closed>',
      at: '<standardValue>\n        <fullName>Active',
      says: /is won, so it is closed/,
    },
    {
      title: 'case statuses of which none closes a case',
      source: STANDARD,
      caughtBy: 'rules',
      file: CASES,
      from: '<closed>true',
      to: '<closed>false',
      at: '<StandardValueSet',
      says: /at least one value that is <closed>/,
    },
    {
      title: 'lead statuses of which none is for converted leads',
      source: STANDARD,
      caughtBy: 'rules',
      file: LEADS,
      from: '<converted>true',
      to: '<converted>false',
      at: '<StandardValueSet',
      says: /at least one value that is <converted>/,
    },
    {
      title: 'a record type of opportunities without a sales process',
      source: 'forcedotcom/sf-skills, platform-custom-field-generate: Required field is missing: businessProcess',
      caughtBy: 'rules',
      file: PROCESS,
      add: recordType(''),
      at: '<RecordType',
      says: /a record type of Opportunity needs <businessProcess>/,
    },
    {
      title: 'a record type with a sales process that does not exist',
      source: `${RECORD_TYPE}: businessProcess`,
      caughtBy: 'refs',
      file: PROCESS,
      add: recordType('<businessProcess>Planting</businessProcess>'),
      at: '<businessProcess>',
      says: /no BusinessProcess Opportunity.Planting/,
    },
    {
      title: 'a record type of accounts with a process',
      source: `${RECORD_TYPE}: businessProcess, not allowed otherwise`,
      caughtBy: 'rules',
      file: 'objects/Account/recordTypes/Planted.recordType-meta.xml',
      add: recordType('<businessProcess>Planting</businessProcess>'),
      at: '<businessProcess>',
      says: /a record type of Account has no <businessProcess>/,
      also: /no BusinessProcess/,
    },
    {
      title: 'a record type with a value that its picklist lacks',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Picklist value … in picklist … not found',
      caughtBy: 'refs',
      file: 'objects/Account/recordTypes/Planted.recordType-meta.xml',
      add: recordType(picklist('Portal_Status__c', 'Sleeping')),
      at: '<values>',
      says: /Portal_Status__c has no value Sleeping/,
    },
    {
      title: 'a record type with a picklist that does not exist',
      source: RECORD_TYPE,
      caughtBy: 'refs',
      file: 'objects/Account/recordTypes/Planted.recordType-meta.xml',
      add: recordType(picklist('Portal_State__c', 'Active')),
      at: '<picklist>',
      says: /Account has no field Portal_State__c/,
    },
    {
      title: 'a record type with a compact layout that does not exist',
      source: `${RECORD_TYPE}: compactLayoutAssignment`,
      caughtBy: 'refs',
      file: 'objects/Account/recordTypes/Planted.recordType-meta.xml',
      add: recordType('<compactLayoutAssignment>Account_Planted</compactLayoutAssignment>'),
      at: '<compactLayoutAssignment>',
      says: /no CompactLayout Account.Account_Planted/,
    },
  ],
};
