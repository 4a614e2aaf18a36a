// Classes and triggers of the project as records (ApexClass, ApexTrigger), and which permission sets open a class
// (SetupEntityAccess). Source: Object Reference, the pages of these objects.
import type { Component, Project } from '../metadata/project.ts';
import { childrenOf, textOf } from '../metadata/xml.ts';
import type { Store } from '../store/store.ts';
import type { SetupRecords } from './setup-records.ts';

/** Permission sets must have their records before. */
export function addApexRecords(project: Project, store: Store, setup: SetupRecords): void {
  const classIds = new Map<string, string>();
  for (const component of project.ofType('ApexClass'))
    classIds.set(component.fullName.toLowerCase(), setup.add('ApexClass', codeFields(component)));
  for (const component of project.ofType('ApexTrigger'))
    setup.add('ApexTrigger', { ...codeFields(component), ...triggerFields(component.content ?? '') });
  for (const component of project.ofType('PermissionSet')) addClassAccess(component, classIds, store, setup);
}

function codeFields({ fullName, xml, content = '' }: Component) {
  return {
    Name: fullName,
    Body: content,
    ApiVersion: Number(xml && textOf(xml, 'apiVersion')) || null,
    Status: (xml && textOf(xml, 'status')) ?? 'Active',
    IsValid: true,
    LengthWithoutComments: content.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').length,
    NamespacePrefix: null,
  };
}

/** `trigger Name on Object (before insert, after update)` */
const HEAD = /\btrigger\s+\w+\s+on\s+(\w+)\s*\(([^)]*)\)/i;

function triggerFields(source: string) {
  const [, object = '', events = ''] = HEAD.exec(source.replace(/\/\*[^]*?\*\/|\/\/.*/g, '')) ?? [];
  const on = new Set(
    events
      .toLowerCase()
      .split(',')
      .map((event) => event.trim().replace(/\s+/g, ' ')),
  );
  return {
    TableEnumOrId: object,
    UsageBeforeInsert: on.has('before insert'),
    UsageAfterInsert: on.has('after insert'),
    UsageBeforeUpdate: on.has('before update'),
    UsageAfterUpdate: on.has('after update'),
    UsageBeforeDelete: on.has('before delete'),
    UsageAfterDelete: on.has('after delete'),
    UsageAfterUndelete: on.has('after undelete'),
    UsageIsBulk: false,
  };
}

function addClassAccess(
  { fullName, xml }: Component,
  classIds: ReadonlyMap<string, string>,
  store: Store,
  setup: SetupRecords,
): void {
  const [permissionSet] = store.find('PermissionSet', 'Name', fullName);
  if (!permissionSet || !xml) return;
  for (const access of childrenOf(xml, 'classAccesses')) {
    const classId = classIds.get((textOf(access, 'apexClass') ?? '').toLowerCase());
    if (!classId || textOf(access, 'enabled') !== 'true') continue;
    setup.add('SetupEntityAccess', {
      ParentId: String(permissionSet['Id']),
      SetupEntityId: classId,
      SetupEntityType: 'ApexClass',
    });
  }
}
