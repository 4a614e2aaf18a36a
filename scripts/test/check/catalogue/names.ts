// Names, labels and descriptions: their form and length.
import type { Topic } from './mistake.ts';

const ERROR = 'objects/Order/fields/Activation_Error__c.field-meta.xml';

export const NAMES: Topic = {
  title: 'Names and texts',
  mistakes: [
    {
      title: 'a label of 41 characters',
      source: 'observed: Label too long (max length 40)',
      caughtBy: 'rules',
      file: ERROR,
      from: '<label>Activation Error',
      to: `<label>${'x'.repeat(41)}`,
      says: /41 characters, at most 40/,
    },
    {
      title: 'a fullName that differs from its file',
      source: 'Salesforce DX Developer Guide, Salesforce DX Project Structure and Source Format',
      caughtBy: 'rules',
      file: ERROR,
      from: '<fullName>Activation_Error__c',
      to: '<fullName>Activation_Errors__c',
      says: /the file says Activation_Error__c/,
    },
  ],
};
