// Share objects: `Thing__Share` beside every custom object whose records are not open to all anyway.
// Source: Apex Developer Guide, "Understanding Sharing"; Object Reference, "AccountShare" for the fields they have in common.
import { CREATED_FIELDS, ID_FIELD, IS_DELETED_FIELD, makeField, plainPicklist } from './fields.ts';
import { addField, type TypeDraft } from './type-draft.ts';

export function shareTypeOf(owner: TypeDraft): TypeDraft | undefined {
  const { name, sharingModel } = owner;
  if (owner.kind !== 'custom' || sharingModel === 'ReadWrite' || sharingModel === 'ControlledByParent')
    return undefined;
  const draft: TypeDraft = {
    name: name.replace(/__c$/, '__Share'),
    label: `${owner.label} Share`,
    labelPlural: `${owner.label} Shares`,
    keyPrefix: '',
    kind: 'standard',
    fields: new Map(),
    validationRules: [],
    recordTypes: [],
    sharingModel: 'ReadWrite',
    externalSharingModel: 'ReadWrite',
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
  };
  const fixed = { updateable: false, nillable: false } as const;
  const fields = [
    ID_FIELD,
    makeField({
      name: 'ParentId',
      type: 'reference',
      length: 18,
      referenceTo: [name],
      relationshipName: 'Parent',
      requiredOnCreate: true,
      onParentDelete: 'cascade',
      ...fixed,
    }),
    makeField({
      name: 'AccessLevel',
      type: 'picklist',
      length: 40,
      nillable: false,
      requiredOnCreate: true,
      restrictedPicklist: true,
      picklistValues: plainPicklist(['Read', 'Edit', 'All']),
    }),
    makeField({
      name: 'UserOrGroupId',
      type: 'reference',
      length: 18,
      referenceTo: ['Group', 'User'],
      relationshipName: 'UserOrGroup',
      requiredOnCreate: true,
      ...fixed,
    }),
    makeField({
      name: 'RowCause',
      type: 'picklist',
      length: 40,
      updateable: false,
      picklistValues: plainPicklist(['Owner', 'Manual', 'Rule']),
    }),
    makeField({ name: 'LastModifiedDate', type: 'datetime', nillable: false, createable: false, updateable: false }),
    {
      ...CREATED_FIELDS[1]!,
      name: 'LastModifiedById',
      relationshipName: 'LastModifiedBy',
      label: 'Last Modified By ID',
    },
    IS_DELETED_FIELD,
  ];
  for (const field of fields) addField(draft, field);
  return draft;
}
