// Custom labels, translations and what else is shown by its text.
import { child, childrenOf, textOf } from '../../../local/src/salesforce/metadata/xml.ts';
import { repeated, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';

/** Languages that the platform speaks wholly or to end users. Metadata API Developer Guide, "Translations": Language. */
const LANGUAGES: ReadonlySet<string> = new Set(
  (
    'zh_CN zh_TW da nl_NL en_US fi fr de it ja ko no pt_BR ru es es_MX sv th ' +
    'ar bg hr cs en_GB el iw hu in pl pt_PT ro sk sl tr uk vi'
  ).split(' '),
);
/** Languages of the platform only: two letters, and some with a country; these here have none with one. */
const PLATFORM_ONLY = /^(?!(zh|nl|pt|en)$|(da|fi|ja|ko|no|ru|sv|th)_)[a-z]{2,3}(_[A-Z]{2})?$/;
const isLanguage = (code: string): boolean => LANGUAGES.has(code) || PLATFORM_ONLY.test(code);

const NAME = /^[A-Za-z](_?[A-Za-z0-9])*$/;

function* checkLabels({ xml }: MetadataFile): Iterable<Problem> {
  const labels = childrenOf(xml, 'labels');
  for (const label of repeated(labels, (each) => (textOf(each, 'fullName') ?? '').toLowerCase()))
    yield { at: label, what: `the label ${textOf(label, 'fullName')} stands twice` };
  for (const label of labels) {
    const name = child(label, 'fullName');
    if (name && !NAME.test(name.text))
      yield {
        at: name,
        what: `‘${name.text}’ is no name of a label: letters, digits and single underscores, a letter first`,
      };
    const language = child(label, 'language');
    if (language && !isLanguage(language.text)) yield { at: language, what: `${language.text} is no language` };
    const value = child(label, 'value');
    if (value?.text.trim() === '') yield { at: value, what: `the label ${name?.text ?? ''} has no text` };
  }
}

function* checkTranslation({ fullName, xml }: MetadataFile): Iterable<Problem> {
  if (!isLanguage(fullName)) yield { at: xml, what: `${fullName} is no language that labels are translated to` };
}

function* checkNotification({ xml }: MetadataFile): Iterable<Problem> {
  const name = child(xml, 'customNotifTypeName');
  if (name && name.text.length > 80)
    yield { at: name, what: `the name has ${name.text.length} characters, at most 80` };
  if (['desktop', 'mobile'].every((channel) => textOf(xml, channel) === 'false'))
    yield { at: xml, what: 'goes to no channel: desktop or mobile must be true' };
}

const CACHE: ReadonlySet<string> = new Set(['Private', 'Public']);

function* checkResource({ xml }: MetadataFile): Iterable<Problem> {
  const type = child(xml, 'contentType');
  if (!type || !/^[\w.+-]+\/[\w.+-]+$/.test(type.text))
    yield { at: type ?? xml, what: `‘${type?.text ?? ''}’ is no content type such as image/png` };
  const cache = child(xml, 'cacheControl');
  if (cache && !CACHE.has(cache.text))
    yield { at: cache, what: `cacheControl is ${cache.text}, not Private or Public` };
}

export const LABEL_RULES: readonly Rule[] = [
  { on: ['CustomLabels'], source: 'Metadata API guide, CustomLabels', check: checkLabels },
  { on: ['Translations'], source: 'Metadata API guide, Translations', check: checkTranslation },
  { on: ['CustomNotificationType'], source: 'Metadata API guide, CustomNotificationType', check: checkNotification },
  { on: ['StaticResource'], source: 'Metadata API guide, StaticResource', check: checkResource },
];
