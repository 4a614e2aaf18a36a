// The words of the pages in both languages, so that a journey finds things by what a person reads, whichever language they read.
import { labelsOf, textIn } from '../../../local/src/salesforce/apex/library/labels.ts';
import type { Project } from '../../../local/src/salesforce/metadata/project.ts';

/** The text of a custom label, its places filled in. @throws Error no such label */
export type Words = (label: string, ...values: readonly (string | number)[]) => string;

export function wordsOf(project: Project): Readonly<Record<'en' | 'ja', Words>> {
  const labels = labelsOf(project);
  const wordsIn =
    (language: string): Words =>
    (name, ...values) => {
      const label = labels.get(name.toLowerCase());
      if (!label) throw new Error(`There is no label ${name}`);
      const text = values.reduce<string>(
        (filled, value, at) => filled.replaceAll(`{${at}}`, String(value)),
        textIn(label, language),
      );
      if (/\{\d\}/.test(text)) throw new Error(`${name} has more places to fill in: ${text}`);
      return text;
    };
  return { en: wordsIn('en_US'), ja: wordsIn('ja') };
}
