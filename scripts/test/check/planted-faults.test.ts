// Each fault is planted alone; the check must name its file, its line and what is wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkConversion } from '../../check/conversion.ts';
import type { CheckResult } from '../../check/finding.ts';
import { checkWithFlowScanner } from '../../check/flow-scanner.ts';
import { checkPlatformRules } from '../../check/platform-rules.ts';
import { checkReferences } from '../../check/references.ts';
import { checkSchema } from '../../check/schema.ts';
import { readSourceTree, type SourceTree } from '../../check/source-tree.ts';
import { copyProject, SOURCE, type Copy } from './planted.ts';

type Check = (tree: SourceTree) => CheckResult | Promise<CheckResult>;

interface Fault {
  readonly title: string;
  readonly check: Check;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** Text on the line that the check must name; the planted text when left out. */
  readonly at?: string;
  readonly says: RegExp;
}

const ORDER = 'objects/Order/fields/Activation_Status__c.field-meta.xml';
const ERROR = 'objects/Order/fields/Activation_Error__c.field-meta.xml';
const WHMCS_ORDER = 'objects/Order/fields/WHMCS_Order_Id__c.field-meta.xml';
const CASE = 'objects/Case/fields/Opportunity__c.field-meta.xml';
const EVENT = 'objects/OrderProvisionRequested__e/OrderProvisionRequested__e.object-meta.xml';
const STAGES = 'standardValueSets/OpportunityStage.standardValueSet-meta.xml';
const STATUSES = 'standardValueSets/OrderStatus.standardValueSet-meta.xml';
const INTEGRATION = 'permissionsets/Customer_Portal_Integration.permissionset-meta.xml';
const CUSTOMER = 'permissionsets/Customer_Portal_User.permissionset-meta.xml';
const AGENT = 'permissionsets/Customer_Service_Agent.permissionset-meta.xml';
const PUBLISH = 'flows/Order_Approval_Publish.flow-meta.xml';
const STAMP = 'flows/Order_Approval_Stamp.flow-meta.xml';
const RESULT = 'flows/Eligibility_Result.flow-meta.xml';
const LAYOUT = 'layouts/Order-Order Layout.layout-meta.xml';
const FAILED = 'objects/Order/listViews/Orders_Failed.listView-meta.xml';
const RULE = 'objects/Order/validationRules/Provisioned_Order_Is_Not_Retried.validationRule-meta.xml';
const PAGE = 'flexipages/Opportunity_Record_Page.flexipage-meta.xml';
const ASSIGNMENT = 'assignmentRules/Lead.assignmentRules-meta.xml';
const POLICY = 'extlClntAppOauthPolicies/Customer_Portal_Integration_oauthPlcy.ecaOauthPlcy-meta.xml';

const SCHEMA: readonly Omit<Fault, 'check'>[] = [
  { title: 'a missing end tag', file: ORDER, from: '</label>', to: '</labell>', says: /malformed XML/ },
  {
    title: 'an unknown element',
    file: ORDER,
    from: '<required>false</required>',
    to: '<requird>false</requird>',
    says: /no element <requird>/,
  },
  {
    title: 'a value outside an enum',
    file: ORDER,
    from: '<type>Picklist',
    to: '<type>Pickliste',
    says: /‘Pickliste’, not one of/,
  },
  {
    title: 'a word for a number',
    file: WHMCS_ORDER,
    from: '<precision>18',
    to: '<precision>eighteen',
    says: /not a number/,
  },
  { title: 'yes for true', file: WHMCS_ORDER, from: '<unique>true', to: '<unique>yes', says: /not true or false/ },
  {
    title: 'an element given twice',
    file: ERROR,
    from: '<length>255</length>',
    to: '<length>255</length>\n    <length>80</length>',
    at: '<length>80',
    says: /more than once/,
  },
  {
    title: 'a missing element',
    file: FAILED,
    from: '    <filterScope>Everything</filterScope>\n',
    to: '',
    at: '<ListView',
    says: /needs <filterScope>/,
  },
  {
    title: 'repeats that do not stand together',
    file: FAILED,
    from: '    <label>',
    to: '    <columns>Name</columns>\n    <label>',
    at: '<columns>Name',
    says: /does not stand beside/,
  },
  {
    title: 'a missing namespace',
    file: ORDER,
    from: ' xmlns="http://soap.sforce.com/2006/04/metadata"',
    to: '',
    at: '<CustomField',
    says: /needs xmlns/,
  },
  { title: 'text between elements', file: FAILED, from: '<filters>', to: '<filters>oops', says: /text ‘oops’/ },
];

