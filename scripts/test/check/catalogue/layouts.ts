// Page layouts and compact layouts.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const LAYOUT = 'layouts/Order-Order Layout.layout-meta.xml';
const CASE_LAYOUT = 'layouts/Case-Case Layout.layout-meta.xml';
const LINE_LAYOUT = 'layouts/Invoice_Line__c-Invoice Line Layout.layout-meta.xml';
const COMPACT = 'objects/Account/compactLayouts/Planted.compactLayout-meta.xml';

const MUST_HAVE = 'observed: Layout must contain an item for required layout field';
const MUST_BE = 'observed: Field:Status must be Required';
const LIMITS = 'Help, Compact Layouts';

const compact = (fields: readonly string[]): string =>
  metadata(
    'CompactLayout',
    `<fullName>Planted</fullName>\n${fields.map((name) => `<fields>${name}</fields>`).join('\n')}\n<label>Planted</label>`,
  );

export const LAYOUTS: Topic = {
  title: 'Page layouts and compact layouts',
  mistakes: [
    {
      title: 'a field twice on a layout',
      source: 'Metadata API guide, Layout',
      caughtBy: 'rules',
      file: LAYOUT,
      from: '<field>Activation_Error__c',
      to: '<field>Activation_Status__c',
      says: /stands twice/,
      at: '<field>Activation_Status__c</field>\n            </layoutItems>\n            <layoutItems>\n                <behavior>Readonly</behavior>\n                <field>Activation_Error_DateTime__c',
    },
    {
      title: 'a layout with an unknown field',
      source: 'Metadata API guide, Layout',
      caughtBy: 'refs',
      file: LAYOUT,
      from: '<field>Activation_Error__c',
      to: '<field>Activation_Fault__c',
      says: /no field Activation_Fault__c/,
    },
    {
      title: 'an unknown related list',
      source: 'Metadata API guide, Layout',
      caughtBy: 'refs',
      file: LAYOUT,
      from: 'RelatedOrderItemList',
      to: 'RelatedOrderItemsList',
      says: /no related list/,
      also: /no layout of Order carries/,
    },
    {
      title: 'a compact layout that does not exist',
      source: 'Metadata API guide, CustomObject',
      caughtBy: 'refs',
      file: 'objects/Order/Order.object-meta.xml',
      from: 'Order_Provisioning',
      to: 'Order_Provision',
      says: /no CompactLayout Order.Order_Provision/,
    },
    {
      title: 'a layout without a field that the platform always shows',
      source: MUST_HAVE,
      caughtBy: 'rules',
      file: CASE_LAYOUT,
      from: /<field>Description</,
      to: '<field>SuppliedName<',
      at: '<Layout',
      says: /Description must stand on a layout of Case/,
    },
    {
      title: 'a layout without the name of its records',
      source: MUST_HAVE,
      caughtBy: 'rules',
      file: 'layouts/Account-Account Layout.layout-meta.xml',
      from: '<field>Name<',
      to: '<field>Sic<',
      at: '<Layout',
      says: /Name must stand on a layout of Account/,
    },
    {
      title: 'a status that a layout does not require',
      source: MUST_BE,
      caughtBy: 'rules',
      file: LAYOUT,
      from: '<behavior>Required</behavior>\n                <field>Status<',
      to: '<behavior>Edit</behavior>\n                <field>Status<',
      says: /Status must be <behavior>Required on a layout of Order/,
    },
    {
      title: 'a master that a layout does not require',
      source: `${MUST_BE}; as in layouts of trailheadapps/ebikes-lwc`,
      caughtBy: 'rules',
      file: LINE_LAYOUT,
      from: '<behavior>Required</behavior>\n                <field>Invoice__c',
      to: '<behavior>Readonly</behavior>\n                <field>Invoice__c',
      says: /Invoice__c must be <behavior>Required/,
    },
    {
      title: 'a layout without the master',
      source: MUST_HAVE,
      caughtBy: 'rules',
      file: LINE_LAYOUT,
      from: / {12}<layoutItems>\s+<behavior>Required<\/behavior>\s+<field>Invoice__c<\/field>\s+<\/layoutItems>\n/,
      to: '',
      at: '<Layout',
      says: /Invoice__c is required, so it must stand on the layout/,
    },
    {
      title: 'a required field that a layout leaves out',
      source: MUST_HAVE,
      caughtBy: 'rules',
      file: 'objects/Order/fields/Portal_Request_Key__c.field-meta.xml',
      from: '<required>false',
      to: '<required>true',
      named: LAYOUT,
      at: '<Layout',
      says: /Portal_Request_Key__c is required, so it must stand on the layout/,
      also: /Portal_Request_Key__c/,
    },
    {
      title: 'an auto number that a layout requires',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Field:… must not be Required',
      caughtBy: 'rules',
      file: 'layouts/Account-Account Layout.layout-meta.xml',
      from: '<behavior>Readonly</behavior>\n                <field>SF_Account_No__c',
      to: '<behavior>Required</behavior>\n                <field>SF_Account_No__c',
      says: /SF_Account_No__c is computed, so it is <behavior>Readonly/,
    },
    {
      title: 'a part of an address on a layout',
      source: 'observed: Cannot use field:Street in a layout',
      caughtBy: 'refs',
      file: LAYOUT,
      from: '<field>BillingAddress',
      to: '<field>BillingStreet',
      says: /BillingStreet is a part of BillingAddress: a layout shows the whole/,
    },
    {
      title: 'three columns in a section of two',
      source: 'Metadata API guide, Layout: style',
      caughtBy: 'rules',
      file: LAYOUT,
      from: '<layoutColumns>',
      to: '<layoutColumns></layoutColumns>\n        <layoutColumns>',
      at: '<layoutSections>',
      says: /has 2 columns, not 3/,
    },
    {
      title: 'a layout of no object',
      source: 'observed: Parent entity failed to deploy; In field: layout - no Layout named …',
      caughtBy: 'refs',
      file: LINE_LAYOUT,
      rename: 'layouts/Invoice_Lines__c-Invoice Line Layout.layout-meta.xml',
      at: '<Layout',
      says: /no object Invoice_Lines__c/,
    },
    {
      title: 'a related list by a field that points elsewhere',
      source: 'Metadata API guide, Layout: relatedLists',
      caughtBy: 'refs',
      file: LAYOUT,
      from: '<relatedList>RelatedOrderItemList',
      to: '<relatedList>Case.Opportunity__c',
      says: /Case.Opportunity__c does not point to Order/,
      also: /no field|no layout of Order carries/,
    },
    {
      title: 'a related list with an unknown column',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Invalid field in related list',
      caughtBy: 'refs',
      file: LAYOUT,
      from: /<fields>(?=WHMCS_Service_ID__c)/,
      to: '<fields>X',
      says: /OrderItem has no field XWHMCS_Service_ID__c/,
    },
    {
      title: 'an action that does not exist',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: no QuickAction named … found',
      caughtBy: 'refs',
      file: LAYOUT,
      from: '</Layout>',
      to: `    <platformActionList>
        <actionListContext>Record</actionListContext>
        <platformActionListItems>
            <actionName>Order.Planted</actionName>
            <actionType>QuickAction</actionType>
            <sortOrder>0</sortOrder>
        </platformActionListItems>
    </platformActionList>
</Layout>`,
      at: '<actionName>',
      says: /no QuickAction Order.Planted/,
    },
    {
      title: 'actions out of order',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: SortOrder must be in sequential order from 0',
      caughtBy: 'rules',
      file: LAYOUT,
      from: '</Layout>',
      to: `    <platformActionList>
        <actionListContext>Record</actionListContext>
        <platformActionListItems>
            <actionName>Edit</actionName>
            <actionType>StandardButton</actionType>
            <sortOrder>1</sortOrder>
        </platformActionListItems>
    </platformActionList>
</Layout>`,
      at: '<sortOrder>1',
      says: /<sortOrder> counts from 0 without gaps: 0 here, not 1/,
    },
    {
      title: 'a custom button that does not exist',
      source: 'Metadata API guide, Layout: customButtons',
      caughtBy: 'refs',
      file: LAYOUT,
      from: '    <layoutSections>',
      to: '    <customButtons>Planted</customButtons>\n    <layoutSections>',
      at: '<customButtons>',
      says: /no WebLink Order.Planted/,
    },
    {
      title: 'eleven fields in a compact layout',
      source: LIMITS,
      caughtBy: 'rules',
      file: COMPACT,
      add: compact('Name Phone Website Industry Type Fax Sic Site Rating OwnerId AccountNumber'.split(' ')),
      at: '<fields>AccountNumber',
      says: /at most 10 fields/,
    },
    {
      title: 'a field twice in a compact layout',
      source: LIMITS,
      caughtBy: 'rules',
      file: COMPACT,
      add: compact(['Name', 'Phone', 'Phone']),
      at: '<fields>Phone</fields>\n<label>',
      says: /Phone stands twice/,
    },
    {
      title: 'a long text in a compact layout',
      source: `${LIMITS}: no text areas, long texts, rich texts and multi-select picklists`,
      caughtBy: 'refs',
      file: 'objects/Product2/compactLayouts/Planted.compactLayout-meta.xml',
      add: compact(['Name', 'Portal_ConfigOptions_JSON__c']),
      at: '<fields>Portal_ConfigOptions_JSON__c',
      says: /Portal_ConfigOptions_JSON__c is a textarea, which a compact layout cannot show/,
    },
    {
      title: 'an unknown field in a compact layout',
      source: 'Metadata API guide, CompactLayout',
      caughtBy: 'refs',
      file: COMPACT,
      add: compact(['Name', 'Phones__c']),
      at: '<fields>Phones__c',
      says: /Account has no field Phones__c/,
    },
  ],
};
