// Records that tell of the org's own set-up: its objects and fields, static resources, flows, stages. They come with the project.
import type { Component, Project } from '../metadata/project.ts';
import { contentOf } from '../metadata/static-resource.ts';
import { childrenOf, textOf } from '../metadata/xml.ts';
import type { Schema, SObjectType, Value } from '../schema/schema.ts';
import { makeId } from '../store/ids.ts';
import { addPermissionRecords } from './permission-records.ts';
import { addPermissionSetLicences } from './permission-set-licences.ts';
import type { SetupRecords } from './setup-records.ts';
import { addSiteRecords } from './site-records.ts';
import { DEFAULT_ADMIN } from './user-seeds.ts';
import { addViewRecords } from './view-records.ts';

export function addDefinitionRecords(project: Project, schema: Schema, setup: SetupRecords): void {
  for (const type of schema.types.values()) addEntity(type, setup);
  for (const component of project.ofType('StaticResource')) addStaticResource(component, project, setup);
  addBusinessHours(setup);
  addPermissionRecords(project, schema, setup);
  addPermissionSetGroups(project, setup);
  addAssignmentRules(project, setup);
  for (const { fullName, xml } of project.ofType('Flow'))
    setup.add('FlowDefinitionView', {
      DurableId: fullName,
      ApiName: fullName,
      Label: (xml && textOf(xml, 'label')) ?? fullName,
      ProcessType: (xml && textOf(xml, 'processType')) ?? null,
      IsActive: (xml && textOf(xml, 'status')) === 'Active',
    });
  for (const { fullName, xml } of project.ofType('ApexPage'))
    setup.add('ApexPage', {
      Name: fullName,
      MasterLabel: (xml && textOf(xml, 'label')) ?? fullName,
      ApiVersion: Number((xml && textOf(xml, 'apiVersion')) ?? project.apiVersion),
    });
  for (const { fullName, xml } of project.ofType('PlatformCachePartition'))
    setup.add('PlatformCachePartition', {
      DeveloperName: fullName,
      MasterLabel: (xml && textOf(xml, 'masterLabel')) ?? fullName,
      IsDefaultPartition: (xml && textOf(xml, 'isDefaultPartition')) === 'true',
    });
  // A language that a project translates into is shown. Source: Object Reference, "Translation".
  for (const { fullName } of project.ofType('Translations'))
    setup.add('Translation', { Language: fullName, IsActive: true, CanManage: true });
  addAppMenu(project, setup);
  addViewRecords(project, setup);
  addStages(schema, setup);
  addSiteRecords(project, setup);
  addPermissionSetLicences(setup);
}

function addAssignmentRules(project: Project, setup: SetupRecords): void {
  for (const { fullName, xml } of project.ofType('AssignmentRules'))
    for (const rule of childrenOf(xml!, 'assignmentRule'))
      setup.add('AssignmentRule', {
        Name: textOf(rule, 'fullName') ?? null,
        SobjectType: fullName,
        Active: textOf(rule, 'active') === 'true',
      });
}

function addStaticResource(component: Component, project: Project, setup: SetupRecords): void {
  const { fullName, xml } = component;
  const content = contentOf(project, component);
  setup.add('StaticResource', {
    Name: fullName,
    ContentType: (xml && textOf(xml, 'contentType')) ?? 'application/octet-stream',
    CacheControl: (xml && textOf(xml, 'cacheControl')) ?? 'Private',
    Description: (xml && textOf(xml, 'description')) ?? null,
    Body: content ? Buffer.from(content).toString('base64') : null,
    BodyLength: content?.length ?? 0,
  });
}

/** A new org is at work day and night. Source: Salesforce Help, "Set Business Hours". */
function addBusinessHours(setup: SetupRecords): void {
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const times = days.flatMap((day) => [`${day}StartTime`, `${day}EndTime`]);
  setup.add('BusinessHours', {
    Name: 'Default',
    IsActive: true,
    IsDefault: true,
    TimeZoneSidKey: DEFAULT_ADMIN.timeZone,
    ...Object.fromEntries(times.map((name): [string, Value] => [name, '00:00:00.000Z'])),
  });
}

