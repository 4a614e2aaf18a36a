// Which rules stand behind which standard object. Objects without an entry follow their fields alone.
import type { StandardRules } from '../services.ts';
import { CASE_COMMENT_RULES, CASE_RULES } from './case.ts';
import { CONTENT_DOCUMENT_LINK_RULES, CONTENT_VERSION_RULES } from './file.ts';
import { KNOWLEDGE_RULES } from './knowledge.ts';
import { LEAD_RULES } from './lead.ts';
import { CONTACT_RULES } from './names.ts';
import { OPPORTUNITY_LINE_RULES, OPPORTUNITY_RULES } from './opportunity.ts';
import { ORDER_ITEM_RULES } from './order-item.ts';
import { ORDER_RULES } from './order.ts';
import { PERMISSION_SET_ASSIGNMENT_RULES } from './permission-set-assignment.ts';
import { PRICEBOOK_ENTRY_RULES, PRODUCT_RULES } from './price-book.ts';
import { customShareRules, shareRules } from './share.ts';
import { TASK_RULES } from './task.ts';
import { USER_RULES } from './user.ts';

const RULES: Readonly<Record<string, StandardRules>> = {
  AccountShare: shareRules('Account'),
  Case: CASE_RULES,
  CaseComment: CASE_COMMENT_RULES,
  CaseShare: shareRules('Case'),
  Contact: CONTACT_RULES,
  ContentDocumentLink: CONTENT_DOCUMENT_LINK_RULES,
  ContentVersion: CONTENT_VERSION_RULES,
  Individual: CONTACT_RULES,
  Knowledge__kav: KNOWLEDGE_RULES,
  Lead: LEAD_RULES,
  LeadShare: shareRules('Lead'),
  Opportunity: OPPORTUNITY_RULES,
  OpportunityLineItem: OPPORTUNITY_LINE_RULES,
  OpportunityShare: shareRules('Opportunity'),
  Order: ORDER_RULES,
  OrderItem: ORDER_ITEM_RULES,
  OrderShare: shareRules('Order'),
  PermissionSetAssignment: PERMISSION_SET_ASSIGNMENT_RULES,
  PricebookEntry: PRICEBOOK_ENTRY_RULES,
  Product2: PRODUCT_RULES,
  Task: TASK_RULES,
  User: USER_RULES,
};
const NONE: StandardRules = {};

export function standardRulesOf(typeName: string): StandardRules {
  return (
    RULES[typeName] ?? (typeName.endsWith('__Share') ? customShareRules(typeName.replace(/__Share$/, '__c')) : NONE)
  );
}
