// Picklist values: of fields, global value sets and standard value sets.
import type { Topic } from './mistake.ts';

const ORDER = 'objects/Order/fields/Activation_Status__c.field-meta.xml';
const STAGES = 'standardValueSets/OpportunityStage.standardValueSet-meta.xml';
const STATUSES = 'standardValueSets/OrderStatus.standardValueSet-meta.xml';

export const VALUE_SETS: Topic = {
  title: 'Picklist values',
  mistakes: [
    {
      title: 'a value that stands twice',
      source: 'Metadata API guide, ValueSet',
      caughtBy: 'rules',
      file: ORDER,
      from: '<fullName>Failed',
      to: '<fullName>Activating',
      at: '<value>\n                <fullName>Activating</fullName>\n                <default>false</default>\n                <label>Failed',
      says: /stands twice/,
    },
    {
      title: 'two defaults',
      source: 'Metadata API guide, ValueSet',
      caughtBy: 'rules',
      file: ORDER,
      from: /<default>false/g,
      to: '<default>true',
      at: '<value>\n                <fullName>Activating',
      says: /second value is the default/,
      also: /second value is the default/,
    },
    {
      title: 'an order status without category',
      source: 'Metadata API guide, StandardValueSet',
      caughtBy: 'rules',
      file: STATUSES,
      from: '        <groupingString>Activated</groupingString>\n',
      to: '',
      at: '<standardValue>\n        <fullName>Activated',
      says: /needs <groupingString>/,
      also: /needs a value in Activated/,
    },
    {
      title: 'a won stage that is not closed',
      source: 'Metadata API guide, StandardValueSet',
      caughtBy: 'rules',
      file: STAGES,
      from: '<closed>true</closed>',
      to: '<closed>false</closed>',
      at: '<standardValue>\n        <fullName>Active',
      says: /is won, so it is closed/,
    },
    {
      title: 'a global value set that does not exist',
      source: 'Metadata API guide, GlobalValueSet',
      caughtBy: 'refs',
      file: 'objects/Product2/fields/CommodityType__c.field-meta.xml',
      from: '<valueSetName>Commodity_Type',
      to: '<valueSetName>Commodity',
      says: /Commodity/,
    },
  ],
};
