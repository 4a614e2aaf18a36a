// Components of the platform that stand on views and theme layouts, by name.
// Source: the official generator of sites (@salesforce/templates, Build Your Own (LWR)); LWR Sites for Experience Cloud.
import { everyPart, treeOf } from './bundle.ts';
import type { SiteRule } from './rule.ts';

/** Whole lists of the families that templates and our pages use; other families (`dxp_…`) are left to the org. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  community_builder: [
    'htmlEditor',
    'richTextEditor',
    'seoAssistant',
    'cmsCollection',
    'cmsSingleItem',
    'tabs',
    'tabSet',
  ],
  community_layout: ['section', 'simpleThemeLayout', 'sldsFlexibleLayout', 'slotAccordion', 'columnLayout'],
  community_login: ['checkEmail', 'employeeLoginLink', 'forgotPassword', 'loginForm', 'selfRegister', 'socialLogin'],
  community_byo: ['scopedHeaderAndFooter'],
};
const TYPES: ReadonlySet<string> = new Set(['component', 'region']);

export const checkDefinitions: SiteRule = function* (bundle) {
  for (const item of [...bundle.ofType('sfdc_cms__view'), ...bundle.ofType('sfdc_cms__themeLayout')]) {
    const tree = treeOf(item);
    if (!tree) continue;
    for (const part of everyPart(tree)) {
      const type = part.get('type');
      if (!type || !TYPES.has(type.text))
        yield { at: (type ?? part).at, what: `a part is a component or a region, not ‘${type?.text ?? ''}’` };
      if (type?.text !== 'component') continue;
      const definition = part.get('definition');
      const [, family = '', name = ''] = /^(\w+):(\w+)$/.exec(definition?.text ?? '') ?? [];
      if (family === '') yield { at: (definition ?? part).at, what: `‘${definition?.text ?? ''}’ names no component` };
      else if (KNOWN[family] && !KNOWN[family].includes(name))
        yield { at: definition!.at, what: `${family}:${name} is none of the components of ${family} known here` };
    }
  }
};
