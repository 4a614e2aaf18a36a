// The Lightning web components of the project as the platform would take them: files, configuration, what they name, and whether
// the LWC compiler accepts them. Their types are another check (components.ts).
import { loadProject } from '../../local/src/salesforce/metadata/load-project.ts';
import type { Project } from '../../local/src/salesforce/metadata/project.ts';
import { SourceError } from '../../local/src/salesforce/metadata/source-error.ts';
import { buildSchema } from '../../local/src/salesforce/schema/build-schema.ts';
import type { Schema } from '../../local/src/salesforce/schema/schema.ts';
import { checkCompiles } from './bundles/compile.ts';
import { componentBundles } from './bundles/component-bundle.ts';
import { checkConfiguration } from './bundles/configuration.ts';
import { checkFiles } from './bundles/files.ts';
import { checkUses } from './bundles/uses.ts';
import { counted, findingAt, type CheckResult } from './finding.ts';
import type { SourceTree } from './source-tree.ts';

/** @param load the project as the local org reads it */
export async function checkBundles(tree: SourceTree, load = loadProject): Promise<CheckResult> {
  const bundles = componentBundles(tree);
  const known = {
    tree,
    schema: await schemaOf(() => load(tree.root)),
    components: new Set(bundles.map(({ name }) => name)),
  };
  const problems = bundles.flatMap((bundle) => [
    ...checkFiles(bundle),
    ...checkConfiguration(bundle),
    ...checkUses(bundle, known),
    ...checkCompiles(bundle, tree),
  ]);
  const files = bundles.reduce((sum, bundle) => sum + bundle.files.length, 0);
  return {
    summary: `${counted(bundles.length, 'Lightning web component')} of ${counted(files, 'file')}`,
    findings: problems.map(({ at, what }) => findingAt(at, what)),
  };
}

/** Undefined where the metadata makes no schema: the references say why. */
async function schemaOf(load: () => Promise<Project>): Promise<Schema | undefined> {
  try {
    return buildSchema(await load());
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
