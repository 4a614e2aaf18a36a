// Elements of flows: what each needs, what goes together, and values that do not fit. Most errors are quoted as orgs word them.
import {
  assign,
  CAUGHT,
  decide,
  element,
  fieldValue,
  PLANTED_FLOW,
  plantedFlow,
  TO_ACT,
  value,
  variable,
} from './planted-flow.ts';
import type { Topic } from './mistake.ts';

const GUIDE = 'Metadata API guide, Flow';
const text = (given: string): string => value('stringValue', given);
const lookup = (
  rest: string,
  filters = fieldValue('filters', 'Id', value('elementReference', '$Record.AccountId'), 'EqualTo'),
) =>
  element('recordLookups', `${CAUGHT}\n<filterLogic>and</filterLogic>\n${filters}\n<object>Account</object>\n${rest}`);
const update = (rest: string): string => element('recordUpdates', `${CAUGHT}\n${rest}`);
const create = (rest: string): string => element('recordCreates', `${CAUGHT}\n${rest}`);

export const FLOW_PARTS: Topic = {
  title: 'Elements and values of flows',
  mistakes: [
    {
      title: 'an element that no path leads to',
      source: 'Portway; an org deploys it, and it never runs',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', text('a'))}\n${assign('Note', text('b'), 'Assign', 'Other')}\n${variable('Note', 'String')}`,
      }),
      at: '<assignments>\n<name>Other',
      says: /no path leads to Other/,
    },
    {
      title: 'an element and a variable of one name',
      source: 'observed: elements, variables and resources share one namespace',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: `${assign('Act', text('a'))}\n${variable('Act', 'String')}` }),
      at: '<variables>',
      says: /the name Act is taken/,
      also: /Act/,
    },
    {
      title: 'an element whose name is no API name',
      source: `${GUIDE}: FlowElement, name`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: `${assign('Note__Text', text('a'))}\n${variable('Note__Text', 'String')}` }),
      at: '<name>Note__Text',
      says: /‘Note__Text’ is no API name/,
    },
    {
      title: 'an element without label',
      source: 'observed: Required fields are missing: [label]',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', text('a')).replace('<label>Act</label>\n', '')}\n${variable('Note', 'String')}`,
      }),
      at: '<assignments>',
      says: /Act needs a <label>/,
    },
    {
      title: 'a screen in a flow that nobody watches',
      source: 'observed: a record-triggered flow cannot contain screens',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: element('screens', '<allowBack>true</allowBack>') }),
      at: '<screens>',
      says: /an AutoLaunchedFlow has no <screens>/,
    },
    {
      title: 'a pause in a record-triggered flow',
      source: "observed: A flow can't include Pause elements when TriggerType is set to Record-Run After Save",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: element('waits', '<defaultConnectorLabel>Later</defaultConnectorLabel>') }),
      at: '<waits>',
      says: /a record-triggered flow has no <waits>/,
    },
    {
      title: 'a record variable of no object',
      source: `${GUIDE}: FlowVariable, objectType is required for dataType SObject`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${lookup('<outputReference>Found</outputReference>\n<queriedFields>Id</queriedFields>')}\n${variable('Found', 'SObject')}`,
      }),
      at: '<variables>',
      says: /Found holds a record, so it needs <objectType>/,
    },
    {
      title: 'a variable for records of an unknown object',
      source: `${GUIDE}: FlowVariable, objectType`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${lookup('<outputReference>Found</outputReference>\n<queriedFields>Id</queriedFields>')}\n${variable('Found', 'SObject', '<objectType>Acount</objectType>')}`,
      }),
      at: '<objectType>',
      says: /no object Acount/,
    },
    {
      title: 'records kept in two ways',
      source: "observed: You can't use the storeOutputAutomatically field with the outputReference field",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${lookup('<outputReference>Found</outputReference>\n<queriedFields>Id</queriedFields>\n<storeOutputAutomatically>true</storeOutputAutomatically>')}\n${variable('Found', 'SObject', '<objectType>Account</objectType>')}`,
      }),
      at: '<outputReference>',
      says: /<storeOutputAutomatically> keeps the records already, so there is no <outputReference>/,
    },
    {
      title: 'a field kept beside its record',
      source: "observed: You can't use the outputAssignments field with the storeOutputAutomatically field",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${lookup('<outputAssignments>\n<assignToReference>Note</assignToReference>\n<field>Name</field>\n</outputAssignments>\n<storeOutputAutomatically>true</storeOutputAutomatically>')}\n${variable('Note', 'String')}`,
      }),
      at: '<outputAssignments>',
      says: /so there is no <outputAssignments>/,
    },
    {
      title: 'a field put into a variable that does not exist',
      source: 'Portway; an org accepts it and drops the value',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: lookup(
          '<outputAssignments>\n<assignToReference>Note</assignToReference>\n<field>Name</field>\n</outputAssignments>',
        ),
      }),
      at: '<assignToReference>Note',
      says: /no Note in this flow/,
    },
    {
      title: 'a field of a parent in a lookup',
      source: 'observed: The field "Owner.Name" for the object "Account" doesn\'t exist',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${lookup('<outputReference>Found</outputReference>\n<queriedFields>Owner.Name</queriedFields>')}\n${variable('Found', 'SObject', '<objectType>Account</objectType>')}`,
      }),
      at: '<queriedFields>',
      says: /Account has no field Owner.Name/,
    },
    {
      title: 'a lookup that asks what has changed',
      source: `${GUIDE}: FlowRecordFilter, IsChanged is for starts`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: lookup(
          '<getFirstRecordOnly>true</getFirstRecordOnly>\n<storeOutputAutomatically>true</storeOutputAutomatically>',
          fieldValue('filters', 'Name', value('booleanValue', 'true'), 'IsChanged'),
        ),
      }),
      at: '<operator>IsChanged',
      says: /IsChanged is for the start/,
    },
    {
      title: 'a filter logic that names a filter too many',
      source: 'Portway; an org deploys it and evaluates it wrongly',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: lookup('<storeOutputAutomatically>true</storeOutputAutomatically>').replace(
          '<filterLogic>and',
          '<filterLogic>1 AND 2',
        ),
      }),
      at: '<filterLogic>',
      says: /<filterLogic> names filter 2 of 1/,
    },
    {
      title: 'a decision whose logic names a condition too many',
      source: 'Portway; an org deploys it and evaluates it wrongly',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: decide('$Record.Status', 'EqualTo', '<stringValue>Draft</stringValue>', '1 OR 3') }),
      at: '<conditionLogic>',
      says: /<conditionLogic> names condition 3 of 1/,
    },
    {
      title: 'a decision whose logic is none',
      source: 'Portway; an org deploys it and evaluates it wrongly',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: decide('$Record.Status', 'EqualTo', '<stringValue>Draft</stringValue>', 'banana') }),
      at: '<conditionLogic>',
      says: /joins no numbers by AND and OR/,
    },
    {
      title: 'a decision without outcomes',
      source: `${GUIDE}: FlowDecision, rules`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: element('decisions', '<defaultConnectorLabel>No</defaultConnectorLabel>') }),
      at: '<decisions>',
      says: /Act decides nothing: it needs <rules>/,
    },
    {
      title: 'a condition on an unknown field',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: A condition has a reference to …, which doesn’t exist',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: decide('$Record.State__c', 'EqualTo', '<stringValue>Draft</stringValue>') }),
      at: '<leftValueReference>',
      says: /\$Record.State__c/,
    },
    {
      title: 'a text for a checkbox',
      source: 'observed: stringValue for a Boolean ends in a field integrity exception',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: decide('$Record.IsReductionOrder', 'EqualTo', '<stringValue>true</stringValue>') }),
      at: '<stringValue>true',
      says: /IsReductionOrder is a boolean: write <booleanValue>, not <stringValue>/,
    },
    {
      title: 'a text for a number',
      source: `${GUIDE}: FlowElementReferenceOrValue; field integrity exception`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: create(
          `${fieldValue('inputAssignments', 'Name', text('A'))}\n${fieldValue('inputAssignments', 'NumberOfEmployees', text('many'))}\n<object>Account</object>\n<storeOutputAutomatically>true</storeOutputAutomatically>`,
        ),
      }),
      at: '<stringValue>many',
      says: /NumberOfEmployees is a int|write <numberValue>, not <stringValue>/,
    },
    {
      title: 'a number for a date',
      source: `${GUIDE}: FlowElementReferenceOrValue; field integrity exception`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: decide('$Record.EffectiveDate', 'GreaterThan', '<numberValue>20260101</numberValue>'),
      }),
      at: '<numberValue>',
      says: /EffectiveDate is a date: write <dateValue>/,
    },
    {
      title: 'a checkbox that contains something',
      source: 'Help, Flow Operators in Decision Elements',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: decide('$Record.IsReductionOrder', 'Contains', '<booleanValue>true</booleanValue>'),
      }),
      at: '<operator>Contains',
      says: /Contains does not fit IsReductionOrder, which is a boolean/,
    },
    {
      title: 'nothing asked of a number',
      source: 'Help, Flow Operators in Decision Elements: IsNull takes true or false',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: decide('$Record.WHMCS_Order_Id__c', 'IsNull', '<stringValue>yes</stringValue>') }),
      at: '<stringValue>yes',
      says: /IsNull is answered by <booleanValue>/,
    },
    {
      title: 'a value of two kinds',
      source: `${GUIDE}: FlowElementReferenceOrValue`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', '<value>\n<numberValue>1</numberValue>\n<stringValue>a</stringValue>\n</value>')}\n${variable('Note', 'String')}`,
      }),
      at: '<value>',
      says: /a value is one of these, not <numberValue> and <stringValue>/,
    },
    {
      title: 'a text for a number variable',
      source: `${GUIDE}: FlowAssignmentItem`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Total', text('a'))}\n${variable('Total', 'Number', '<scale>0</scale>')}`,
      }),
      at: '<stringValue>a',
      says: /Total is a Number: write <numberValue>, not <stringValue>/,
    },
    {
      title: 'a field that nobody can write',
      source: `${GUIDE}: FlowAssignmentItem; the field is not writeable`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(
          `${fieldValue('inputAssignments', 'TotalAmount', value('numberValue', '1'))}\n<inputReference>$Record</inputReference>`,
        ),
      }),
      at: '<field>TotalAmount',
      says: /Order.TotalAmount cannot be written/,
    },
    {
      title: 'a formula that is given a value',
      source: `${GUIDE}: FlowAssignmentItem, assignToReference is a variable`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Twice', value('numberValue', '2'))}\n<formulas>\n<name>Twice</name>\n<dataType>Number</dataType>\n<expression>1 + 1</expression>\n<scale>0</scale>\n</formulas>`,
      }),
      at: '<assignToReference>',
      says: /Twice is no variable, so nothing can be assigned to it/,
    },
    {
      title: 'a loop over what is no collection',
      source: `${GUIDE}: FlowLoop, collectionReference`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${element('loops', '<collectionReference>Note</collectionReference>\n<iterationOrder>Asc</iterationOrder>')}\n${variable('Note', 'String')}`,
      }),
      at: '<collectionReference>',
      says: /Note is no collection/,
    },
    {
      title: 'a loop into a variable that does not exist',
      source: "observed: Value v_Nope in the AssignNextValueTo element doesn't exist in this flow",
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${element('loops', '<assignNextValueToReference>Nope</assignNextValueToReference>\n<collectionReference>Notes</collectionReference>\n<iterationOrder>Asc</iterationOrder>')}\n${variable('Notes', 'String').replace('<isCollection>false', '<isCollection>true')}`,
      }),
      at: '<assignNextValueToReference>',
      says: /no Nope in this flow/,
    },
    {
      title: 'a record updated by reference and by filters',
      source: 'Help, Flow Element: Update Records; observed in deployments',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(
          `${fieldValue('filters', 'Id', value('elementReference', '$Record.Id'), 'EqualTo')}\n${fieldValue('inputAssignments', 'Description', text('a'))}\n<inputReference>$Record</inputReference>`,
        ),
      }),
      at: '<filters>',
      says: /<inputReference> says which records, so there are no <filters>/,
    },
    {
      title: 'an update of no records',
      source: 'Help, Flow Element: Update Records',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: update(fieldValue('inputAssignments', 'Description', text('a'))) }),
      at: '<recordUpdates>',
      says: /Act needs <object> or <inputReference>/,
    },
    {
      title: 'an update that changes nothing',
      source: 'Help, Flow Element: Update Records',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(
          `${fieldValue('filters', 'Id', value('elementReference', '$Record.Id'), 'EqualTo')}\n<object>Order</object>`,
        ),
      }),
      at: '<recordUpdates>',
      says: /Act changes nothing: it needs <inputAssignments>/,
    },
    {
      title: 'an update of every record',
      source: 'Portway; Help, Flow Element: Update Records',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(`${fieldValue('inputAssignments', 'Description', text('a'))}\n<object>Order</object>`),
      }),
      at: '<recordUpdates>',
      says: /Act has no <filters>, so it takes every record/,
    },
    {
      title: 'a record made from a variable and from fields',
      source: "observed: You can't use the sObjectInputReference field with other fields",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${create(`${fieldValue('inputAssignments', 'Name', text('A'))}\n<inputReference>New</inputReference>\n<object>Account</object>`)}\n${variable('New', 'SObject', '<objectType>Account</objectType>')}`,
      }),
      at: '<inputReference>',
      says: /<inputReference> says what is made, so there are no <object> and <inputAssignments>/,
    },
    {
      title: 'a new record’s id kept in two ways',
      source: "observed: You can't use the storeOutputAutomatically field with the assignReturnIdToReference field",
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${create(`<assignRecordIdToReference>Note</assignRecordIdToReference>\n${fieldValue('inputAssignments', 'Name', text('A'))}\n<object>Account</object>\n<storeOutputAutomatically>true</storeOutputAutomatically>`)}\n${variable('Note', 'String')}`,
      }),
      at: '<assignRecordIdToReference>',
      says: /so there is no <assignRecordIdToReference>/,
    },
    {
      title: 'an event that is updated',
      source: 'Platform Events Developer Guide, Publish Events with Flows',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(
          `${fieldValue('filters', 'OrderId__c', text('a'), 'EqualTo')}\n${fieldValue('inputAssignments', 'RequestedBy__c', text('a'))}\n<object>OrderProvisionRequested__e</object>`,
        ),
      }),
      at: '<object>OrderProvisionRequested__e',
      says: /an event is only published \(<recordCreates>\)/,
      also: /cannot be written|Requested/,
    },
    {
      title: 'a subflow that does not exist',
      source: `${GUIDE}: FlowSubflow, flowName`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({ elements: element('subflows', '<flowName>Planted_Below</flowName>') }),
      at: '<flowName>',
      says: /no Flow Planted_Below/,
    },
    {
      title: 'an action of a class that does not exist',
      source: `${GUIDE}: FlowActionCall, actionName`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element(
          'actionCalls',
          `<actionName>PlantedAction</actionName>\n<actionType>apex</actionType>\n${CAUGHT}`,
        ),
      }),
      at: '<actionName>',
      says: /no Apex class PlantedAction/,
    },
    {
      title: 'an action of a class without an invocable method',
      source: 'Apex Developer Guide, InvocableMethod Annotation',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element(
          'actionCalls',
          `<actionName>OrderPlacement</actionName>\n<actionType>apex</actionType>\n${CAUGHT}`,
        ),
      }),
      at: '<actionName>',
      says: /OrderPlacement has no @InvocableMethod/,
    },
    {
      title: 'an action of no type',
      source: `${GUIDE}: FlowActionCall, actionType`,
      caughtBy: 'schema',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element(
          'actionCalls',
          `<actionName>PlantedAction</actionName>\n<actionType>apexClass</actionType>\n${CAUGHT}`,
        ),
      }),
      at: '<actionType>',
      says: /‘apexClass’, not one of/,
    },
    {
      title: 'an error at a field that does not exist',
      source: 'Help, Flow Element: Custom Error Message',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element(
          'customErrors',
          '<customErrorMessages>\n<errorMessage>No.</errorMessage>\n<fieldSelection>Planted__c</fieldSelection>\n<isFieldError>true</isFieldError>\n</customErrorMessages>',
        ),
      }),
      at: '<fieldSelection>',
      says: /Order has no field Planted__c/,
    },
    {
      title: 'an error of 256 characters',
      source: 'Help, Flow Element: Custom Error Message',
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: element(
          'customErrors',
          `<customErrorMessages>\n<errorMessage>${'x'.repeat(256)}</errorMessage>\n<isFieldError>false</isFieldError>\n</customErrorMessages>`,
        ),
      }),
      at: '<errorMessage>',
      says: /at most 255 characters/,
    },
    {
      title: 'a formula whose result is not of its type',
      source: `${GUIDE}: FlowFormula, the return value must match the data type`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Total', value('elementReference', 'Twice'))}\n<formulas>\n<name>Twice</name>\n<dataType>Number</dataType>\n<expression>&quot;two&quot;</expression>\n<scale>0</scale>\n</formulas>\n${variable('Total', 'Number', '<scale>0</scale>')}`,
      }),
      at: '<expression>',
      says: /the formula gives a text, Twice is a Number/,
    },
    {
      title: 'a formula of nothing',
      source: 'Portway; an org accepts it, and it fails when it runs',
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Total', value('elementReference', 'Twice'))}\n<formulas>\n<name>Twice</name>\n<dataType>Number</dataType>\n<expression>2 * {!Once}</expression>\n<scale>0</scale>\n</formulas>\n${variable('Total', 'Number', '<scale>0</scale>')}`,
      }),
      at: '<expression>',
      says: /Once/,
    },
    {
      title: 'a constant without value',
      source: `${GUIDE}: FlowConstant, value`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', value('elementReference', 'Fixed'))}\n<constants>\n<name>Fixed</name>\n<dataType>String</dataType>\n</constants>\n${variable('Note', 'String')}`,
      }),
      at: '<constants>',
      says: /the constant Fixed has no <value>/,
    },
    {
      title: 'a global constant that is none',
      source: `${GUIDE}: global constants`,
      caughtBy: 'refs',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: `${assign('Note', value('elementReference', '$GlobalConstant.Empty'))}\n${variable('Note', 'String')}`,
      }),
      at: '<elementReference>',
      says: /\$GlobalConstant.Empty/,
    },
    {
      title: 'a path into the middle of nowhere after a fault',
      source: `${GUIDE}: FlowConnector, targetReference`,
      caughtBy: 'rules',
      file: PLANTED_FLOW,
      add: plantedFlow({
        elements: update(
          `${fieldValue('inputAssignments', 'Description', text('a'))}\n<inputReference>$Record</inputReference>`,
        ).replace('<targetReference>Refuse', '<targetReference>Refuse_It'),
        start: `${TO_ACT}\n<object>Order</object>\n<recordTriggerType>CreateAndUpdate</recordTriggerType>\n<triggerType>RecordAfterSave</triggerType>`,
      }),
      at: '<targetReference>Refuse_It',
      says: /no element Refuse_It/,
      also: /no path leads to Refuse/,
    },
  ],
};
