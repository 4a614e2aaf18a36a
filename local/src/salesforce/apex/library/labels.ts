// Custom labels: Label.X in the running user's language. Source: Apex Reference Guide, "Label Class"; Metadata API Developer
// Guide, "CustomLabels" and "Translations".
import { childrenOf, textOf } from '../../metadata/xml.ts';
import type { Project } from '../../metadata/project.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import type { Vm } from '../vm.ts';

export interface Label {
  readonly own: string;
  readonly ownLanguage: string;
  /** By language in lower case: `ja`, `en_us`. */
  readonly translations: ReadonlyMap<string, string>;
}

const known = new WeakMap<Project, ReadonlyMap<string, Label>>();

/** Labels by name in lower case. */
export function labelsOf(project: Project): ReadonlyMap<string, Label> {
  let labels = known.get(project);
  if (!labels) known.set(project, (labels = readLabels(project)));
  return labels;
}

function readLabels(project: Project): Map<string, Label> {
  const translations = project.ofType('Translations').flatMap(({ fullName, xml }) =>
    (xml ? childrenOf(xml, 'customLabels') : []).map((element) => ({
      language: fullName.toLowerCase(),
      name: textOf(element, 'name')?.toLowerCase() ?? '',
      text: textOf(element, 'label') ?? '',
    })),
  );
  const byName = Map.groupBy(translations, ({ name }) => name);
  return new Map(
    project.ofType('CustomLabel').map(({ fullName, xml }) => {
      const translated = (byName.get(fullName.toLowerCase()) ?? []).map(
        ({ language, text }) => [language, text] as const,
      );
      const label = {
        own: textOf(xml!, 'value') ?? '',
        ownLanguage: (textOf(xml!, 'language') ?? '').toLowerCase(),
        translations: new Map(translated),
      };
      return [fullName.toLowerCase(), label];
    }),
  );
}

/** The label in a language (`ja`, `en_US`), or as it was first written. */
export function textIn(label: Label, language: string): string {
  const key = language.toLowerCase();
  if (key === label.ownLanguage) return label.own;
  return label.translations.get(key) ?? label.translations.get(key.split('_')[0]!) ?? label.own;
}

function get(vm: Vm, _namespace: string | null, name: string | null, language: string | null = null): string {
  const label = labelsOf(vm.program.project).get(vm.notNull(name).toLowerCase());
  // Wording unconfirmed.
  if (!label) return vm.raise('System.NoDataFoundException', `Label not found: ${name}`);
  return textIn(label, language ?? vm.tx.user.language);
}

const dynamicStatic: NonNullable<Parameters<typeof nativeClass>[0]['dynamicStatic']> = (name, program) => {
  const label = labelsOf(program.project).get(name.toLowerCase());
  return label && { type: 'String', get: (vm: Vm) => textIn(label, vm.tx.user.language) };
};

export const LABELS: readonly NativeClass[] = [
  nativeClass({
    name: 'Label',
    dynamicStatic,
    statics: {
      'String get(String namespace, String label)': get,
      'String get(String namespace, String label, String language)': get,
      'Boolean translationExists(String namespace, String label, String language)': (
        vm,
        _namespace: string | null,
        name: string | null,
        language: string | null,
      ) =>
        labelsOf(vm.program.project)
          .get(vm.notNull(name).toLowerCase())
          ?.translations.has(vm.notNull(language).toLowerCase()) ?? false,
    },
  }),
  // The project's own namespace: `Label.c.Name`.
  nativeClass({ name: 'Label.c', dynamicStatic }),
];
