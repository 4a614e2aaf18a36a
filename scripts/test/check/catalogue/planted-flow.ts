// A flow of one's own to make mistakes in: without a mistake the checks have nothing against it.
import { metadata } from './files.ts';

export const PLANTED_FLOW = 'flows/Planted.flow-meta.xml';

interface FlowParts {
  /** Elements and resources; the path begins at `Act`. */
  readonly elements: string;
  /** Elements of `<start>`; after every save of an order when left out. */
  readonly start?: string;
  readonly order?: number;
}

const AFTER_SAVE = `<object>Order</object>
<recordTriggerType>CreateAndUpdate</recordTriggerType>
<triggerType>RecordAfterSave</triggerType>`;

/** Where the path begins, for starts that say more. */
export const TO_ACT = '<connector>\n<targetReference>Act</targetReference>\n</connector>';
export const CAUGHT = '<faultConnector>\n<targetReference>Refuse</targetReference>\n</faultConnector>';

export function plantedFlow({ elements, start = `${TO_ACT}\n${AFTER_SAVE}`, order = 900 }: FlowParts): string {
  const usesRefuse = elements.includes('<targetReference>Refuse');
  const isRecordTriggered = start.includes('<triggerType>Record');
  return metadata(
    'Flow',
    `<apiVersion>67.0</apiVersion>
${usesRefuse ? REFUSE : ''}
<description>Planted.</description>
<environments>Default</environments>
<interviewLabel>Planted {!$Flow.CurrentDateTime}</interviewLabel>
<label>Planted</label>
<processType>AutoLaunchedFlow</processType>
${elements.trim()}
<start>
${PLACE}
${start.trim()}
</start>
<status>Active</status>
${isRecordTriggered ? `<triggerOrder>${order}</triggerOrder>` : ''}`,
  );
}

const PLACE = '<locationX>0</locationX>\n<locationY>0</locationY>';

const REFUSE = `<customErrors>
<name>Refuse</name>
<label>Refuse</label>
${PLACE}
<customErrorMessages>
<errorMessage>{!$Flow.FaultMessage}</errorMessage>
<isFieldError>false</isFieldError>
</customErrorMessages>
</customErrors>`;

/** An element of a kind, called `Act` unless `name` says otherwise. */
export const element = (kind: string, body: string, name = 'Act'): string =>
  `<${kind}>\n<name>${name}</name>\n<label>${name}</label>\n${PLACE}\n${body.trim()}\n</${kind}>`;

export const value = (kind: string, text: string): string => `<value>\n<${kind}>${text}</${kind}>\n</value>`;

/** `<filters>` or `<inputAssignments>` of a field. */
export const fieldValue = (kind: string, field: string, given: string, operator?: string): string =>
  `<${kind}>\n<field>${field}</field>\n${operator ? `<operator>${operator}</operator>\n` : ''}${given}\n</${kind}>`;

export const variable = (name: string, dataType: string, rest = ''): string =>
  `<variables>\n<name>${name}</name>\n<dataType>${dataType}</dataType>\n<isCollection>false</isCollection>\n<isInput>false</isInput>\n<isOutput>false</isOutput>\n${rest}\n</variables>`;

/** Gives a variable or field a value. */
export const assign = (to: string, given: string, operator = 'Assign', name = 'Act'): string =>
  element(
    'assignments',
    `<assignmentItems>\n<assignToReference>${to}</assignToReference>\n<operator>${operator}</operator>\n${given}\n</assignmentItems>`,
    name,
  );

/** Asks one question of a reference. */
export const decide = (left: string, operator: string, right: string, logic = 'and'): string =>
  element(
    'decisions',
    `<defaultConnectorLabel>No</defaultConnectorLabel>
<rules>
<name>Yes</name>
<conditionLogic>${logic}</conditionLogic>
<conditions>
<leftValueReference>${left}</leftValueReference>
<operator>${operator}</operator>
<rightValue>
${right}
</rightValue>
</conditions>
<label>Yes</label>
</rules>`,
  );
