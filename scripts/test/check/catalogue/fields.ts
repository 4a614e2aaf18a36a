// Custom fields: what each type needs, allows and refuses.
import type { Topic } from './mistake.ts';

const ERROR = 'objects/Order/fields/Activation_Error__c.field-meta.xml';
const WHMCS_ORDER = 'objects/Order/fields/WHMCS_Order_Id__c.field-meta.xml';
const CASE = 'objects/Case/fields/Opportunity__c.field-meta.xml';

export const FIELDS: Topic = {
  title: 'Custom fields',
  mistakes: [
    {
      title: 'a number without precision',
      source: 'Metadata API guide, CustomField',
      caughtBy: 'rules',
      file: WHMCS_ORDER,
      from: '    <precision>18</precision>\n',
      to: '',
      at: '<CustomField',
      says: /needs <precision>/,
    },
    {
      title: 'a text that is too long',
      source: 'Metadata API guide, CustomField',
      caughtBy: 'rules',
      file: ERROR,
      from: '<length>255',
      to: '<length>256',
      says: /1 to 255/,
    },
    {
      title: 'a field without description',
      source: 'Portway',
      caughtBy: 'rules',
      file: ERROR,
      from: / +<description>.*\n/,
      to: '',
      at: '<CustomField',
      says: /says in <description>/,
    },
    {
      title: 'a lookup that says nothing of deletion',
      source: 'Metadata API guide, CustomField',
      caughtBy: 'rules',
      file: CASE,
      from: '    <deleteConstraint>SetNull</deleteConstraint>\n',
      to: '',
      at: '<CustomField',
      says: /deleteConstraint/,
    },
  ],
};