function addEntity(type: SObjectType, setup: SetupRecords): void {
  const isCustom = type.kind !== 'standard';
  const isRecord = type.kind === 'standard' || type.kind === 'custom';
  setup.add('EntityDefinition', {
    DurableId: type.name,
    QualifiedApiName: type.name,
    DeveloperName: type.name.replace(/__\w+$/, ''),
    MasterLabel: type.label,
    Label: type.label,
    PluralLabel: type.labelPlural,
    KeyPrefix: type.keyPrefix || null,
    IsCustomizable: isCustom || type.createable,
    IsApexTriggerable: isRecord || type.kind === 'platformEvent',
    IsTriggerable: isRecord || type.kind === 'platformEvent',
    IsCustomSetting: type.kind === 'customSetting',
    IsQueryable: type.queryable,
    IsSearchable: isRecord,
    IsEverCreatable: type.createable,
    IsEverUpdatable: type.updateable,
    IsEverDeletable: type.deletable,
    IsLayoutable: isRecord,
    IsWorkflowEnabled: isRecord,
    InternalSharingModel: type.sharingModel,
    ExternalSharingModel: type.externalSharingModel,
  });
}

/** Groups, with the permission sets they are made of. */
function addPermissionSetGroups(project: Project, setup: SetupRecords): void {
  for (const { fullName, xml } of project.ofType('PermissionSetGroup')) {
    const groupId = setup.add('PermissionSetGroup', {
      DeveloperName: fullName,
      MasterLabel: textOf(xml!, 'label') ?? fullName,
      Description: textOf(xml!, 'description') ?? null,
      Language: 'en_US',
      Status: 'Updated',
    });
    for (const element of childrenOf(xml!, 'permissionSets')) {
      const permissionSetId = setup.idOf('PermissionSet', 'Name', element.text);
      if (permissionSetId)
        setup.add('PermissionSetGroupComponent', { PermissionSetGroupId: groupId, PermissionSetId: permissionSetId });
    }
  }
}

/** Key prefix of apps, which are no records here. */
const APP_PREFIX = '02u';

function addAppMenu(project: Project, setup: SetupRecords): void {
  for (const [index, { fullName, xml }] of project.ofType('CustomApplication').entries())
    setup.add('AppMenuItem', {
      Name: fullName,
      Label: (xml && textOf(xml, 'label')) ?? fullName,
      Description: (xml && textOf(xml, 'description')) ?? null,
      Type: 'TabSet',
      ApplicationId: makeId(APP_PREFIX, index + 1),
      SortOrder: index,
      IsVisible: true,
      IsAccessible: true,
    });
}

function addStages(schema: Schema, setup: SetupRecords): void {
  schema.valueSet('OpportunityStage')?.forEach(({ value, label, active, facts }, index) =>
    setup.add('OpportunityStage', {
      ApiName: value,
      MasterLabel: label,
      IsActive: active,
      SortOrder: index + 1,
      IsClosed: facts['closed'] === 'true',
      IsWon: facts['won'] === 'true',
      ForecastCategoryName: facts['forecastCategory'] ?? null,
      DefaultProbability: facts['probability'] === undefined ? null : Number(facts['probability']),
    }),
  );
  for (const [set, typeName] of [
    ['TaskStatus', 'TaskStatus'],
    ['TaskPriority', 'TaskPriority'],
  ] as const)
    schema.valueSet(set)?.forEach(({ value, label, isDefault, facts }, index) =>
      setup.add(typeName, {
        ApiName: value,
        MasterLabel: label,
        IsDefault: isDefault,
        SortOrder: index + 1,
        IsClosed: facts['closed'] === 'true',
        IsHighPriority: facts['highPriority'] === 'true',
      }),
    );
}
