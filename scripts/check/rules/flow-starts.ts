// How flows start: which facts of a start go together. Errors of orgs, as people met them, are quoted with the rule.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { everyElement, numbersBeyond, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile } from '../source-tree.ts';

type CheckStart = (start: XmlElement, flow: XmlElement) => Iterable<Problem>;

/** Runs a check over the start of a flow that has one. */
const ofStart = (check: CheckStart): Rule['check'] =>
  function* ({ xml }: MetadataFile) {
    const start = child(xml, 'start');
    if (start) yield* check(start, xml);
  };

function* checkDelete(start: XmlElement): Iterable<Problem> {
  const type = child(start, 'triggerType');
  const isDelete = textOf(start, 'recordTriggerType') === 'Delete';
  if (type?.text.startsWith('Record') && isDelete !== (type.text === 'RecordBeforeDelete'))
    yield { at: type, what: '<recordTriggerType>Delete goes with RecordBeforeDelete, and only that' };
}

function* checkPrior(start: XmlElement, flow: XmlElement): Iterable<Problem> {
  if (textOf(start, 'recordTriggerType') !== 'Create') return;
  for (const element of everyElement(flow))
    if (element.children.length === 0 && element.text.includes('$Record__Prior'))
      yield { at: element, what: 'a record that is being created has no $Record__Prior' };
}

function* checkLogic(start: XmlElement): Iterable<Problem> {
  yield* logicOf(start, 'filterLogic', 'filters', 'filter');
}

/** `and`, `or`, or numbers of what it joins. */
export function* logicOf(element: XmlElement, logic: string, joined: string, noun: string): Iterable<Problem> {
  const at = child(element, logic);
  if (at && !/^(and|or)$/i.test(at.text)) yield* numbersBeyond(at, childrenOf(element, joined).length, noun);
}

const NOT_ASYNC = ['label', 'timeSource', 'offsetUnit', 'offsetNumber', 'recordField', 'maxBatchSize'];

function* checkPaths(start: XmlElement): Iterable<Problem> {
  for (const path of childrenOf(start, 'scheduledPaths')) {
    const stray = NOT_ASYNC.flatMap((name) => child(path, name) ?? []);
    if (textOf(path, 'pathType') !== 'AsyncAfterCommit') yield* checkLater(path);
    else if (stray.length > 0)
      yield { at: stray[0]!, what: `a path AsyncAfterCommit has no <${stray.map(({ name }) => name).join('>, <')}>` };
  }
}

function* checkLater(path: XmlElement): Iterable<Problem> {
  if ((child(path, 'offsetNumber') === undefined) !== (child(path, 'offsetUnit') === undefined))
    yield { at: path, what: '<offsetNumber> and <offsetUnit> go together' };
  const source = child(path, 'timeSource');
  if (source?.text === 'RecordField' && !child(path, 'recordField'))
    yield { at: source, what: '<timeSource>RecordField needs <recordField>' };
}

const FREQUENCIES = ['Once', 'Daily', 'Weekly'];

function* checkSchedule(start: XmlElement): Iterable<Problem> {
  const schedule = child(start, 'schedule');
  if (textOf(start, 'triggerType') !== 'Scheduled') {
    if (schedule) yield { at: schedule, what: '<schedule> goes with <triggerType>Scheduled' };
    return;
  }
  if (!schedule) {
    yield { at: start, what: 'a scheduled flow needs <schedule>' };
    return;
  }
  for (const name of ['frequency', 'startDate', 'startTime'])
    if (!child(schedule, name)) yield { at: schedule, what: `a schedule needs <${name}>` };
  const frequency = child(schedule, 'frequency');
  if (frequency && !FREQUENCIES.includes(frequency.text))
    yield { at: frequency, what: `a flow is scheduled Once, Daily or Weekly, not ${frequency.text}` };
}

function* checkEvents(start: XmlElement): Iterable<Problem> {
  const object = child(start, 'object');
  const type = child(start, 'triggerType');
  if (!object || !type) return;
  const isEvent = /__e$|Event$/.test(object.text);
  if (type.text === 'PlatformEvent' && !isEvent)
    yield { at: object, what: `a flow of events starts by an event, and ${object.text} is none` };
  if (type.text.startsWith('Record') && object.text.endsWith('__e'))
    yield { at: type, what: `${object.text} is an event: <triggerType>PlatformEvent` };
}

function* checkRunAs(start: XmlElement): Iterable<Problem> {
  const user = child(start, 'flowRunAsUser');
  if (user && textOf(start, 'triggerType') !== 'RecordAfterSave')
    yield { at: user, what: 'only an after-save flow has <flowRunAsUser>' };
}

const ON = ['Flow'];
const GUIDE = 'Metadata API guide, Flow: FlowStart';

export const FLOW_START_RULES: readonly Rule[] = [
  { on: ON, source: GUIDE, check: ofStart(checkDelete) },
  { on: ON, source: 'Help, Flow Resource: $Record__Prior', check: ofStart(checkPrior) },
  { on: ON, source: GUIDE, check: ofStart(checkLogic) },
  { on: ON, source: 'seen in deployments: … cannot be set for ScheduledPath', check: ofStart(checkPaths) },
  { on: ON, source: 'seen in deployments: you must also set the frequency', check: ofStart(checkSchedule) },
  { on: ON, source: 'Platform Events guide, Subscribe with Flows', check: ofStart(checkEvents) },
  { on: ON, source: 'seen in deployments: the RunAsUser field isn’t supported', check: ofStart(checkRunAs) },
];
