// Modules that the platform makes for a component: `@salesforce/…`. Values that depend on who looks at the page come from its
// session; texts of labels are put in where marks stand, once per language.
// @see Lightning Web Components Developer Guide, "@salesforce Modules"

/** Something of the org that a component needs. */
export interface PlatformImport {
  readonly kind: 'apex' | 'label' | 'resource' | 'customPermission' | 'userPermission' | 'schema' | 'none';
  /** `OrderController.getOrder`, `Portal_Title`, … */
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

interface VirtualModule {
  readonly code: string;
  readonly needs: Pick<PlatformImport, 'kind' | 'name'>;
}

/** Where a label's text goes: no other text in a program looks like it. */
export const labelMark = (name: string): string => `⟦label:${name}⟧`;
export const LABEL_MARK = /⟦label:(\w+)⟧/g;

const fromSession = (kind: string, name: string): string =>
  `import { ${kind} } from '@site/session'; export default ${kind}(${JSON.stringify(name)});`;
const nothing = { kind: 'none', name: '' } as const;

type Make = (name: string) => VirtualModule | string;

const USER = new Set(['Id', 'isGuest']);
const SITE = new Set(['Id', 'activeLanguages']);
const COMMUNITY = new Set(['Id', 'basePath']);

const FAMILIES: Readonly<Record<string, Make>> = {
  apex: (name) =>
    /^\w+\.\w+$/.test(name)
      ? {
          code: `import { apexMethod } from '@site/apex'; export default apexMethod(${JSON.stringify(name)});`,
          needs: { kind: 'apex', name },
        }
      : `@salesforce/apex/${name} names no Class.method`,
  label: (name) =>
    name.startsWith('c.')
      ? {
          code: `export default ${JSON.stringify(labelMark(name.slice(2)))};`,
          needs: { kind: 'label', name: name.slice(2) },
        }
      : `@salesforce/label/${name}: only custom labels of the project, c.Name, are known`,
  i18n: (name) => ({ code: fromSession('i18n', name), needs: nothing }),
  client: (name) => only(name, new Set(['formFactor']), 'client'),
  user: (name) => only(name, USER, 'user'),
  community: (name) => only(name, COMMUNITY, 'community'),
  site: (name) => only(name, SITE, 'site'),
  customPermission: (name) => ({
    code: fromSession('customPermission', name),
    needs: { kind: 'customPermission', name },
  }),
  userPermission: (name) => ({ code: fromSession('userPermission', name), needs: { kind: 'userPermission', name } }),
  resourceUrl: (name) => ({ code: fromSession('resourceUrl', name), needs: { kind: 'resource', name } }),
  schema: (name) => {
    const [objectApiName, ...path] = name.split('.');
    const token = path.length > 0 ? { fieldApiName: path.join('.'), objectApiName } : { objectApiName };
    return { code: `export default ${JSON.stringify(token)};`, needs: { kind: 'schema', name } };
  },
};

function only(name: string, known: ReadonlySet<string>, family: string): VirtualModule | string {
  if (known.has(name)) return { code: fromSession(family, name), needs: nothing };
  return `@salesforce/${family}/${name} is unknown: ${[...known].join(', ')}`;
}

/** Modules that other pages of the platform have and LWR sites do not, and what to use. */
const NOT_ON_SITES: Readonly<Record<string, string>> = {
  'lightning/platformShowToastEvent': 'use lightning/toast',
  'lightning/empApi': 'ask Apex again from time to time',
};

/** The module, or why there is none. */
export function platformModule(specifier: string): VirtualModule | string {
  const [, family = '', name = ''] = /^@salesforce\/(\w+)\/(.+)$/.exec(specifier) ?? [];
  const make = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
  if (make) return make(name);
  const instead = NOT_ON_SITES[specifier];
  if (instead) return `${specifier} is not supported on LWR sites: ${instead}`;
  return `the module ${specifier} is unknown to the local site`;
}
