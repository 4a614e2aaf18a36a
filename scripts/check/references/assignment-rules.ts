// Assignment rules name queues, and fields and values of the records that they hand out.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { numbersBeyond } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';
import { checkCondition } from './formulas.ts';
import type { ReferenceBook } from './reference-book.ts';

export function checkAssignmentRules({ fullName, xml }: MetadataFile, book: ReferenceBook): void {
  const type = book.object(xml, fullName);
  const rules = childrenOf(xml, 'assignmentRule');
  const [, second] = rules.filter((rule) => textOf(rule, 'active') === 'true');
  if (second) book.report(second, `${fullName} has another active assignment rule already`);
  if (type) for (const entry of rules.flatMap((rule) => childrenOf(rule, 'ruleEntry'))) checkEntry(entry, type, book);
}

function checkEntry(entry: XmlElement, type: SObjectType, book: ReferenceBook): void {
  checkOwner(entry, type, book);
  const criteria = childrenOf(entry, 'criteriaItems');
  for (const each of criteria) checkCriterion(each, type, book);
  for (const { at, what } of numbersBeyond(child(entry, 'booleanFilter'), criteria.length, 'criterion'))
    book.report(at, what);
  const formula = child(entry, 'formula');
  if (formula) checkCondition(formula, type, book);
}

function checkOwner(entry: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const at = child(entry, 'assignedTo');
  if (!at) return;
  if (textOf(entry, 'assignedToType') !== 'Queue')
    return book.report(at, `${at.text} is a user of one org; name a queue, which deploys with the rule`);
  book.component(at, 'Queue', at.text);
  const queue = book.tree.find('Queue', at.text);
  const holds = childrenOf(queue?.xml ?? entry, 'queueSobject').map((each) => textOf(each, 'sobjectType'));
  if (queue && !holds.includes(type.name)) book.report(at, `the queue ${at.text} holds no records of ${type.name}`);
}

function checkCriterion(criterion: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const at = child(criterion, 'field')!;
  const [object, name, ...rest] = at.text.split('.');
  if (object !== type.name || !name || rest.length > 0)
    return book.report(at, `${at.text} is no field of ${type.name}: write ${type.name}.Field`);
  const field = book.field(at, type, name);
  const value = child(criterion, 'value');
  const isWhole = ['equals', 'notEqual'].includes(textOf(criterion, 'operation') ?? '');
  if (field && value && isWhole) for (const each of value.text.split(',')) book.value(value, type, field, each.trim());
}
