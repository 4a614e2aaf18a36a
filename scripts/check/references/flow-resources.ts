// What flows name beside fields: objects of variables, collections, other flows, Apex actions, and results of formulas.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { ReferenceBook } from './reference-book.ts';

export function checkResources(flow: XmlElement, book: ReferenceBook): void {
  for (const variable of childrenOf(flow, 'variables')) {
    const type = child(variable, 'objectType');
    if (type) book.object(type, type.text);
  }
  for (const loop of childrenOf(flow, 'loops')) checkLoop(loop, flow, book);
  for (const subflow of childrenOf(flow, 'subflows')) {
    const name = child(subflow, 'flowName');
    if (name) book.component(name, 'Flow', name.text);
  }
  for (const action of childrenOf(flow, 'actionCalls')) checkAction(action, book);
  for (const item of childrenOf(flow, 'assignments').flatMap((each) => childrenOf(each, 'assignmentItems')))
    checkTarget(item, flow, book);
}

const named = (flow: XmlElement, name: string): XmlElement | undefined =>
  flow.children.find((each) => textOf(each, 'name') === name);

/** A variable that is a collection, or a lookup that finds many records. */
function checkLoop(loop: XmlElement, flow: XmlElement, book: ReferenceBook): void {
  const at = child(loop, 'collectionReference');
  const source = at && named(flow, at.text);
  if (!at || !source) return; // that it exists is asked of every reference
  const isOne =
    (source.name === 'variables' && textOf(source, 'isCollection') !== 'true') ||
    (source.name === 'recordLookups' && textOf(source, 'getFirstRecordOnly') === 'true') ||
    ['constants', 'formulas', 'textTemplates'].includes(source.name);
  if (isOne) book.report(at, `${at.text} is no collection, so there is nothing to loop over`);
}

/** Only variables, records and screen fields are given values. */
function checkTarget(item: XmlElement, flow: XmlElement, book: ReferenceBook): void {
  const at = child(item, 'assignToReference');
  const target = at && named(flow, at.text);
  if (at && target && ['constants', 'formulas', 'textTemplates'].includes(target.name))
    book.report(at, `${at.text} is no variable, so nothing can be assigned to it`);
}

function checkAction(action: XmlElement, book: ReferenceBook): void {
  const at = child(action, 'actionName');
  if (!at || textOf(action, 'actionType') !== 'apex') return;
  const pattern = new RegExp(`/classes/(.*/)?${at.text}\\.cls$`, 'i');
  book.file(at, pattern, `Apex class ${at.text}`);
  const path = book.tree.paths.find((each) => pattern.test(each));
  if (path && !/@InvocableMethod\b/i.test(book.tree.text(path))) book.report(at, `${at.text} has no @InvocableMethod`);
}