const RULES: readonly Omit<Fault, 'check'>[] = [
  {
    title: 'a number without precision',
    file: WHMCS_ORDER,
    from: '    <precision>18</precision>\n',
    to: '',
    at: '<CustomField',
    says: /needs <precision>/,
  },
  { title: 'a text that is too long', file: ERROR, from: '<length>255', to: '<length>256', says: /1 to 255/ },
  {
    title: 'a label of 41 characters',
    file: ERROR,
    from: '<label>Activation Error',
    to: `<label>${'x'.repeat(41)}`,
    says: /41 characters, at most 40/,
  },
  {
    title: 'a field without description',
    file: ERROR,
    from: / +<description>.*\n/,
    to: '',
    at: '<CustomField',
    says: /says in <description>/,
  },
  {
    title: 'a lookup that says nothing of deletion',
    file: CASE,
    from: '    <deleteConstraint>SetNull</deleteConstraint>\n',
    to: '',
    at: '<CustomField',
    says: /deleteConstraint/,
  },
  {
    title: 'a fullName that differs from its file',
    file: ERROR,
    from: '<fullName>Activation_Error__c',
    to: '<fullName>Activation_Errors__c',
    says: /the file says Activation_Error__c/,
  },
  {
    title: 'a value that stands twice',
    file: ORDER,
    from: '<fullName>Failed',
    to: '<fullName>Activating',
    at: '<value>\n                <fullName>Activating</fullName>\n                <default>false</default>\n                <label>Failed',
    says: /stands twice/,
  },
  {
    title: 'two defaults',
    file: ORDER,
    from: /<default>false/g,
    to: '<default>true',
    at: '<value>\n                <fullName>Activating',
    says: /second value is the default/,
  },
  {
    title: 'an order status without category',
    file: STATUSES,
    from: '        <groupingString>Activated</groupingString>\n',
    to: '',
    at: '<standardValue>\n        <fullName>Activated',
    says: /needs <groupingString>/,
  },
  {
    title: 'a won stage that is not closed',
    file: STAGES,
    from: '<closed>true</closed>',
    to: '<closed>false</closed>',
    at: '<standardValue>\n        <fullName>Active',
    says: /is won, so it is closed/,
  },
  {
    title: 'an event of standard volume',
    file: EVENT,
    from: '<eventType>HighVolume',
    to: '<eventType>StandardVolume',
    says: /HighVolume/,
  },
  {
    title: 'an event that leaves its publishing to chance',
    file: EVENT,
    from: '    <publishBehavior>PublishAfterCommit</publishBehavior>\n',
    to: '',
    at: '<CustomObject',
    says: /PublishImmediately unless stated/,
  },
  {
    title: 'a picklist on an event',
    file: 'objects/OrderProvisionRequested__e/fields/Version__c.field-meta.xml',
    from: '<type>Number',
    to: '<type>Currency',
    says: /events have no Currency/,
  },
  {
    title: 'orders open to customers',
    file: 'objects/Order/Order.object-meta.xml',
    from: '<externalSharingModel>Private',
    to: '<externalSharingModel>Read',
    says: /Private outside/,
  },
  {
    title: 'a right on a required field',
    file: INTEGRATION,
    from: '<field>OrderItem.Description',
    to: '<field>OrderProvisionRequested__e.OrderId__c',
    at: '<field>OrderProvisionRequested__e',
    says: /fields of events have no rights/,
  },
  {
    title: 'an editable auto number',
    file: INTEGRATION,
    from: '<editable>false</editable>\n        <field>Account.SF_Account_No__c',
    to: '<editable>true</editable>\n        <field>Account.SF_Account_No__c',
    says: /nobody edits it/,
  },
  {
    title: 'create without read',
    file: INTEGRATION,
    from: '<allowRead>true</allowRead>',
    to: '<allowRead>false</allowRead>',
    at: '<allowCreate>true',
    says: /needs <allowRead>/,
  },
  {
    title: 'rights on order products',
    file: AGENT,
    from: '<object>Order</object>',
    to: '<object>OrderItem</object>',
    says: /follow Order/,
    at: '<object>OrderItem',
  },
  {
    title: 'a user permission without the one it needs',
    file: INTEGRATION,
    from: '<name>ActivateOrder',
    to: '<name>ActivateContract',
    at: '<name>EditActivatedOrders',
    says: /needs ActivateOrder/,
  },
  { title: 'a flow that is a draft', file: STAMP, from: '<status>Active', to: '<status>Draft', says: /does nothing/ },
  {
    title: 'a flow without order',
    file: STAMP,
    from: '    <triggerOrder>100</triggerOrder>\n',
    to: '',
    at: '<Flow ',
    says: /triggerOrder/,
  },
  {
    title: 'two flows of one order',
    file: 'flows/Id_Verification_Result.flow-meta.xml',
    from: '<triggerOrder>200',
    to: '<triggerOrder>100',
    says: /taken by Eligibility_Result_Stamp/,
  },
  {
    title: 'an update before the save',
    file: RESULT,
    from: 'RecordAfterSave',
    to: 'RecordBeforeSave',
    at: '<recordUpdates>',
    says: /has no <recordUpdates>/,
  },
  {
    title: 'no fault path',
    file: PUBLISH,
    from: / +<faultConnector>[^]*?<\/faultConnector>\n/,
    to: '',
    at: '<recordCreates>',
    says: /can fail and has no <faultConnector>/,
  },
  {
    title: 'a connector to nothing',
    file: RESULT,
    from: '<targetReference>Void_Opportunity',
    to: '<targetReference>Void_Opportunities',
    says: /no element Void_Opportunities/,
  },
  {
    title: 'a list view with a filter too many in its logic',
    file: FAILED,
    from: '    <columns>ORDERS.ORDER_NUMBER',
    to: '    <booleanFilter>1 AND 2</booleanFilter>\n    <columns>ORDERS.ORDER_NUMBER',
    at: '<booleanFilter>',
    says: /filter 2 of 1/,
  },
  {
    title: 'a field twice on a layout',
    file: LAYOUT,
    from: '<field>Activation_Error__c',
    to: '<field>Activation_Status__c',
    says: /stands twice/,
    at: '<field>Activation_Status__c</field>\n            </layoutItems>\n            <layoutItems>\n                <behavior>Readonly</behavior>\n                <field>Activation_Error_DateTime__c',
  },
  {
    title: 'sign-in without the refresh scope',
    file: 'extlClntAppOauthSettings/Customer_Portal_Integration_oauth.ecaOauth-meta.xml',
    from: 'Api, RefreshToken',
    to: 'Api',
    at: '<commaSeparatedOauthScopes>',
    says: /RefreshToken/,
  },
  {
    title: 'a facet given twice',
    file: PAGE,
    from: '<name>billingColumn2',
    to: '<name >billingColumn1',
    says: /billingColumn1 stands twice/,
  },
  {
    title: 'an identifier given twice',
    file: PAGE,
    from: '<identifier>relatedTab',
    to: '<identifier >detailTab',
    says: /detailTab stands twice/,
  },
  {
    title: 'a record page of nothing',
    file: PAGE,
    from: '    <sobjectType>Opportunity</sobjectType>\n',
    to: '',
    at: '<FlexiPage',
    says: /needs <sobjectType>/,
  },
];

