// The checks of `npm run check`, in the order in which they report.
import { checkDeclarations } from './apex/declarations.ts';
import { checkGrants } from './apex/grants.ts';
import { checkApexQueries } from './apex/soql.ts';
import { checkApexStyle } from './apex/style.ts';
import { checkApexTypes } from './apex/types.ts';
import { checkBundles } from './bundles.ts';
import { checkConversion } from './conversion.ts';
import { checkWithFlowScanner } from './flow-scanner.ts';
import { checkPlatformRules } from './platform-rules.ts';
import { checkComponentTypes } from './components.ts';
import { checkFormat, checkLint, checkSiteTypes, checkTypes } from './programs.ts';
import { checkProject } from './project.ts';
import { checkReferences } from './references.ts';
import { checkSchema } from './schema.ts';
import { checkSetup } from './setup.ts';
import { checkSites } from './site.ts';
import { checkTexts } from './texts.ts';
import { checkWorkflows } from './workflows.ts';
import type { CheckResult } from './finding.ts';
import type { SourceTree } from './source-tree.ts';

export type Check = (this: void, tree: SourceTree) => CheckResult | Promise<CheckResult>;

export const CHECKS = {
  schema: checkSchema,
  rules: checkPlatformRules,
  refs: checkReferences,
  conversion: checkConversion,
  setup: checkSetup,
  project: checkProject,
  site: checkSites,
  texts: checkTexts,
  bundles: checkBundles,
  flows: checkWithFlowScanner,
  declarations: checkDeclarations,
  soql: checkApexQueries,
  grants: checkGrants,
  apex: checkApexTypes,
  pmd: checkApexStyle,
  format: ({ root }) => checkFormat(root),
  lint: ({ root }) => checkLint(root),
  types: ({ root }) => checkTypes(root),
  'site-types': ({ root }) => checkSiteTypes(root),
  lwc: checkComponentTypes,
  workflows: checkWorkflows,
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof CHECKS;
