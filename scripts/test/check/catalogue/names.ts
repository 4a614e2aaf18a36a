// Names, labels and descriptions: their form and length.
import { customField } from './files.ts';
import type { Topic } from './mistake.ts';

const ERROR = 'objects/Order/fields/Activation_Error__c.field-meta.xml';
const LONG = `L${'o'.repeat(40)}`;

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
    {
      title: 'a name with two underscores in a row',
      source: 'Metadata API guide, CustomField: fullName',
      caughtBy: 'rules',
      file: 'objects/Order/fields/Two__Words__c.field-meta.xml',
      add: customField('Two__Words__c', '<length>80</length>\n<type>Text</type>'),
      at: '<CustomField',
      says: /‘Two__Words’ is no API name/,
    },
    {
      title: 'a name that begins with a digit',
      source: 'Metadata API guide, CustomField: fullName',
      caughtBy: 'rules',
      file: 'objects/Order/fields/2nd_Name__c.field-meta.xml',
      add: customField('2nd_Name__c', '<length>80</length>\n<type>Text</type>'),
      at: '<CustomField',
      says: /‘2nd_Name’ is no API name/,
    },
    {
      title: 'a name of 41 characters',
      source: 'Help, Custom Field Attributes: field names of up to 40 characters',
      caughtBy: 'rules',
      file: `objects/Order/fields/${LONG}__c.field-meta.xml`,
      add: customField(`${LONG}__c`, '<length>80</length>\n<type>Text</type>'),
      at: '<CustomField',
      says: /has 41 characters, at most 40/,
    },
    {
      title: 'a description of 1,001 characters',
      source: 'observed: Description: data value too large (max length=1000)',
      caughtBy: 'rules',
      file: ERROR,
      from: /<description>[^<]*/,
      to: `<description>${'x'.repeat(1001)}`,
      at: '<description>',
      says: /<description> has 1001 characters, at most 1000/,
    },
    {
      title: 'a help text of 511 characters',
      source: 'Help, Define Field-Level Help: up to 510 characters',
      caughtBy: 'rules',
      file: ERROR,
      from: '    <label>',
      to: `    <inlineHelpText>${'x'.repeat(511)}</inlineHelpText>\n    <label>`,
      at: '<inlineHelpText>',
      says: /<inlineHelpText> has 511 characters, at most 510/,
    },
    {
      title: 'a permission set of a label of 81 characters',
      source: 'Metadata API guide, PermissionSet: label, limit 80 characters',
      caughtBy: 'rules',
      file: 'permissionsets/Portal_Guest.permissionset-meta.xml',
      from: /<label>[^<]*/,
      to: `<label>${'x'.repeat(81)}`,
      at: '<label>',
      says: /<label> has 81 characters, at most 80/,
    },
    {
      title: 'a flow whose name ends in an underscore',
      source: 'Metadata API guide, Flow: fullName',
      caughtBy: 'rules',
      file: 'flows/Id_Rejection_Stamp.flow-meta.xml',
      rename: 'flows/Id_Rejection_Stamp_.flow-meta.xml',
      at: '<Flow',
      says: /‘Id_Rejection_Stamp_’ is no API name/,
    },
  ],
};