const REFERENCES: readonly Omit<Fault, 'check'>[] = [
  {
    title: 'a right on a principal that does not exist',
    file: CUSTOMER,
    from: 'Portway_Middleware-Customer<',
    to: 'Portway_Middleware-Guest<',
    says: /Portway_Middleware has no principal Guest/,
  },
  {
    title: 'a named credential that authenticates by none',
    file: 'namedCredentials/Portway_Middleware.namedCredential-meta.xml',
    from: '<externalCredential>Portway_',
    to: '<externalCredential>Portways_',
    says: /there is no ExternalCredential Portways_Middleware/,
  },
  {
    title: 'a callout to an address of no name',
    file: 'classes/middleware/MiddlewareRequest.cls',
    from: "'callout:Portway_",
    to: "'callout:Portways_",
    says: /there is no NamedCredential Portways_Middleware/,
  },
  {
    title: 'a page of no object',
    file: PAGE,
    from: '<sobjectType>Opportunity',
    to: '<sobjectType>Oportunity',
    says: /no object Oportunity/,
  },
  {
    title: 'a page with an unknown field',
    file: PAGE,
    from: 'Record.Service_Status__c',
    to: 'Record.Service_State__c',
    says: /no field Service_State__c/,
  },
  {
    title: 'a page with an unknown component',
    file: PAGE,
    from: 'force:highlightsPanel<',
    to: 'force:highlightPanel<',
    says: /no component force:highlightPanel/,
  },
  {
    title: 'a page with a component of ours that does not exist',
    file: PAGE,
    from: 'force:highlightsPanel<',
    to: 'c:noSuchPanel<',
    says: /no component noSuchPanel/,
  },
  {
    title: 'a page with an unknown related list',
    file: PAGE,
    from: '<value>OpportunityLineItems',
    to: '<value>OpportunityLines',
    says: /no related list OpportunityLines/,
  },
  {
    title: 'a page with a related list that the layout lacks',
    file: PAGE,
    from: '<value>OpportunityLineItems',
    to: '<value>OpportunityContactRoles',
    says: /no layout of Opportunity carries/,
  },
  {
    title: 'a related list of another object’s records',
    file: PAGE,
    from: '<value>Opportunity.Id',
    to: '<value>Order.Id',
    says: /not the id of Opportunity/,
  },
  {
    title: 'a facet that does not exist',
    file: PAGE,
    from: '<value>billingColumns',
    to: '<value>billColumns',
    says: /no facet billColumns/,
  },
  {
    title: 'a region that the template lacks',
    file: PAGE,
    from: '<name>sidebar',
    to: '<name>footer',
    says: /no region footer/,
  },
  {
    title: 'a visibility rule on an unknown field',
    file: PAGE,
    from: '{!Record.WHMCS_Drift__c}',
    to: '{!Record.WHMCS_Difference__c}',
    says: /no field WHMCS_Difference__c/,
  },
  {
    title: 'a visibility rule with an operator of another language',
    file: PAGE,
    from: '<operator>NE',
    to: '<operator>NOT_EQUAL',
    says: /no operator NOT_EQUAL/,
  },
  {
    title: 'an app that opens a page that does not exist',
    file: 'applications/Customer_Service.app-meta.xml',
    from: '<content>Order_Record_Page',
    to: '<content>Orders_Record_Page',
    says: /no FlexiPage Orders_Record_Page/,
  },
  {
    title: 'an app that opens the page of another object',
    file: 'applications/Customer_Service.app-meta.xml',
    from: '<content>Order_Record_Page',
    to: '<content >Case_Record_Page',
    says: /a page of Case, not of Order/,
  },
  {
    title: 'a list view of leads with an unknown column',
    file: 'objects/Lead/listViews/Website_Leads_Today.listView-meta.xml',
    from: 'LEAD.COMPANY',
    to: 'LEAD.FIRM',
    says: /no column LEAD.FIRM/,
  },
  {
    title: 'a rule that assigns to no queue',
    file: ASSIGNMENT,
    from: '<assignedTo>Leads_East_Japan',
    to: '<assignedTo>Leads_North_Japan',
    says: /no Queue Leads_North_Japan/,
  },
  {
    title: 'a rule that assigns to a queue of other records',
    file: ASSIGNMENT,
    from: '<assignedTo>Leads_East_Japan',
    to: '<assignedTo>Customer_Service',
    says: /Customer_Service holds no records of Lead/,
  },
  {
    title: 'a rule that assigns to a user of one org',
    file: ASSIGNMENT,
    from: '<assignedToType>Queue',
    to: '<assignedToType>User',
    at: '<assignedTo>',
    says: /name a queue/,
  },
  {
    title: 'a rule that asks for an unknown field',
    file: ASSIGNMENT,
    from: '<field>Lead.State',
    to: '<field>Lead.Prefecture__c',
    says: /Lead has no field Prefecture__c/,
  },
  {
    title: 'a rule that asks for a field of another object',
    file: ASSIGNMENT,
    from: '<field>Lead.State',
    to: '<field>Account.BillingState',
    says: /no field of Lead/,
  },
  {
    title: 'a rule whose logic counts too far',
    file: ASSIGNMENT,
    from: '<booleanFilter>1 OR 2<',
    to: '<booleanFilter>1 OR 3<',
    says: /criterion 3 of 2/,
  },
  {
    title: 'a right on a field that does not exist',
    file: AGENT,
    from: '<field>Order.Activation_Error__c',
    to: '<field>Order.Activation_Eror__c',
    says: /Order has no field Activation_Eror__c/,
  },
  {
    title: 'a right on a standard field that has none',
    file: AGENT,
    from: '<field>Order.Description',
    to: '<field>Order.EffectiveDate',
    says: /cannot be set/,
  },
  {
    title: 'a right on an unknown object',
    file: AGENT,
    from: '<object>Lead</object>',
    to: '<object>Leed</object>',
    says: /no object Leed/,
  },
  {
    title: 'a tab of no object',
    file: 'applications/Customer_Service.app-meta.xml',
    from: 'standard-Order',
    to: 'standard-Orders',
    says: /no object Orders/,
  },
  {
    title: 'an app that does not exist',
    file: AGENT,
    from: '<application>Customer_Service',
    to: '<application>Customer_Servise',
    says: /no CustomApplication Customer_Servise/,
  },
  {
    title: 'a layout with an unknown field',
    file: LAYOUT,
    from: '<field>Activation_Error__c',
    to: '<field>Activation_Fault__c',
    says: /no field Activation_Fault__c/,
  },
  {
    title: 'an unknown related list',
    file: LAYOUT,
    from: 'RelatedOrderItemList',
    to: 'RelatedOrderItemsList',
    says: /no related list/,
  },
  {
    title: 'a list view with an unknown column',
    file: FAILED,
    from: 'ORDERS.STATUS',
    to: 'ORDER.STATUS',
    says: /no column ORDER.STATUS/,
  },
  {
    title: 'a list view that filters for no value',
    file: FAILED,
    from: '<value>Failed',
    to: '<value>Broken',
    says: /no value ‘Broken’/,
  },
  {
    title: 'a global value set that does not exist',
    file: 'objects/Product2/fields/CommodityType__c.field-meta.xml',
    from: '<valueSetName>Commodity_Type',
    to: '<valueSetName>Commodity',
    says: /Commodity/,
  },
  {
    title: 'a compact layout that does not exist',
    file: 'objects/Order/Order.object-meta.xml',
    from: 'Order_Provisioning',
    to: 'Order_Provision',
    says: /no CompactLayout Order.Order_Provision/,
  },
  {
    title: 'a flow that writes an unknown field',
    file: PUBLISH,
    from: '<field>IdemKey__c',
    to: '<field>IdemKee__c',
    says: /no field IdemKee__c/,
  },
  {
    title: 'a flow that leaves a required field out',
    file: PUBLISH,
    from: '<field>OrderId__c',
    to: '<field>CorrelationId__c',
    at: '<recordCreates>',
    says: /needs OrderId__c/,
  },
  {
    title: 'a flow that sets no value of the picklist',
    file: STAMP,
    from: '<stringValue>Activating',
    to: '<stringValue>Activatin',
    says: /no value ‘Activatin’/,
  },
  {
    title: 'a flow that finds no stage',
    file: RESULT,
    from: '<stringValue>Introduction',
    to: '<stringValue>Introduktion',
    says: /no value ‘Introduktion’/,
  },
  {
    title: 'a start formula with an unknown value',
    file: STAMP,
    from: 'Status}, &quot;Approved&quot;',
    to: 'Status}, &quot;Approoved&quot;',
    at: '<filterFormula>',
    says: /no value ‘Approoved’/,
  },
  {
    title: 'a start formula with an unknown field',
    file: STAMP,
    from: 'ISCHANGED({!$Record.Status})',
    to: 'ISCHANGED({!$Record.Statuss})',
    says: /Statuss/,
  },
  {
    title: 'a reference to no resource',
    file: STAMP,
    from: '<elementReference>No_Text',
    to: '<elementReference>Some_Text',
    says: /no Some_Text in this flow/,
  },
  {
    title: 'a label that does not exist',
    file: PUBLISH,
    from: '$Label.Order_Not_Sent',
    to: '$Label.Order_Not_Posted',
    says: /no custom label Order_Not_Posted/,
  },
  {
    title: 'a rule on an unknown field',
    file: RULE,
    from: 'ISPICKVAL(Activation_Status__c, &quot;Activating',
    to: 'ISPICKVAL(Activation_State__c, &quot;Activating',
    says: /Activation_State__c/,
  },
  {
    title: 'a rule on an unknown value',
    file: RULE,
    from: '&quot;Provisioned&quot;',
    to: '&quot;Provisionned&quot;',
    at: '<errorConditionFormula>',
    says: /no value ‘Provisionned’/,
  },
  {
    title: 'a policy for an unknown permission set',
    file: POLICY,
    from: '<commaSeparatedPermissionSet>Customer_Portal_Integration',
    to: '<commaSeparatedPermissionSet>Customer_Integration',
    says: /no PermissionSet Customer_Integration/,
  },
  {
    title: 'a queue of no object',
    file: 'queues/Customer_Service.queue-meta.xml',
    from: '<sobjectType>Case',
    to: '<sobjectType>Kase',
    says: /no object Kase/,
  },
];

