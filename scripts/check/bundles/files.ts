// What lies in a component's folder, and how it is named. The platform finds a component by its folder: a file of another name,
// or none, and the deployment ends with "No base file for markup://c:…".
// Source: Lightning Web Components Developer Guide, "Component Folder".
import type { BundleProblem, ComponentBundle, ComponentFile } from './component-bundle.ts';

const NAME = /^[a-z](_?[a-zA-Z0-9])*$/;
/** Endings of what a bundle may hold; `.js-meta.xml` is its configuration. */
const DEPLOYABLE = /\.(js|html|css|svg|js-meta\.xml)$/;
/** The folders a bundle may have in the org; tests stay here. */
const FOLDERS = /^(__\w+__\/)/;

export function* checkFiles(bundle: ComponentBundle): Iterable<BundleProblem> {
  const { name, files, meta, script } = bundle;
  const atBundle = (what: string): BundleProblem => ({
    at: { file: (files.find(isConfiguration) ?? files[0]!).path, line: 1 },
    what,
  });
  if (!NAME.test(name))
    yield atBundle(
      `‘${name}’ is no name of a component: a small letter first, then letters, digits and single underscores`,
    );
  const css = files.some((file) => file.name === `${name}.css`);
  if (!script && !css) yield atBundle(`has no ${name}.js and no ${name}.ts, so the component ${name} has no base file`);
  if (!meta && !files.some((file) => file.name === `${name}.js-meta.xml`)) yield atBundle(`has no ${name}.js-meta.xml`);
  for (const file of files) yield* checkFile(bundle, file);
}

function* checkFile({ name }: ComponentBundle, file: ComponentFile): Iterable<BundleProblem> {
  const at = { file: file.path, line: 1 };
  const [base = ''] = file.name.split('.');
  if (base !== name && base.toLowerCase() === name.toLowerCase())
    yield { at, what: `is not named as its folder, ${name}: capital and small letters count` };
  if (!file.deploys) return;
  if (FOLDERS.test(file.name) && file.name.startsWith('__tests__/'))
    yield { at, what: 'is a test and would be deployed: .forceignore lacks **/__tests__/**' };
  else if (!DEPLOYABLE.test(file.name))
    yield {
      at,
      what: `would be deployed, and a component holds no such file: add **/*${ending(file.name)} to .forceignore`,
    };
}

const isConfiguration = ({ name }: ComponentFile): boolean => name.endsWith('.js-meta.xml');

const ending = (name: string): string => /\.[^./]+$/.exec(name)?.[0] ?? name;
