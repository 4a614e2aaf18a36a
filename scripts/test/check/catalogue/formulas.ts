// Formulas of fields, validation rules and defaults.
import { customField, metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const PLANTED = 'objects/Order/fields/Planted__c.field-meta.xml';
const RULE = 'objects/Order/validationRules/Provisioned_Order_Is_Not_Retried.validationRule-meta.xml';

const FORMULA = 'forcedotcom/sf-skills, platform-custom-field-generate, formula fields';
const FUNCTIONS = 'Help, Formula Operators and Functions';

const formula = (text: string, type = '<type>Text</type>'): string =>
  customField('Planted__c', `<formula>${text}</formula>\n${type}`);
const validationRule = (text: string, rest = '<errorMessage>No.</errorMessage>'): string =>
  metadata(
    'ValidationRule',
    `<fullName>Planted</fullName>
<active>true</active>
<description>Planted.</description>
<errorConditionFormula>${text}</errorConditionFormula>
${rest}`,
  );
const PLANTED_RULE = 'objects/Order/validationRules/Planted.validationRule-meta.xml';

export const FORMULAS: Topic = {
  title: 'Formulas and validation rules',
  mistakes: [
    {
      title: 'a formula field of an unknown field',
      source: `${FORMULA}: Field Price__c does not exist. Check spelling.`,
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('TEXT(Price__c)'),
      at: '<formula>',
      says: /Price__c/,
    },
    {
      title: 'a formula field of an unknown function',
      source: FUNCTIONS,
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('UPPERCASE(OrderNumber)'),
      at: '<formula>',
      says: /UPPERCASE/,
    },
    {
      title: 'a formula field with a bracket that is not closed',
      source: FUNCTIONS,
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('UPPER(OrderNumber'),
      at: '<formula>',
      says: /formula|expected|\)/,
    },
    {
      title: 'a formula field that compares a picklist with =',
      source: 'observed: Field Status is a picklist field. Picklist fields are only supported in certain functions.',
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('IF(Status = &quot;Draft&quot;, &quot;a&quot;, &quot;b&quot;)'),
      at: '<formula>',
      says: /picklist/i,
    },
    {
      title: 'a formula field whose result is of another type',
      source: 'observed: Formula result is data type (Number), incompatible with expected data type (Text)',
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('1 + 1'),
      at: '<formula>',
      says: /gives number|number.*text/i,
    },
    {
      title: 'a formula field over a long text',
      source: 'observed: You referenced an unsupported field type called "Long Text Area"',
      caughtBy: 'refs',
      file: 'objects/Product2/fields/Planted__c.field-meta.xml',
      add: formula('LEFT(Portal_ConfigOptions_JSON__c, 10)'),
      at: '<formula>',
      says: /Portal_ConfigOptions_JSON__c/,
    },
    {
      title: 'a formula field that names itself',
      source: 'observed: Formula refers to itself',
      caughtBy: 'refs',
      file: PLANTED,
      add: formula('Planted__c &amp; &quot;!&quot;'),
      at: '<formula>',
      says: /Planted__c/,
    },
    {
      title: 'a unique formula field',
      source: 'observed: Can not specify unique for CustomFields that have a formula',
      caughtBy: 'rules',
      file: PLANTED,
      add: formula('OrderNumber', '<type>Text</type>\n<unique>true</unique>'),
      at: '<unique>',
      says: /a formula field cannot be <unique>/,
    },
    {
      title: 'a formula field as external id',
      source: 'observed: Can not specify externalId for CustomFields that have a formula',
      caughtBy: 'rules',
      file: PLANTED,
      add: customField(
        'Planted__c',
        '<externalId>true</externalId>\n<formula>OrderNumber</formula>\n<type>Text</type>',
      ),
      at: '<externalId>',
      says: /a formula field cannot be <externalId>/,
    },
    {
      title: 'a formula field of a type that formulas cannot have',
      source: `${FORMULA}: result types`,
      caughtBy: 'rules',
      file: PLANTED,
      add: formula('OrderNumber', '<length>256</length>\n<type>LongTextArea</type>\n<visibleLines>3</visibleLines>'),
      at: '<type>',
      says: /a formula gives no LongTextArea/,
      also: /cannot be a formula/,
    },
    {
      title: 'a formula of more than 3,900 characters',
      source: 'Help, Formula Field Limits and Restrictions',
      caughtBy: 'rules',
      file: PLANTED,
      add: formula(`&quot;${'x'.repeat(3900)}&quot;`),
      at: '<formula>',
      says: /a formula has at most 3900 characters, not 3902/,
    },
    {
      title: 'a rule on an unknown field',
      source: 'observed: Field Activation_State__c does not exist. Check spelling.',
      caughtBy: 'refs',
      file: RULE,
      from: 'ISPICKVAL(Activation_Status__c, &quot;Activating',
      to: 'ISPICKVAL(Activation_State__c, &quot;Activating',
      says: /Activation_State__c/,
    },
    {
      title: 'a rule on an unknown value',
      source: 'Metadata API guide, ValidationRule',
      caughtBy: 'refs',
      file: RULE,
      from: '&quot;Provisioned&quot;',
      to: '&quot;Provisionned&quot;',
      at: '<errorConditionFormula>',
      says: /no value ‘Provisionned’/,
    },
    {
      title: 'a rule whose formula answers no yes or no',
      source: 'Metadata API guide, ValidationRule: errorConditionFormula',
      caughtBy: 'refs',
      file: PLANTED_RULE,
      add: validationRule('LEN(OrderNumber)'),
      at: '<errorConditionFormula>',
      says: /boolean|true or false/,
    },
    {
      title: 'a rule that makes a text of a text',
      source: 'forcedotcom/sf-skills, platform-validation-rule-generate: TEXT()',
      caughtBy: 'refs',
      file: PLANTED_RULE,
      add: validationRule('TEXT(Activation_Error__c) = &quot;x&quot;'),
      at: '<errorConditionFormula>',
      says: /TEXT/,
    },
    {
      title: 'a rule with a CASE that has no last answer',
      source: 'forcedotcom/sf-skills, platform-validation-rule-generate: CASE()',
      caughtBy: 'refs',
      file: PLANTED_RULE,
      add: validationRule('CASE(Activation_Error__c, &quot;a&quot;, 1, &quot;b&quot;, 2) = 1'),
      at: '<errorConditionFormula>',
      says: /CASE/,
    },
    {
      title: 'a rule whose message stands at an unknown field',
      source: 'Metadata API guide, ValidationRule: errorDisplayField',
      caughtBy: 'refs',
      file: PLANTED_RULE,
      add: validationRule(
        'ISBLANK(PoNumber)',
        '<errorDisplayField>Po_Number__c</errorDisplayField>\n<errorMessage>No.</errorMessage>',
      ),
      at: '<errorDisplayField>',
      says: /Order has no field Po_Number__c/,
    },
    {
      title: 'a rule without a message',
      source: 'Metadata API guide, ValidationRule: errorMessage',
      caughtBy: 'schema',
      file: PLANTED_RULE,
      add: validationRule('ISBLANK(PoNumber)', ''),
      at: '<ValidationRule',
      says: /needs <errorMessage>/,
      also: /errorMessage/,
    },
    {
      title: 'a rule with a message of 256 characters',
      source: 'Metadata API guide, ValidationRule: errorMessage',
      caughtBy: 'rules',
      file: PLANTED_RULE,
      add: validationRule('ISBLANK(PoNumber)', `<errorMessage>${'x'.repeat(256)}</errorMessage>`),
      at: '<errorMessage>',
      says: /256 characters, at most 255/,
    },
    {
      title: 'a rule named like a field',
      source: 'forcedotcom/sf-skills, platform-custom-object-generate: validation rule names',
      caughtBy: 'rules',
      file: 'objects/Order/validationRules/Planted__c.validationRule-meta.xml',
      add: validationRule('ISBLANK(PoNumber)').replace('<fullName>Planted', '<fullName>Planted__c'),
      at: '<ValidationRule',
      says: /‘Planted__c’ is no API name/,
    },
  ],
};