const SCANNER: readonly Omit<Fault, 'check'>[] = [
  {
    title: 'a flow without fault path',
    file: RESULT,
    from: '        <faultConnector>\n            <isGoTo>true</isGoTo>\n            <targetReference>Result_Not_Saved</targetReference>\n        </faultConnector>\n',
    to: '',
    at: '<description>The question',
    says: /MissingFaultPath at Close_Eligibility_Case/,
  },
];

let copy: Copy;
before(async () => {
  copy = await copyProject();
});
after(() => copy.remove());

const withCheck = (check: Check, faults: readonly Omit<Fault, 'check'>[]): Fault[] =>
  faults.map((fault) => ({ ...fault, check }));

for (const { title, check, file, from, to, at, says } of [
  ...withCheck(checkSchema, SCHEMA),
  ...withCheck(checkPlatformRules, RULES),
  ...withCheck(checkReferences, REFERENCES),
  ...withCheck(checkWithFlowScanner, SCANNER),
]) {
  test(`${check.name} finds ${title}`, async () => {
    await using _ = await copy.edit(file, from, to);
    const line = await copy.lineOf(file, at ?? to);
    const { findings } = await check(readSourceTree(copy.root));
    const here = findings.filter((finding) => finding.file === `${SOURCE}/${file}`);
    assert.ok(
      here.some((finding) => says.test(finding.what) && finding.line === line),
      `line ${line}: ${JSON.stringify(findings)}`,
    );
  });
}

