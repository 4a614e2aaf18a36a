// Files that the Metadata API cannot read.
import type { Topic } from './mistake.ts';

const STATUS = 'objects/Order/fields/Activation_Status__c.field-meta.xml';
const ERROR = 'objects/Order/fields/Activation_Error__c.field-meta.xml';
const WHMCS_ORDER = 'objects/Order/fields/WHMCS_Order_Id__c.field-meta.xml';
const FAILED = 'objects/Order/listViews/Orders_Failed.listView-meta.xml';

const WSDL = 'Metadata API WSDL, as @salesforce/types declares it';

export const SYNTAX: Topic = {
  title: 'XML and its elements',
  mistakes: [
    {
      title: 'a missing end tag',
      source: 'XML 1.0, 3.1',
      caughtBy: 'schema',
      file: STATUS,
      from: '</label>',
      to: '</labell>',
      says: /malformed XML/,
      also: /malformed XML/,
    },
    {
      title: 'an unknown element',
      source: WSDL,
      caughtBy: 'schema',
      file: STATUS,
      from: '<required>false</required>',
      to: '<requird>false</requird>',
      says: /no element <requird>/,
    },
    {
      title: 'a value outside an enum',
      source: WSDL,
      caughtBy: 'schema',
      file: STATUS,
      from: '<type>Picklist',
      to: '<type>Pickliste',
      says: /‘Pickliste’, not one of/,
    },
    {
      title: 'a word for a number',
      source: WSDL,
      caughtBy: 'schema',
      file: WHMCS_ORDER,
      from: '<precision>18',
      to: '<precision>eighteen',
      says: /not a number/,
    },
    {
      title: 'yes for true',
      source: WSDL,
      caughtBy: 'schema',
      file: WHMCS_ORDER,
      from: '<unique>true',
      to: '<unique>yes',
      says: /not true or false/,
    },
    {
      title: 'an element given twice',
      source: WSDL,
      caughtBy: 'schema',
      file: ERROR,
      from: '<length>255</length>',
      to: '<length>255</length>\n    <length>80</length>',
      at: '<length>80',
      says: /more than once/,
    },
    {
      title: 'a missing element',
      source: WSDL,
      caughtBy: 'schema',
      file: FAILED,
      from: '    <filterScope>Everything</filterScope>\n',
      to: '',
      at: '<ListView',
      says: /needs <filterScope>/,
    },
    {
      title: 'repeats that do not stand together',
      source: 'observed: Element columns is duplicated at this location in type ListView',
      caughtBy: 'schema',
      file: FAILED,
      from: '    <label>',
      to: '    <columns>Name</columns>\n    <label>',
      at: '<columns>Name',
      says: /does not stand beside/,
    },
    {
      title: 'a missing namespace',
      source: WSDL,
      caughtBy: 'schema',
      file: STATUS,
      from: ' xmlns="http://soap.sforce.com/2006/04/metadata"',
      to: '',
      at: '<CustomField',
      says: /needs xmlns/,
    },
    {
      title: 'text between elements',
      source: WSDL,
      caughtBy: 'schema',
      file: FAILED,
      from: '<filters>',
      to: '<filters>oops',
      says: /text ‘oops’/,
    },
  ],
};
