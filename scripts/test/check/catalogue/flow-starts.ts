// How flows start. Most errors are quoted as orgs word them.
import { assign, element, plantedFlow, PLANTED_FLOW, TO_ACT, value, variable } from './planted-flow.ts';
import type { Topic } from './mistake.ts';

const NOTE = `${assign('Note', value('stringValue', 'a'))}\n${variable('Note', 'String')}`;
const GUIDE = 'Metadata API guide, Flow: FlowStart';

const start = (rest: string, object = 'Order'): string => `${TO_ACT}\n<object>${object}</object>\n${rest}`;
const record = (event: string, type: string): string =>
  `<recordTriggerType>${event}</recordTriggerType>\n<triggerType>${type}</triggerType>`;
const path = (rest: string): string => `<scheduledPaths>\n<name>Later</name>\n${TO_ACT}\n${rest}\n</scheduledPaths>`;

export const FLOW_STARTS: Topic = {
  title: 'Starts of flows',
  mistakes: [
    {
      title: 'a start that leads nowhere',
      source: "observed: The flow can't run because nothing is connected to the Start element",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: `<object>Order</object>\n${record('Create', 'RecordAfterSave')}` }),
      at: '<start>',
      says: /needs <connector>/,
      also: /no path leads to Act/,
    },
    {
      title: 'a trigger of no object',
      source: GUIDE,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: `${TO_ACT}\n${record('Create', 'RecordAfterSave')}` }),
      at: '<start>',
      says: /needs <object>/,
    },
    {
      title: 'a trigger of an unknown object',
      source: `${GUIDE}, object`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: start(record('Create', 'RecordAfterSave'), 'Orders') }),
      at: '<object>',
      says: /no object Orders/,
    },
    {
      title: 'a trigger that does not say when',
      source: `${GUIDE}, recordTriggerType`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: start('<triggerType>RecordAfterSave</triggerType>') }),
      at: '<start>',
      says: /needs <recordTriggerType>/,
    },
    {
      title: 'a deletion that is handled after the save',
      source: `${GUIDE}, RecordBeforeDelete goes with Delete`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: start(record('Delete', 'RecordAfterSave')) }),
      at: '<triggerType>',
      says: /Delete goes with RecordBeforeDelete/,
    },
    {
      title: 'a change that is asked of a new record',
      source: 'Help, Record-Triggered Flows: Is Changed',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: `${TO_ACT}\n<filterLogic>and</filterLogic>\n<filters>\n<field>Status</field>\n<operator>IsChanged</operator>\n<value>\n<booleanValue>true</booleanValue>\n</value>\n</filters>\n<object>Order</object>\n${record('Create', 'RecordAfterSave')}`,
      }),
      at: '<filters>',
      says: /nothing has changed on a record that is being created/,
    },
    {
      title: 'a prior value of a new record',
      source: 'Help, Flow Resource: $Record__Prior',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', value('elementReference', '$Record__Prior.Description'))}\n${variable('Note', 'String')}`,
        start: start(record('Create', 'RecordAfterSave')),
      }),
      at: '<elementReference>',
      says: /a record that is being created has no \$Record__Prior/,
    },
    {
      title: 'only changes of new records',
      source: 'Metadata API guide, Flow: doesRequireRecordChangedToMeetCriteria',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: `${TO_ACT}\n<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>\n<object>Order</object>\n${record('Create', 'RecordAfterSave')}`,
      }),
      at: '<start>',
      says: /doesRequireRecordChangedToMeetCriteria needs updates/,
    },
    {
      title: 'a start whose logic names a filter too many',
      source: 'Portway; an org deploys it and evaluates it wrongly',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: `${TO_ACT}\n<filterLogic>1 AND 2</filterLogic>\n<filters>\n<field>Description</field>\n<operator>IsNull</operator>\n<value>\n<booleanValue>true</booleanValue>\n</value>\n</filters>\n<object>Order</object>\n${record('Create', 'RecordAfterSave')}`,
      }),
      at: '<filterLogic>',
      says: /<filterLogic> names filter 2 of 1/,
    },
    {
      title: 'a later path before the save',
      source: "observed: Flows with the trigger type RecordBeforeSave can't have scheduled paths",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(`${record('Update', 'RecordBeforeSave')}\n${path('<pathType>AsyncAfterCommit</pathType>')}`),
      }),
      at: '<scheduledPaths>',
      says: /a before-save flow has no scheduled paths/,
    },
    {
      title: 'a path of its own transaction with a time',
      source:
        'observed: Label, TimeSource, OffsetUnit, OffsetNumber, RecordField, MaxBatchSize cannot be set for ScheduledPath of PathType of AsyncAfterCommit',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(
          `${record('Update', 'RecordAfterSave')}\n${path('<offsetNumber>1</offsetNumber>\n<offsetUnit>Days</offsetUnit>\n<pathType>AsyncAfterCommit</pathType>')}`,
        ),
      }),
      at: '<offsetUnit>',
      says: /a path AsyncAfterCommit has no <offsetUnit>, <offsetNumber>/,
    },
    {
      title: 'a later path that does not say how much later',
      source: 'Portway; an org accepts an offset without unit',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(
          `${record('Update', 'RecordAfterSave')}\n${path('<label>Later</label>\n<offsetNumber>1</offsetNumber>\n<timeSource>RecordTriggerEvent</timeSource>')}`,
        ),
      }),
      at: '<scheduledPaths>',
      says: /<offsetNumber> and <offsetUnit> go together/,
    },
    {
      title: 'a path by a date field that it does not name',
      source: 'Portway; an org accepts timeSource RecordField without a field',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(
          `${record('Update', 'RecordAfterSave')}\n${path('<label>Later</label>\n<offsetNumber>1</offsetNumber>\n<offsetUnit>Days</offsetUnit>\n<timeSource>RecordField</timeSource>')}`,
        ),
      }),
      at: '<timeSource>',
      says: /RecordField needs <recordField>/,
    },
    {
      title: 'a path by a field that does not exist',
      source: 'Portway; an org accepts any name',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(
          `${record('Update', 'RecordAfterSave')}\n${path('<label>Later</label>\n<offsetNumber>1</offsetNumber>\n<offsetUnit>Days</offsetUnit>\n<recordField>NoSuchField__c</recordField>\n<timeSource>RecordField</timeSource>')}`,
        ),
      }),
      at: '<recordField>',
      says: /Order has no field NoSuchField__c/,
    },
    {
      title: 'a schedule without times',
      source: 'observed: You set the flow trigger type to Scheduled, so you must also set the frequency',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: `${TO_ACT}\n<triggerType>Scheduled</triggerType>` }),
      at: '<start>',
      says: /a scheduled flow needs <schedule>/,
    },
    {
      title: 'a schedule by the month',
      source: "observed: the Frequency field can't be set to 'Monthly'",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: `${TO_ACT}\n<schedule>\n<frequency>Monthly</frequency>\n<startDate>2026-12-01</startDate>\n<startTime>02:00:00.000Z</startTime>\n</schedule>\n<triggerType>Scheduled</triggerType>`,
      }),
      at: '<frequency>',
      says: /a flow is scheduled Once, Daily or Weekly, not Monthly/,
    },
    {
      title: 'an event’s flow on records',
      source: 'Platform Events Developer Guide, Subscribe with Flows',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: NOTE, start: start('<triggerType>PlatformEvent</triggerType>') }),
      at: '<object>',
      says: /a flow of events starts by an event, and Order is none/,
    },
    {
      title: 'a record’s flow on events',
      source: 'Platform Events Developer Guide, Subscribe with Flows',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: start(record('Create', 'RecordAfterSave'), 'OrderProvisionRequested__e'),
      }),
      at: '<triggerType>',
      says: /OrderProvisionRequested__e is an event: <triggerType>PlatformEvent/,
    },
    {
      title: 'a running user of a flow before the save',
      source: "observed: When the TriggerType field is set to 'RecordBeforeSave', the RunAsUser field isn't supported",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: NOTE,
        start: `${TO_ACT}\n<flowRunAsUser>DefaultWorkflowUser</flowRunAsUser>\n<object>Order</object>\n${record('Update', 'RecordBeforeSave')}`,
      }),
      at: '<flowRunAsUser>',
      says: /only an after-save flow has <flowRunAsUser>/,
    },
    {
      title: 'an action before the save',
      source: 'Help, Record-Triggered Flow Considerations',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element('subflows', '<flowName>Order_Approval_Stamp</flowName>'),
        start: start(record('Update', 'RecordBeforeSave')),
      }),
      at: '<subflows>',
      says: /a before-save flow has no <subflows>/,
      also: /Order_Approval_Stamp/,
    },
    {
      title: 'a record of a flow that starts by no record',
      source: 'Metadata API guide, Flow: $Record',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', value('elementReference', '$Record.Description'))}\n${variable('Note', 'String')}`,
        start: TO_ACT,
      }),
      at: '<elementReference>',
      says: /no \$Record.Description in this flow/,
    },
  ],
};