test('the project itself has none of these faults', async () => {
  const tree = readSourceTree(copy.root);
  for (const check of [checkSchema, checkPlatformRules, checkReferences, checkConversion, checkWithFlowScanner]) {
    assert.deepEqual((await check(tree)).findings, [], check.name);
  }
});

test('a label that nothing uses is found', async () => {
  const labels = 'labels/CustomLabels.labels-meta.xml';
  await using _ = await copy.edit(labels, '<fullName>Order_Not_Sent', '<fullName>Order_Not_Used');
  const { findings } = await checkReferences(readSourceTree(copy.root));
  assert.ok(
    findings.some(({ file, what }) => file === `${SOURCE}/${labels}` && what.includes('nothing uses')),
    JSON.stringify(findings),
  );
});

test('conversion finds a class without its metadata file', async () => {
  await using _ = await copy.write('classes/orders/Lost.cls', 'public class Lost {}');
  const { findings } = await checkConversion(readSourceTree(copy.root));
  assert.deepEqual(
    findings.map(({ file, line }) => `${file}:${line}`),
    [`${SOURCE}/classes/orders/Lost.cls:1`],
  );
});

test('conversion finds a file whose root is of another type than its place', async () => {
  await using _ = await copy.edit('queues/Customer_Service.queue-meta.xml', /(?<=<\/?)Queue\b/g, 'Group');
  const { findings } = await checkConversion(readSourceTree(copy.root));
  assert.ok(
    findings.some(({ file, what }) => file.endsWith('.queue-meta.xml') && what.includes('is a Queue')),
    JSON.stringify(findings),
  );
});

test('conversion finds a suffix that no type has', async () => {
  await using _ = await copy.write(
    'queues/Other.kueue-meta.xml',
    '<Queue xmlns="http://soap.sforce.com/2006/04/metadata"><name>Other</name></Queue>',
  );
  const { findings } = await checkConversion(readSourceTree(copy.root));
  assert.ok(
    findings.some(({ file }) => file === `${SOURCE}/queues/Other.kueue-meta.xml`),
    JSON.stringify(findings),
  );
});
