// Lookups, master-details and what is summed up over them.
import { customField } from './files.ts';
import type { Topic } from './mistake.ts';

const CASE = 'objects/Case/fields/Opportunity__c.field-meta.xml';
const LINE = 'objects/Invoice_Line__c/fields/Invoice__c.field-meta.xml';
const PLANTED = 'objects/Invoice__c/fields/Planted__c.field-meta.xml';
const FEEDBACK = 'objects/Article_Feedback__c/fields/Planted__c.field-meta.xml';

const GUIDE = 'Metadata API guide, CustomField';
const HELP = 'Help, Considerations for Object Relationships';
const SKILL = 'forcedotcom/sf-skills, platform-custom-field-generate';

const masterDetail = (parent: string, name: string, order: number): string =>
  `<referenceTo>${parent}</referenceTo>
<relationshipName>${name}</relationshipName>
<relationshipOrder>${order}</relationshipOrder>
<type>MasterDetail</type>`;
const rollUp = (elements: string): string => customField('Planted__c', `${elements}\n<type>Summary</type>`);

export const RELATIONSHIPS: Topic = {
  title: 'Relationships and roll-up summaries',
  mistakes: [
    {
      title: 'a lookup that says nothing of deletion',
      source: 'Portway',
      caughtBy: 'rules',
      file: CASE,
      from: '    <deleteConstraint>SetNull</deleteConstraint>\n',
      to: '',
      at: '<CustomField',
      says: /deleteConstraint/,
    },
    {
      title: 'a lookup of nothing',
      source: `${GUIDE}: referenceTo`,
      caughtBy: 'rules',
      file: CASE,
      from: '    <referenceTo>Opportunity</referenceTo>\n',
      to: '',
      at: '<CustomField',
      says: /a Lookup field needs <referenceTo>/,
      also: /Case.*Opportunity__c|no related list|does not point to/,
    },
    {
      title: 'a lookup of an object that does not exist',
      source: "observed: referenceTo value of 'Oportunity__c' does not resolve to a valid sObject type",
      caughtBy: 'refs',
      file: CASE,
      from: '<referenceTo>Opportunity',
      to: '<referenceTo>Oportunity__c',
      at: '<CustomField',
      says: /looks up Oportunity__c, which does not exist/,
    },
    {
      title: 'a lookup without the name of its list',
      source: `${GUIDE}: relationshipName`,
      caughtBy: 'rules',
      file: CASE,
      from: '    <relationshipName>Cases</relationshipName>\n',
      to: '',
      at: '<CustomField',
      says: /a Lookup field needs <relationshipName>/,
      also: /no related list/,
    },
    {
      title: 'a relationship name that is no API name',
      source: `${GUIDE}: relationshipName`,
      caughtBy: 'rules',
      file: CASE,
      from: '<relationshipName>Cases',
      to: '<relationshipName>The cases',
      says: /‘The cases’ is no API name/,
      also: /no related list/,
    },
    {
      title: 'two lookups with one relationship name',
      source: 'observed: There is already a Child Relationship named Invoices on Order',
      caughtBy: 'rules',
      file: PLANTED,
      add: customField(
        'Planted__c',
        `<deleteConstraint>SetNull</deleteConstraint>
<referenceTo>Order</referenceTo>
<relationshipName>Invoices</relationshipName>
<type>Lookup</type>`,
      ),
      at: '<relationshipName>',
      says: /<relationshipName> is taken by Invoice__c.Order__c/,
      also: /already has a child relationship/,
    },
    {
      title: 'a required lookup that would be cleared',
      source: 'observed: must specify either cascade delete or restrict delete for required lookup foreign key',
      caughtBy: 'rules',
      file: CASE,
      from: '<required>false',
      to: '<required>true',
      at: '<deleteConstraint>',
      says: /a required lookup cannot be set to null/,
      also: /Opportunity__c/,
    },
    {
      title: 'a required lookup that says nothing of deletion',
      source: 'observed: must specify either cascade delete or restrict delete for required lookup foreign key',
      caughtBy: 'rules',
      file: FEEDBACK,
      add: customField(
        'Planted__c',
        `<referenceTo>Case</referenceTo>
<relationshipName>Planted</relationshipName>
<required>true</required>
<type>Lookup</type>`,
      ),
      at: '<CustomField',
      says: /a required lookup needs <deleteConstraint>Restrict/,
    },
    {
      title: 'a lookup of users that keeps them from being deleted',
      source: 'observed: Cannot add a lookup relationship child with cascade or restrict options to User',
      caughtBy: 'rules',
      file: FEEDBACK,
      add: customField(
        'Planted__c',
        `<deleteConstraint>Restrict</deleteConstraint>
<referenceTo>User</referenceTo>
<relationshipName>Planted</relationshipName>
<type>Lookup</type>`,
      ),
      at: '<deleteConstraint>',
      says: /a lookup of User can only be <deleteConstraint>SetNull/,
    },
    {
      title: 'a lookup that deletes with its target',
      source: 'observed: If you want to cascade delete, please contact salesforce.com',
      caughtBy: 'rules',
      file: CASE,
      from: '<deleteConstraint>SetNull',
      to: '<deleteConstraint>Cascade',
      says: /Cascade is refused unless Salesforce has switched it on for the org/,
    },
    {
      title: 'a lookup with a relationship order',
      source: "observed: Can not specify 'relationshipOrder' for a CustomField of type Lookup",
      caughtBy: 'rules',
      file: CASE,
      from: '    <required>',
      to: '    <relationshipOrder>0</relationshipOrder>\n    <required>',
      at: '<relationshipOrder>',
      says: /a Lookup field has no <relationshipOrder>/,
    },
    {
      title: 'a lookup filter on an unknown field',
      source: 'Metadata API guide, LookupFilter',
      caughtBy: 'refs',
      file: CASE,
      from: '    <referenceTo>',
      to: `    <lookupFilter>
        <active>true</active>
        <filterItems>
            <field>Opportunity.Stage_Of_It__c</field>
            <operation>equals</operation>
            <value>Active</value>
        </filterItems>
        <isOptional>false</isOptional>
    </lookupFilter>
    <referenceTo>`,
      at: '<field>Opportunity.Stage_Of_It__c',
      says: /Opportunity has no field Stage_Of_It__c/,
    },
    {
      title: 'a required master-detail',
      source: `${SKILL}: Master-Detail Relationship Fields Cannot be Optional or Required`,
      caughtBy: 'rules',
      file: LINE,
      from: '<type>MasterDetail',
      to: '<required>true</required>\n    <type>MasterDetail',
      at: '<required>true',
      says: /a MasterDetail field has no <required>/,
      also: /takes no <required>|Invoice__c is required/,
    },
    {
      title: 'a master-detail that says what deletion does',
      source: `${SKILL}: Can not specify 'deleteConstraint' for a CustomField of type MasterDetail`,
      caughtBy: 'rules',
      file: LINE,
      from: '<type>MasterDetail',
      to: '<deleteConstraint>Cascade</deleteConstraint>\n    <type>MasterDetail',
      at: '<deleteConstraint>',
      says: /a MasterDetail field has no <deleteConstraint>/,
    },
    {
      title: 'a master-detail without a relationship name',
      source: `${GUIDE}: relationshipName`,
      caughtBy: 'rules',
      file: LINE,
      from: '    <relationshipName>Lines</relationshipName>\n',
      to: '',
      at: '<CustomField',
      says: /a MasterDetail field needs <relationshipName>/,
    },
    {
      title: 'two masters of the same order',
      source: `${GUIDE}: relationshipOrder`,
      caughtBy: 'rules',
      file: PLANTED,
      add: customField('Planted__c', masterDetail('Contact', 'Planted', 0)),
      at: '<relationshipOrder>',
      says: /<relationshipOrder> 0 is that of Invoice__c.Account__c/,
      also: /Planted__c is required/,
    },
    {
      title: 'a third master',
      source: 'observed: MAX_RELATIONSHIPS_EXCEEDED; an object has at most two masters',
      caughtBy: 'rules',
      file: PLANTED,
      add: customField('Planted__c', masterDetail('Contact', 'Planted', 1)),
      and: [
        {
          file: 'objects/Invoice__c/fields/Third__c.field-meta.xml',
          add: customField('Third__c', masterDetail('Case', 'Planted', 1)),
        },
      ],
      named: 'objects/Invoice__c/fields/Third__c.field-meta.xml',
      at: '<type>',
      says: /Invoice__c has two masters already/,
      also: /is that of Invoice__c.Planted__c|layout/,
    },
    {
      title: 'a standard object as a detail',
      source: `${HELP}: a standard object cannot be on the detail side`,
      caughtBy: 'rules',
      file: 'objects/Case/fields/Planted__c.field-meta.xml',
      add: customField('Planted__c', masterDetail('Order', 'Planted', 0)),
      at: '<type>',
      says: /the standard object Case cannot be a detail/,
      also: /Case|Planted__c is required/,
    },
    {
      title: 'a detail that is shared by itself',
      source:
        'forcedotcom/sf-skills, platform-custom-object-generate: Cannot set sharingModel to ReadWrite on a CustomObject with a MasterDetail relationship field',
      caughtBy: 'rules',
      file: 'objects/Invoice_Line__c/Invoice_Line__c.object-meta.xml',
      from: '<sharingModel>ControlledByParent',
      to: '<sharingModel>ReadWrite',
      says: /Invoice_Line__c has a master, so it is ControlledByParent/,
    },
    {
      title: 'an object without master that is shared as its master is',
      source: 'salto-io/salto#1648',
      caughtBy: 'rules',
      file: 'objects/Article_Feedback__c/Article_Feedback__c.object-meta.xml',
      from: /<sharingModel>\w+/,
      to: '<sharingModel>ControlledByParent',
      says: /Article_Feedback__c has no master/,
      also: /ControlledByParent/,
    },
    {
      title: 'a roll-up over a lookup',
      source: `${SKILL}: the child must have a master-detail to this parent`,
      caughtBy: 'refs',
      file: 'objects/Order/fields/Planted__c.field-meta.xml',
      add: rollUp(`<summaryForeignKey>Invoice__c.Order__c</summaryForeignKey>
<summaryOperation>count</summaryOperation>`),
      at: '<CustomField',
      says: /Invoice__c.Order__c does not make Invoice__c a detail of Order/,
    },
    {
      title: 'a roll-up that names its relationship without the object',
      source: `${SKILL}: Must specify the name in the CustomObject.CustomField format`,
      caughtBy: 'refs',
      file: PLANTED,
      add: rollUp(`<summaryForeignKey>Invoice__c</summaryForeignKey>
<summaryOperation>count</summaryOperation>`),
      at: '<summaryForeignKey>',
      says: /<summaryForeignKey> must be an object and one of its fields/,
    },
    {
      title: 'a roll-up that sums nothing',
      source: `${GUIDE}: summarizedField`,
      caughtBy: 'rules',
      file: PLANTED,
      add: rollUp(`<summaryForeignKey>Invoice_Line__c.Invoice__c</summaryForeignKey>
<summaryOperation>sum</summaryOperation>`),
      at: '<CustomField',
      says: /a Summary by sum needs <summarizedField>/,
      also: /needs a <summarizedField>/,
    },
    {
      title: 'a count that names a field',
      source: 'observed: Custom Field Definition ID: bad value for restricted picklist field: Id',
      caughtBy: 'rules',
      file: PLANTED,
      add: rollUp(`<summarizedField>Invoice_Line__c.Amount__c</summarizedField>
<summaryForeignKey>Invoice_Line__c.Invoice__c</summaryForeignKey>
<summaryOperation>count</summaryOperation>`),
      at: '<summarizedField>',
      says: /a Summary by count has no <summarizedField>/,
    },
    {
      title: 'a roll-up of a field that does not exist',
      source: `${GUIDE}: summarizedField`,
      caughtBy: 'refs',
      file: PLANTED,
      add: rollUp(`<summarizedField>Invoice_Line__c.Amounts__c</summarizedField>
<summaryForeignKey>Invoice_Line__c.Invoice__c</summaryForeignKey>
<summaryOperation>sum</summaryOperation>`),
      at: '<CustomField',
      says: /Invoice_Line__c has no field Amounts__c/,
    },
    {
      title: 'a sum of texts',
      source: 'Help, Roll-Up Summary Field',
      caughtBy: 'refs',
      file: PLANTED,
      add: rollUp(`<summarizedField>Invoice_Line__c.Description__c</summarizedField>
<summaryForeignKey>Invoice_Line__c.Invoice__c</summaryForeignKey>
<summaryOperation>sum</summaryOperation>`),
      at: '<CustomField',
      says: /cannot be summed/,
    },
    {
      title: 'a roll-up with a precision of its own',
      source: `${SKILL}: Can not specify 'precision' for a CustomField of type Summary`,
      caughtBy: 'rules',
      file: PLANTED,
      add: rollUp(`<precision>18</precision>
<summarizedField>Invoice_Line__c.Amount__c</summarizedField>
<summaryForeignKey>Invoice_Line__c.Invoice__c</summaryForeignKey>
<summaryOperation>sum</summaryOperation>`),
      at: '<precision>',
      says: /a Summary field has no <precision>/,
    },
  ],
};
