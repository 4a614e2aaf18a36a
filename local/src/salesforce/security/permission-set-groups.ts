// Permission set groups: the grants of their permission sets together, without what their muting permission sets take away.
// A group is assigned like a permission set: by the PermissionSet record of type Group that Salesforce makes for it.
// Source: Metadata API Developer Guide, "PermissionSetGroup", "MutingPermissionSet"; Object Reference, "PermissionSet" (Type).
import { SourceError } from '../metadata/source-error.ts';
import type { Component, Project } from '../metadata/project.ts';
import { childrenOf } from '../metadata/xml.ts';
import type { Schema } from '../schema/schema.ts';
import { readGrants, type Grants } from './grants.ts';
import type { ObjectRight } from './running-user.ts';

/**
 * Grants of every group by its name.
 * @param permissionSets grants of the project's permission sets by name
 * @throws SourceError a group names a permission set that the project does not have
 */
export function readPermissionSetGroups(
  project: Project,
  schema: Schema,
  permissionSets: ReadonlyMap<string, Grants>,
): Map<string, Grants> {
  const muting = new Map(
    project
      .ofType('MutingPermissionSet')
      .map((component) => [component.fullName, readGrants(component, schema, project)]),
  );
  return new Map(
    project.ofType('PermissionSetGroup').map((group) => {
      const granted = named(group, 'permissionSets', permissionSets);
      const muted = union(named(group, 'mutingPermissionSets', muting));
      return [group.fullName, without(union(granted), muted)];
    }),
  );
}

function named(group: Component, element: string, known: ReadonlyMap<string, Grants>): Grants[] {
  return childrenOf(group.xml!, element).map(({ text, position }) => {
    const grants = known.get(text);
    if (!grants) throw new SourceError(position, `there is no ${element.replace(/s$/, '')} ${text}`);
    return grants;
  });
}

function union(all: readonly Grants[]): Grants {
  const objects = new Map<string, Set<ObjectRight>>();
  for (const grants of all)
    for (const [name, rights] of grants.objects) objects.set(name, new Set([...(objects.get(name) ?? []), ...rights]));
  const together = (of: (grants: Grants) => ReadonlySet<string>) => new Set(all.flatMap((grants) => [...of(grants)]));
  return {
    objects,
    allFieldsOf: together((grants) => grants.allFieldsOf),
    readableFields: together((grants) => grants.readableFields),
    editableFields: together((grants) => grants.editableFields),
    permissions: together((grants) => grants.permissions),
    classes: together((grants) => grants.classes),
    principals: together((grants) => grants.principals),
  };
}

function without(grants: Grants, muted: Grants): Grants {
  return {
    objects: new Map(
      [...grants.objects].map(([name, rights]) => [
        name,
        new Set(rights).difference(muted.objects.get(name) ?? new Set()),
      ]),
    ),
    allFieldsOf: new Set(grants.allFieldsOf).difference(muted.allFieldsOf),
    readableFields: new Set(grants.readableFields).difference(muted.readableFields),
    editableFields: new Set(grants.editableFields).difference(muted.editableFields),
    permissions: new Set(grants.permissions).difference(muted.permissions),
    classes: new Set(grants.classes).difference(muted.classes),
    principals: new Set(grants.principals).difference(muted.principals),
  };
}
