// A flow's `<start>`: which saves of which object run it, under what conditions.
import { compileFormula } from '../formula/compile.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { SObjectType } from '../schema/schema.ts';
import type { Compilation } from './compilation.ts';
import { compileRecordFilters, type Condition } from './conditions.ts';
import type { FlowMoment, Frame, Target, Trigger } from './flow.ts';
import { quiet } from './operands.ts';
import { formulaReference } from './references.ts';
import { booleanIn, expectChildren, keyIn } from './source.ts';

const MOMENTS: Readonly<Record<string, FlowMoment>> = {
  RecordBeforeSave: 'beforeSave',
  RecordAfterSave: 'afterSave',
  RecordBeforeDelete: 'beforeDelete',
};

const OPERATIONS: Readonly<Record<string, { onInsert: boolean; onUpdate: boolean }>> = {
  Create: { onInsert: true, onUpdate: false },
  Update: { onInsert: false, onUpdate: true },
  CreateAndUpdate: { onInsert: true, onUpdate: true },
  Delete: { onInsert: false, onUpdate: false },
};

/** What a flow is started by. `kind` none: by another flow only. */
export type StartKind =
  { readonly kind: 'none' } | { readonly kind: 'record'; readonly object: SObjectType; readonly moment: FlowMoment };

/** Trigger types of flows that another flow or a client starts. */
export const UNTRIGGERED: ReadonlySet<string | undefined> = new Set([undefined, 'None']);

/** @throws SourceError no such object; UnsupportedMetadata it is started by a schedule, an event… */
export function startKind(start: XmlElement | undefined, typeOf: (name: string) => SObjectType | undefined): StartKind {
  const triggerType = start && textOf(start, 'triggerType');
  if (!start || UNTRIGGERED.has(triggerType)) return { kind: 'none' };
  const moment = keyIn(start, 'triggerType', MOMENTS);
  const name = requiredText(start, 'object');
  const object = typeOf(name);
  if (!object) throw new SourceError(child(start, 'object')!.position, `there is no object ${name}`);
  return { kind: 'record', object, moment };
}

/** @throws SourceError conditions that are wrong or do not go together */
export function compileTrigger(
  compilation: Compilation,
  start: XmlElement,
  { object, moment }: StartKind & { kind: 'record' },
  order: number,
): Trigger {
  expectChildren(start, [
    'connector',
    'doesRequireRecordChangedToMeetCriteria',
    'filterFormula',
    'filterLogic',
    'filters',
    'object',
    'recordTriggerType',
    'scheduledPaths',
    'triggerType',
  ]);
  const operations = keyIn(start, 'recordTriggerType', OPERATIONS);
  if ((moment === 'beforeDelete') !== (textOf(start, 'recordTriggerType') === 'Delete'))
    throw new SourceError(start.position, 'RecordBeforeDelete and recordTriggerType Delete belong together');
  const onlyWhenChangedToMeet = booleanIn(start, 'doesRequireRecordChangedToMeetCriteria') === true;
  if (
    onlyWhenChangedToMeet &&
    childrenOf(start, 'filters').some((filter) => textOf(filter, 'operator') === 'IsChanged')
  )
    throw new SourceError(start.position, 'IsChanged and doesRequireRecordChangedToMeetCriteria exclude each other');
  return {
    object,
    moment,
    ...operations,
    order,
    meets: entryCondition(compilation, start),
    onlyWhenChangedToMeet,
    asynchronous: asynchronousPaths(compilation, start),
  };
}

function entryCondition(compilation: Compilation, start: XmlElement): Condition {
  const formula = child(start, 'filterFormula');
  if (!formula) return compileRecordFilters(compilation.names, start, '$Record');
  if (childrenOf(start, 'filters').length > 0)
    throw new SourceError(formula.position, 'a start has either <filters> or a <filterFormula>');
  const { type, evaluate } = compileFormula<Frame>(formula.text, {
    allow: 'flowStart',
    position: formula.position,
    resolve: (path) => formulaReference(compilation.names, path, formula.position),
  });
  if (type !== 'boolean')
    throw new SourceError(formula.position, `the entry condition gives ${type}, not true or false`);
  return (frame) => quiet(() => evaluate(frame)) === true;
}

function asynchronousPaths(compilation: Compilation, start: XmlElement): Target[] {
  return childrenOf(start, 'scheduledPaths').map((path) => {
    expectChildren(path, ['connector', 'pathType']);
    if (textOf(path, 'pathType') !== 'AsyncAfterCommit')
      throw new UnsupportedMetadata(
        path.position,
        'scheduled paths other than AsyncAfterCommit are not executed by the local org',
      );
    if (compilation.moment !== 'afterSave')
      throw new SourceError(path.position, 'an asynchronous path belongs to a flow that runs after the save');
    return compilation.target(path, 'connector');
  });
}
