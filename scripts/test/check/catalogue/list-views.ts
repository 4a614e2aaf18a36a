// List views.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const FAILED = 'objects/Order/listViews/Orders_Failed.listView-meta.xml';
const PAID = 'objects/Invoice__c/listViews/Invoices_Paid_Today.listView-meta.xml';
const OVERDUE = 'objects/Invoice__c/listViews/Invoices_Overdue.listView-meta.xml';

const SKILL = 'forcedotcom/sf-skills, platform-list-view-generate';

export const LIST_VIEWS: Topic = {
  title: 'List views',
  mistakes: [
    {
      title: 'a list view with a filter too many in its logic',
      source: 'Metadata API guide, ListView',
      caughtBy: 'rules',
      file: FAILED,
      from: '    <columns>ORDERS.ORDER_NUMBER',
      to: '    <booleanFilter>1 AND 2</booleanFilter>\n    <columns>ORDERS.ORDER_NUMBER',
      at: '<booleanFilter>',
      says: /filter 2 of 1/,
    },
    {
      title: 'a list view of leads with an unknown column',
      source: 'Metadata API guide, ListView',
      caughtBy: 'refs',
      file: 'objects/Lead/listViews/Website_Leads_Today.listView-meta.xml',
      from: 'LEAD.COMPANY',
      to: 'LEAD.FIRM',
      says: /no column LEAD.FIRM/,
    },
    {
      title: 'a list view with an unknown column',
      source: 'Metadata API guide, ListView',
      caughtBy: 'refs',
      file: FAILED,
      from: 'ORDERS.STATUS',
      to: 'ORDER.STATUS',
      says: /no column ORDER.STATUS/,
    },
    {
      title: 'a list view that filters for no value',
      source: 'Metadata API guide, ListView',
      caughtBy: 'refs',
      file: FAILED,
      from: '<value>Failed',
      to: '<value>Broken',
      says: /no value ‘Broken’/,
    },
    {
      title: 'a name column as fields spell it',
      source: `${SKILL}: NAME, not Name; Could not resolve list view column: Name`,
      caughtBy: 'refs',
      file: OVERDUE,
      from: '<columns>NAME',
      to: '<columns>Name',
      says: /list views of Invoice__c write NAME, not Name/,
    },
    {
      title: 'sixteen columns',
      source: 'Help, Create a Custom List View: at most 15 fields',
      caughtBy: 'rules',
      file: OVERDUE,
      from: '    <columns>NAME</columns>\n',
      to: `    <columns>NAME</columns>
${'CREATEDBY_USER CREATED_DATE UPDATEDBY_USER LAST_UPDATE Subtotal__c Tax__c Payment_Method__c'
  .split(' ')
  .map((name) => `    <columns>${name}</columns>\n`)
  .join('')}`,
      at: '<columns>Currency_Code__c',
      says: /at most 15 columns/,
    },
    {
      title: 'a column twice',
      source: 'Metadata API guide, ListView: columns',
      caughtBy: 'rules',
      file: OVERDUE,
      from: '<columns>Order__c',
      to: '<columns>Account__c',
      at: '<columns>Account__c</columns>\n    <columns>Status__c',
      says: /Account__c stands twice/,
    },
    {
      title: 'a picklist that is asked what it includes',
      source: `${SKILL}: Invalid filter operator`,
      caughtBy: 'refs',
      file: FAILED,
      from: '<operation>equals',
      to: '<operation>includes',
      says: /includes does not fit Activation_Status__c, which is a picklist/,
    },
    {
      title: 'a checkbox that is asked for true',
      source: `${SKILL}: boolean values are 0 and 1`,
      caughtBy: 'refs',
      file: 'objects/Article_Feedback__c/listViews/Planted.listView-meta.xml',
      add: metadata(
        'ListView',
        `<fullName>Planted</fullName>
<columns>NAME</columns>
<filterScope>Everything</filterScope>
<filters>
<field>Is_Helpful__c</field>
<operation>equals</operation>
<value>True</value>
</filters>
<label>Planted</label>`,
      ),
      at: '<value>True',
      says: /a checkbox is asked for 1 or 0, not ‘True’/,
    },
    {
      title: 'a date that is none',
      source: 'Help, Filter Operators Reference: dates',
      caughtBy: 'refs',
      file: PAID,
      from: /<value>TODAY/,
      to: '<value>THIS DAY',
      says: /‘THIS DAY’ is no date/,
    },
    {
      title: 'a view for a role that does not exist',
      source: 'Metadata API guide, ListView: sharedTo',
      caughtBy: 'refs',
      file: FAILED,
      from: '<allInternalUsers/>',
      to: '<role>Managers</role>',
      says: /no Role Managers/,
    },
    {
      title: 'a view of a queue that does not exist',
      source: 'Metadata API guide, ListView: queue',
      caughtBy: 'refs',
      file: FAILED,
      from: '<filterScope>Everything</filterScope>',
      to: '<filterScope>Queue</filterScope>',
      and: [{ file: FAILED, from: '    <sharedTo>', to: '    <queue>Orders_Queue</queue>\n    <sharedTo>' }],
      at: '<queue>',
      says: /no Queue Orders_Queue/,
    },
    {
      title: 'a queue’s view that names no queue',
      source: 'Metadata API guide, ListView: queue',
      caughtBy: 'rules',
      file: FAILED,
      from: '<filterScope>Everything',
      to: '<filterScope>Queue',
      says: /<filterScope>Queue needs <queue>/,
    },
    {
      title: 'my own records of an object without owner',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Invalid scope:Mine, not allowed',
      caughtBy: 'rules',
      file: OVERDUE,
      from: '<filterScope>Everything',
      to: '<filterScope>Mine',
      says: /records of Invoice__c have no owner/,
    },
    {
      title: 'a view whose logic has a bracket too many',
      source: `${SKILL}: Malformed booleanFilterLogic`,
      caughtBy: 'rules',
      file: FAILED,
      from: '    <columns>ORDERS.ORDER_NUMBER',
      to: '    <booleanFilter>(1</booleanFilter>\n    <columns>ORDERS.ORDER_NUMBER',
      at: '<booleanFilter>',
      says: /brackets/,
    },
  ],
};
