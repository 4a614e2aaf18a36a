// Standard objects whose records hang below any custom object: files, notes, tasks and the like. Source: Object Reference, "Task",
// "Event", "Note", "Attachment", "ContentDocumentLink", "TopicAssignment", "ProcessInstance", "EntitySubscription".
import { addField, fieldOf, type TypeDraft } from './type-draft.ts';

interface CommonChild {
  readonly child: string;
  readonly field: string;
  /** The relationship's name at the parent. */
  readonly name: string;
  /** Only below objects that allow activities. */
  readonly isActivity?: true;
}

const COMMON_CHILDREN: readonly CommonChild[] = [
  { child: 'Attachment', field: 'ParentId', name: 'Attachments' },
  { child: 'ContentDocumentLink', field: 'LinkedEntityId', name: 'ContentDocumentLinks' },
  { child: 'EntitySubscription', field: 'ParentId', name: 'FeedSubscriptionsForEntity' },
  { child: 'Event', field: 'WhatId', name: 'Events', isActivity: true },
  { child: 'Note', field: 'ParentId', name: 'Notes' },
  { child: 'ProcessInstance', field: 'TargetObjectId', name: 'ProcessInstances' },
  { child: 'Task', field: 'WhatId', name: 'Tasks', isActivity: true },
  { child: 'TopicAssignment', field: 'EntityId', name: 'TopicAssignments' },
];

/** Names the custom objects of a project as parents of these. */
export function addCommonChildren(drafts: ReadonlyMap<string, TypeDraft>): void {
  const parents = [...drafts.values()].filter(({ kind }) => kind === 'custom');
  for (const { child, field: name, isActivity } of COMMON_CHILDREN) {
    const draft = drafts.get(child.toLowerCase());
    const field = draft && fieldOf(draft, name);
    if (!draft || !field) continue;
    const added = parents.filter((parent) => !isActivity || fieldOf(parent, 'LastActivityDate'));
    addField(draft, { ...field, referenceTo: [...field.referenceTo, ...added.map((parent) => parent.name)] });
  }
}

/** What such a relationship is called at a custom object. */
export const commonChildName = (child: string, field: string): string | undefined =>
  COMMON_CHILDREN.find((one) => one.child === child && one.field === field)?.name;
