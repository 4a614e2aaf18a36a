// Validation rules and their formulas.
import type { Topic } from './mistake.ts';

const RULE = 'objects/Order/validationRules/Provisioned_Order_Is_Not_Retried.validationRule-meta.xml';

export const VALIDATION_RULES: Topic = {
  title: 'Validation rules',
  mistakes: [
    {
      title: 'a rule on an unknown field',
      source: 'Metadata API guide, ValidationRule',
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
  ],
};
