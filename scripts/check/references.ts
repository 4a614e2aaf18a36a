// Everything a component names must exist: in this project, or among the standard objects that the local org knows.
import { loadProject } from '../../local/src/salesforce/metadata/load-project.ts';
import type { Project } from '../../local/src/salesforce/metadata/project.ts';
import { SourceError } from '../../local/src/salesforce/metadata/source-error.ts';
import { buildSchema } from '../../local/src/salesforce/schema/build-schema.ts';
import type { Schema } from '../../local/src/salesforce/schema/schema.ts';
import { textOf } from '../../local/src/salesforce/metadata/xml.ts';
import { counted, findingAt, type CheckResult } from './finding.ts';
import { checkCallouts, checkNamedCredential } from './references/credentials.ts';
import { checkAssignmentRules } from './references/assignment-rules.ts';
import { checkField } from './references/fields.ts';
import { checkFlexiPage } from './references/flexi-pages.ts';
import { checkFlow } from './references/flows.ts';
import { checkFieldFormula, checkRuleFormula } from './references/formulas.ts';
import { checkListView } from './references/list-views.ts';
import * as pages from './references/pages.ts';
import { checkPermissionSet } from './references/permission-sets.ts';
import * as sharing from './references/sharing.ts';
import { ReferenceBook } from './references/reference-book.ts';
import * as translations from './references/translations.ts';
import type { MetadataFile, SourceTree } from './source-tree.ts';

type Check = (file: MetadataFile, book: ReferenceBook) => void;

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  AssignmentRules: [checkAssignmentRules],
  CompactLayout: [pages.checkCompactLayout],
  CustomApplication: [pages.checkApp],
  CustomMetadata: [pages.checkCustomMetadata],
  CustomField: [checkField, checkFieldFormula],
  CustomFieldTranslation: [translations.checkFieldTranslation],
  CustomObject: [pages.checkObject],
  CustomObjectTranslation: [translations.checkObjectTranslation],
  CustomTab: [pages.checkCustomTab],
  ExtlClntAppConfigurablePolicies: [pages.checkClientAppPart],
  ExtlClntAppGlobalOauthSettings: [pages.checkClientAppPart],
  ExtlClntAppOauthConfigurablePolicies: [pages.checkClientAppPart],
  ExtlClntAppOauthSettings: [pages.checkClientAppPart],
  FlexiPage: [checkFlexiPage],
  Flow: [checkFlow],
  Layout: [pages.checkLayout],
  ListView: [checkListView],
  NamedCredential: [checkNamedCredential],
  PermissionSet: [checkPermissionSet],
  PermissionSetGroup: [sharing.checkPermissionSetGroup],
  RecordType: [pages.checkRecordType],
  Queue: [sharing.checkQueue],
  Role: [sharing.checkRole],
  SharingSet: [sharing.checkSharingSet],
  ValidationRule: [pages.checkValidationRule, checkRuleFormula],
};

/** @param load how the project of the tree is loaded, for who has it loaded already */
export async function checkReferences(
  tree: SourceTree,
  load: (root: string) => Promise<Project> = loadProject,
): Promise<CheckResult> {
  let schema: Schema;
  try {
    schema = buildSchema(await load(tree.root));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const what = error.message.replace(/^\S+:\d+: /, '');
    return { summary: 'no schema, so nothing could be looked up', findings: [findingAt(error.position, what)] };
  }
  const book = new ReferenceBook(tree, schema);
  for (const file of tree.files) for (const check of CHECKS[file.type] ?? []) check(file, book);
  checkCallouts(book);
  useLabelsOfCode(tree, book);
  for (const label of book.unusedLabels())
    book.report(label, `nothing uses the custom label ${textOf(label, 'fullName')}`);
  return { summary: `${counted(book.resolved, 'reference')} resolved`, findings: book.findings };
}

/** Apex writes `Label.Name`, LWCs import `@salesforce/label/c.Name`; both compilers check that it exists. */
const LABEL_IN_CODE: readonly (readonly [files: RegExp, use: RegExp])[] = [
  [/\.(cls|trigger)$/, /\bLabel\.(\w+)/g],
  [/\.(ts|js)$/, /@salesforce\/label\/c\.(\w+)/g],
];

function useLabelsOfCode(tree: SourceTree, book: ReferenceBook): void {
  for (const path of [...tree.paths, ...tree.ignored]) {
    for (const [files, use] of LABEL_IN_CODE) {
      if (!files.test(path)) continue;
      for (const [, name] of tree.text(path).matchAll(use)) book.useLabel(name!);
    }
  }
}
