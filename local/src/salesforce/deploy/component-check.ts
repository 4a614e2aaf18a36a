// What a Lightning web component names of the org must be there: Apex methods, labels, static resources, other components; and
// it must have its JavaScript, which TypeScript is built into first. Source: LWC Dev Guide, "@salesforce Modules".
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SourceComponent } from '@salesforce/source-deploy-retrieve';
import type { BuiltOrg } from '../build-org.ts';
import { ApexCompileError } from '../apex/errors.ts';
import { annotation } from '../apex/user-class.ts';

export interface ComponentProblem {
  /** Of the bundle: `hello.js`. */
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

const IMPORT = /\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** What a specifier needs, by its beginning. @returns what is wrong, in words */
const RULES: readonly (readonly [RegExp, (name: string, org: BuiltOrg) => string | undefined])[] = [
  [/^@salesforce\/apex\/(?!refresh)(.+)$/, apexProblem],
  [
    /^@salesforce\/label\/c\.(\w+)$/,
    (name, org) => missing('CustomLabel', name, org, `There is no custom label ${name}`),
  ],
  [
    /^@salesforce\/resourceUrl\/(\w+)$/,
    (name, org) => missing('StaticResource', name, org, `There is no static resource ${name}`),
  ],
  [
    /^c\/(\w+)$/,
    (name, org) => missing('LightningComponentBundle', name, org, `There is no Lightning component c/${name}`),
  ],
];

export function checkComponent(bundle: SourceComponent, org: BuiltOrg): ComponentProblem[] {
  const folder = bundle.content!;
  const { name } = bundle;
  if (existsSync(join(folder, `${name}.html`)) && !existsSync(join(folder, `${name}.js`))) {
    const what = `The component has no ${name}.js: what is written in TypeScript must be built before it is deployed`;
    return [{ file: `${name}.html`, line: 1, what }];
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => importProblems(join(folder, file), org));
}

function importProblems(path: string, org: BuiltOrg): ComponentProblem[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(IMPORT)].flatMap((match) => {
    const what = problemOf(match[1] ?? match[2] ?? '', org);
    return what ? [{ file: basename(path), line: text.slice(0, match.index).split('\n').length, what }] : [];
  });
}

function problemOf(specifier: string, org: BuiltOrg): string | undefined {
  for (const [pattern, check] of RULES) {
    const name = pattern.exec(specifier)?.[1];
    if (name !== undefined) return check(name, org);
  }
  return undefined;
}

function missing(type: string, name: string, { project }: BuiltOrg, what: string): string | undefined {
  return project.find(type, name) ? undefined : what;
}

/** Wording of the first: recorded from real orgs. A class that does not compile is told as such. */
function apexProblem(reference: string, { apex, project }: BuiltOrg): string | undefined {
  const parts = reference.split('.');
  const [className = '', method = ''] = parts.slice(-2);
  if (parts.length > 2) return undefined; // of a package
  if (!project.find('ApexClass', className)) return `Unable to find Apex action class referenced as '${className}'.`;
  try {
    const found = apex.program.userClass(className)!.findMethods(method);
    if (found.some(({ modifiers }) => annotation(modifiers, 'auraenabled'))) return undefined;
  } catch (error) {
    if (error instanceof ApexCompileError) return undefined;
    throw error;
  }
  return `Unable to find Apex action method referenced as '${reference}'.`;
}
