// What a project defines, as the Tooling API tells it: objects, fields, rules, flows, components, layouts, test suites.
import type { Component, Project } from '../../metadata/project.ts';
import { childrenOf, textOf } from '../../metadata/xml.ts';
import type { LocalOrg } from '../../org.ts';
import type { Row, Value } from '../../schema/schema.ts';
import { makeId } from '../../store/ids.ts';
import type { RowSource } from './store.ts';
import { TOOLING_TYPES } from './types.ts';

/** An id of its own for the n-th component of a kind; the same as long as the project is. */
const idOf = (type: string, index: number): string => makeId(TOOLING_TYPES[type]!.keyPrefix, index + 1);

export function projectRows(org: LocalOrg): Readonly<Record<string, RowSource>> {
  const { project } = org;
  const audit = auditOf(org);
  const each = (kind: string, type: string, fieldsOf: (component: Component, index: number) => Row) => () =>
    project
      .ofType(kind)
      .map((component, index) => ({ Id: idOf(type, index), ...audit, ...fieldsOf(component, index) }));
  return {
    CustomObject: () =>
      project
        .ofType('CustomObject')
        .filter(({ fullName }) => /__\w+$/.test(fullName))
        .map((component, index) => ({ Id: idOf('CustomObject', index), ...audit, ...named(bare(component.fullName)) })),
    CustomField: each('CustomField', 'CustomField', ({ fullName, xml }) => ({
      ...named(bare(partOf(fullName))),
      TableEnumOrId: objectIdOf(project, objectOf(fullName)),
      Description: text(xml, 'description'),
    })),
    ValidationRule: each('ValidationRule', 'ValidationRule', ({ fullName, xml }) => ({
      ValidationName: partOf(fullName),
      EntityDefinitionId: objectOf(fullName),
      Active: text(xml, 'active') === 'true',
      Description: text(xml, 'description'),
      ErrorMessage: text(xml, 'errorMessage'),
      ErrorDisplayField: text(xml, 'errorDisplayField'),
    })),
    FlowDefinition: each('Flow', 'FlowDefinition', ({ fullName, xml }, index) => ({
      ...named(fullName, text(xml, 'label')),
      ActiveVersionId: text(xml, 'status') === 'Active' ? idOf('Flow', index) : null,
      LatestVersionId: idOf('Flow', index),
    })),
    Flow: each('Flow', 'Flow', ({ fullName, xml }, index) => ({
      MasterLabel: text(xml, 'label') ?? fullName,
      DefinitionId: idOf('FlowDefinition', index),
      Status: text(xml, 'status'),
      ProcessType: text(xml, 'processType'),
      VersionNumber: 1,
      ApiVersion: numberIn(xml, 'apiVersion'),
      Description: text(xml, 'description'),
    })),
    LightningComponentBundle: each('LightningComponentBundle', 'LightningComponentBundle', ({ fullName, xml }) => ({
      ...named(fullName, text(xml, 'masterLabel')),
      ApiVersion: numberIn(xml, 'apiVersion'),
      IsExposed: text(xml, 'isExposed') === 'true',
      Description: text(xml, 'description'),
    })),
    Layout: each('Layout', 'Layout', ({ fullName }) => {
      const [object = '', ...name] = fullName.split('-');
      return { Name: decodeURIComponent(name.join('-')), TableEnumOrId: objectIdOf(project, object) };
    }),
    ApexTestSuite: each('ApexTestSuite', 'ApexTestSuite', ({ fullName }) => ({ TestSuiteName: fullName })),
    TestSuiteMembership: () => suiteMembers(org),
  };
}

function suiteMembers({ project, store }: LocalOrg): Row[] {
  const members = project.ofType('ApexTestSuite').flatMap(({ xml }, suite) =>
    (xml ? childrenOf(xml, 'testClassName') : []).map(({ text: name }) => ({
      ApexTestSuiteId: idOf('ApexTestSuite', suite),
      ApexClassId: store.find('ApexClass', 'Name', name)[0]?.['Id'] ?? null,
    })),
  );
  return members.map((row, index) => ({ Id: idOf('TestSuiteMembership', index), ...row }));
}

/** Everything that a project defines came with one deployment. */
function auditOf({ store, organizationId }: LocalOrg): Row {
  const organization = store.get('Organization', organizationId);
  const { CreatedDate = null, CreatedById = null } = organization ?? {};
  return { CreatedDate, CreatedById, LastModifiedDate: CreatedDate, LastModifiedById: CreatedById };
}

const named = (DeveloperName: string, MasterLabel: Value = DeveloperName): Row => ({
  DeveloperName,
  MasterLabel: MasterLabel ?? DeveloperName,
});

/** `Invoice__c` → `Invoice`: a developer name has no suffix. */
const bare = (name: string): string => name.replace(/__[a-z]+$/i, '');
const objectOf = (fullName: string): string => fullName.split('.')[0] ?? '';
const partOf = (fullName: string): string => fullName.split('.')[1] ?? fullName;
const text = (xml: Component['xml'], name: string): string | null => (xml && textOf(xml, name)) ?? null;

function numberIn(xml: Component['xml'], name: string): number | null {
  const value = text(xml, name);
  return value === null ? null : Number(value);
}

/** A standard object stands for itself, a custom one is told by its id. */
function objectIdOf(project: Project, name: string): string {
  const customs = project.ofType('CustomObject').filter(({ fullName }) => /__\w+$/.test(fullName));
  const index = customs.findIndex(({ fullName }) => fullName === name);
  return index < 0 ? name : idOf('CustomObject', index);
}
