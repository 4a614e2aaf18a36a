// Translations of objects.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const FOLDER = 'objectTranslations/Order-ja';
const OBJECT = `${FOLDER}/Order-ja.objectTranslation-meta.xml`;
const FIELD = `${FOLDER}/Activation_Status__c.fieldTranslation-meta.xml`;

const GUIDE = 'Metadata API guide, CustomObjectTranslation';

const ofObject = (elements: string): string => metadata('CustomObjectTranslation', elements);
const ofField = (elements: string): string => metadata('CustomFieldTranslation', elements);

export const OBJECT_TRANSLATIONS: Topic = {
  title: 'Translations of objects',
  mistakes: [
    {
      title: 'a translation of an object that does not exist',
      source: `${GUIDE}: fullName`,
      caughtBy: 'refs',
      file: 'objectTranslations/Orders-ja/Orders-ja.objectTranslation-meta.xml',
      add: ofObject(''),
      at: '<CustomObjectTranslation',
      says: /no object Orders/,
    },
    {
      title: 'a translation of a field that does not exist',
      source: `${GUIDE}: In field: name - no CustomField named … found`,
      caughtBy: 'refs',
      file: `${FOLDER}/Activation_State__c.fieldTranslation-meta.xml`,
      add: ofField('<label>状態</label>\n<name>Activation_State__c</name>'),
      at: '<name>',
      says: /Order has no field Activation_State__c/,
    },
    {
      title: 'a translation of a value that does not exist',
      source: `${GUIDE}: picklistValues, masterLabel`,
      caughtBy: 'refs',
      file: FIELD,
      add: ofField(
        '<name>Activation_Status__c</name>\n<picklistValues>\n<masterLabel>Broken</masterLabel>\n<translation>失敗</translation>\n</picklistValues>',
      ),
      at: '<masterLabel>',
      says: /no value with the label ‘Broken’/,
    },
    {
      title: 'a translated label of 41 characters',
      source: `${GUIDE}: label, maximum of 40 characters`,
      caughtBy: 'refs',
      file: FIELD,
      add: ofField(`<label>${'あ'.repeat(41)}</label>\n<name>Activation_Status__c</name>`),
      at: '<label>',
      says: /<label> has 41 characters, at most 40/,
    },
    {
      title: 'a translation of a rule that does not exist',
      source: `${GUIDE}: validationRules`,
      caughtBy: 'refs',
      file: OBJECT,
      add: ofObject('<validationRules>\n<errorMessage>だめ</errorMessage>\n<name>Planted</name>\n</validationRules>'),
      at: '<name>',
      says: /no ValidationRule Order.Planted/,
    },
    {
      title: 'a translation of a layout that does not exist',
      source: `${GUIDE}: layouts`,
      caughtBy: 'refs',
      file: OBJECT,
      add: ofObject('<layouts>\n<layout>Planted Layout</layout>\n</layouts>'),
      at: '<layout>',
      says: /no Layout Order-Planted Layout/,
    },
    {
      title: 'a translation of a record type that does not exist',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: no RecordType named … found',
      caughtBy: 'refs',
      file: OBJECT,
      add: ofObject('<recordTypes>\n<label>種別</label>\n<name>Planted</name>\n</recordTypes>'),
      at: '<name>',
      says: /no RecordType Order.Planted/,
    },
  ],
};
