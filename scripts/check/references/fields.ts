// Custom fields name other objects, value sets, the field that controls them, and fields to filter by.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Field, SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { objectOf, type MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';

export function checkField(file: MetadataFile, book: ReferenceBook): void {
  const target = child(file.xml, 'referenceTo');
  if (target) book.object(target, target.text);
  const set = child(file.xml, 'valueSet');
  const name = set && child(set, 'valueSetName');
  if (name) book.component(name, 'GlobalValueSet', name.text);
  if (set) checkDependence(set, file, book);
  const filter = child(file.xml, 'lookupFilter');
  if (filter && target) for (const item of childrenOf(filter, 'filterItems')) checkFilter(item, target.text, book);
}

/** Source: Metadata API guide, "ValueSet" and "ValueSettings". */
function checkDependence(set: XmlElement, file: MetadataFile, book: ReferenceBook): void {
  const at = child(set, 'controllingField');
  const type = book.schema.type(objectOf(file));
  if (!at || !type) return;
  const controlling = book.field(at, type, at.text);
  if (!controlling) return;
  if (!['picklist', 'boolean'].includes(controlling.type))
    return book.report(at, `${at.text} is neither of these: a picklist or a checkbox controls a picklist`);
  const own = book.schema.field(type, file.fullName.split('.')[1]!);
  for (const setting of childrenOf(set, 'valueSettings')) checkSetting(setting, type, controlling, own, book);
}

function checkSetting(
  setting: XmlElement,
  type: SObjectType,
  controlling: Field,
  own: Field | undefined,
  book: ReferenceBook,
): void {
  for (const at of childrenOf(setting, 'controllingFieldValue')) book.value(at, type, controlling, at.text);
  const value = child(setting, 'valueName');
  if (value && own) book.value(value, type, own, value.text);
}

/** `Account.Type` of the target, or `$Source.Field__c` of the record that looks up. */
function checkFilter(item: XmlElement, target: string, book: ReferenceBook): void {
  const at = child(item, 'field');
  const [object, name, ...rest] = at?.text.split('.') ?? [];
  if (!at || !name || rest.length > 0 || object?.startsWith('$')) return;
  const type = book.object(at, object!);
  if (type && type.name !== target) book.report(at, `${at.text} is no field of ${target}`);
  else if (type) book.field(at, type, name);
  const field = type && book.schema.field(type, name);
  const value = textOf(item, 'value') === undefined ? undefined : child(item, 'value');
  if (type && field && value && ['equals', 'notEqual'].includes(textOf(item, 'operation') ?? ''))
    for (const each of value.text.split(',')) book.value(value, type, field, each.trim());
}
