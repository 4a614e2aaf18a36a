// Translations of objects name fields, values, layouts, rules and record types of the object.
// Source: Metadata API guide, "CustomObjectTranslation".
import { child, childrenOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import type { MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';

/** `objectTranslations/Order-ja/…`: the object and the language. */
function placeOf({ path }: MetadataFile): { object: string; language: string } | undefined {
  const [, object, language] = /\/objectTranslations\/(.+)-([^/-]+)\/[^/]+$/.exec(path) ?? [];
  return object && language ? { object, language } : undefined;
}

/** Parts of an object that a translation names, the element that does, and how the part is called in full. */
const PARTS: readonly (readonly [part: string, type: string, separator: string, element: string])[] = [
  ['layouts', 'Layout', '-', 'layout'],
  ['quickActions', 'QuickAction', '.', 'name'],
  ['recordTypes', 'RecordType', '.', 'name'],
  ['validationRules', 'ValidationRule', '.', 'name'],
  ['webLinks', 'WebLink', '.', 'name'],
];

export function checkObjectTranslation(file: MetadataFile, book: ReferenceBook): void {
  const { object } = placeOf(file) ?? {};
  const type = object === undefined ? undefined : book.object(file.xml, object);
  if (!type) return;
  for (const field of childrenOf(file.xml, 'fields')) checkField(field, type, book);
  for (const [part, kind, separator, element] of PARTS)
    for (const at of childrenOf(file.xml, part).flatMap((each) => child(each, element) ?? []))
      book.component(at, kind, `${type.name}${separator}${at.text}`);
}

export function checkFieldTranslation(file: MetadataFile, book: ReferenceBook): void {
  const { object } = placeOf(file) ?? {};
  const type = object === undefined ? undefined : book.object(file.xml, object);
  if (type) checkField(file.xml, type, book);
}

const LONGEST_LABEL = 40;

function checkField(translation: XmlElement, type: SObjectType, book: ReferenceBook): void {
  const name = child(translation, 'name');
  const field = name && book.field(name, type, name.text);
  const label = child(translation, 'label');
  if (label && label.text.length > LONGEST_LABEL)
    book.report(label, `<label> has ${label.text.length} characters, at most ${LONGEST_LABEL}`);
  for (const at of childrenOf(translation, 'picklistValues').flatMap((each) => child(each, 'masterLabel') ?? []))
    if (field && !field.picklistValues.some((value) => value.label === at.text))
      book.report(at, `${type.name}.${field.name} has no value with the label ‘${at.text}’`);
}
