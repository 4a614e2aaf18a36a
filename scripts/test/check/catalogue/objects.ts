// Objects, custom settings and custom metadata, and who sees their records.
import { customField, metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const FEEDBACK = 'objects/Article_Feedback__c/Article_Feedback__c.object-meta.xml';
const SETTING_FIELD = 'objects/Middleware_Settings__c/fields/Planted__c.field-meta.xml';
const TYPE = 'objects/Planted__mdt/Planted__mdt.object-meta.xml';
const RECORD = 'customMetadata/Planted.First.md-meta.xml';

const GUIDE = 'Metadata API guide, CustomObject';
const OWD = 'forcedotcom/sf-skills, platform-sharing-owd-configure, access levels';
const FOLLOWS_ACCOUNT = 'hardisgroupcom/sfdx-hardis, deployment assistant: Not valid sharing model';
const SETTING_TYPES = 'Help, Custom Settings: field types; observed as “Invalid data type.”';

const customMetadataType = (elements = ''): string =>
  metadata('CustomObject', `<label>Planted</label>\n<pluralLabel>Planted</pluralLabel>\n${elements}`);
const customMetadata = (values: string): string =>
  metadata('CustomMetadata', `<label>First</label>\n<protected>false</protected>\n${values}`).replace(
    '<CustomMetadata ',
    '<CustomMetadata xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ',
  );

export const OBJECTS: Topic = {
  title: 'Objects, settings and sharing',
  mistakes: [
    {
      title: 'a custom object without label',
      source: `${GUIDE}: label; Must specify a non-empty label for the CustomObject`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: / {4}<label>.*\n/,
      to: '',
      at: '<CustomObject',
      says: /a custom object needs <label>/,
    },
    {
      title: 'a custom object without plural label',
      source: `${GUIDE}: pluralLabel`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: / {4}<pluralLabel>.*\n/,
      to: '',
      at: '<CustomObject',
      says: /a custom object needs <pluralLabel>/,
    },
    {
      title: 'a custom object whose records have no name',
      source: `${GUIDE}: nameField`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: / {4}<nameField>[^]*<\/nameField>\n/,
      to: '',
      at: '<CustomObject',
      says: /a custom object needs <nameField>/,
    },
    {
      title: 'a custom object that does not say who sees it',
      source: 'forcedotcom/sf-skills, platform-custom-object-generate, required elements',
      caughtBy: 'rules',
      file: FEEDBACK,
      from: / {4}<sharingModel>.*\n/,
      to: '',
      at: '<CustomObject',
      says: /a custom object needs <sharingModel>/,
    },
    {
      title: 'a numbered name without format',
      source: `${GUIDE}: nameField; forcedotcom/sf-skills, platform-custom-object-generate`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: / {8}<displayFormat>.*\n/,
      to: '',
      at: '<nameField>',
      says: /a numbered <nameField> needs <displayFormat>/,
    },
    {
      title: 'a name of a type that names cannot have',
      source: `${GUIDE}: nameField, Text or AutoNumber`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: '<type>AutoNumber',
      to: '<type>Number',
      says: /a name is Text or AutoNumber, not Number/,
      also: /a name field is Text or AutoNumber/,
    },
    {
      title: 'an object that is there only by its own file',
      source: 'observed: Entity Enumeration Or ID: bad value for restricted picklist field',
      caughtBy: 'refs',
      file: 'objects/Parcel/Parcel.object-meta.xml',
      add: metadata('CustomObject', '<sharingModel>Private</sharingModel>'),
      at: '<CustomObject',
      says: /there is no object Parcel/,
    },
    {
      title: 'bulk access without sharing and streaming',
      source: `${GUIDE}: enableBulkApi`,
      caughtBy: 'rules',
      file: FEEDBACK,
      from: '    <enableHistory>',
      to: '    <enableBulkApi>true</enableBulkApi>\n    <enableHistory>',
      at: '<enableBulkApi>',
      says: /<enableBulkApi>, <enableSharing> and <enableStreamingApi> are true together/,
    },
    {
      title: 'cases that others may be given while accounts are private',
      source: FOLLOWS_ACCOUNT,
      caughtBy: 'rules',
      file: 'objects/Account/Account.object-meta.xml',
      from: '<sharingModel>ReadWrite',
      to: '<sharingModel>Private',
      named: 'objects/Case/Case.object-meta.xml',
      at: '<sharingModel>ReadWriteTransfer',
      says: /accounts are Private, so Case is Private too/,
      also: /accounts are Private, so \w+ is Private too/,
    },
    {
      title: 'accounts that may be transferred',
      source: OWD,
      caughtBy: 'rules',
      file: 'objects/Account/Account.object-meta.xml',
      from: '<sharingModel>ReadWrite',
      to: '<sharingModel>ReadWriteTransfer',
      says: /Account cannot be ReadWriteTransfer/,
    },
    {
      title: 'more for customers than for agents',
      source: 'Help, External Organization-Wide Defaults',
      caughtBy: 'rules',
      file: FEEDBACK,
      from: '<externalSharingModel>Private',
      to: '<externalSharingModel>Read',
      says: /more open outside \(Read\) than inside \(Private\)/,
    },
    {
      title: 'orders open to customers',
      source: 'Portway',
      caughtBy: 'rules',
      file: 'objects/Order/Order.object-meta.xml',
      from: '<externalSharingModel>Private',
      to: '<externalSharingModel>Read',
      says: /Private outside/,
      also: /sharing set/,
    },
    {
      title: 'a setting that production refuses to keep to itself',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Visibility is not allowed for type',
      caughtBy: 'rules',
      file: 'objects/Middleware_Settings__c/Middleware_Settings__c.object-meta.xml',
      from: '<visibility>Public',
      to: '<visibility>Protected',
      says: /Protected deploys to sandboxes and scratch orgs only/,
    },
    {
      title: 'a picklist in a custom setting',
      source: SETTING_TYPES,
      caughtBy: 'rules',
      file: SETTING_FIELD,
      add: customField(
        'Planted__c',
        `<type>Picklist</type>
<valueSet>
<restricted>true</restricted>
<valueSetName>Payment_Status</valueSetName>
</valueSet>`,
      ),
      at: '<type>',
      says: /custom settings have no Picklist fields/,
    },
    {
      title: 'a lookup in a custom setting',
      source: SETTING_TYPES,
      caughtBy: 'rules',
      file: SETTING_FIELD,
      add: customField(
        'Planted__c',
        `<deleteConstraint>SetNull</deleteConstraint>
<referenceTo>Account</referenceTo>
<relationshipName>Planted</relationshipName>
<type>Lookup</type>`,
      ),
      at: '<type>',
      says: /custom settings have no Lookup fields/,
    },
    {
      title: 'a formula in a custom setting',
      source: SETTING_TYPES,
      caughtBy: 'rules',
      file: SETTING_FIELD,
      add: customField('Planted__c', '<formula>&quot;a&quot;</formula>\n<type>Text</type>'),
      at: '<formula>',
      says: /custom settings have no formula fields/,
    },
    {
      title: 'custom metadata with a deployment status',
      source: 'SalesforceFoundation/NPSP#1578',
      caughtBy: 'rules',
      file: TYPE,
      add: customMetadataType('<deploymentStatus>Deployed</deploymentStatus>'),
      at: '<deploymentStatus>',
      says: /custom metadata has no <deploymentStatus>/,
    },
    {
      title: 'custom metadata with an open picklist',
      source: 'observed: Non-strict picklists are not supported on this object',
      caughtBy: 'rules',
      file: 'objects/Planted__mdt/fields/Kind__c.field-meta.xml',
      add: customField(
        'Kind__c',
        `<type>Picklist</type>
<valueSet>
<restricted>false</restricted>
<valueSetDefinition>
<sorted>false</sorted>
<value><fullName>One</fullName><default>false</default><label>One</label></value>
</valueSetDefinition>
</valueSet>`,
      ),
      and: [{ file: TYPE, add: customMetadataType() }],
      at: '<restricted>',
      says: /a picklist of custom metadata is <restricted>true/,
    },
    {
      title: 'a formula in custom metadata',
      source: 'Help, Custom Metadata Types: supported field types',
      caughtBy: 'rules',
      file: 'objects/Planted__mdt/fields/Kind__c.field-meta.xml',
      add: customField('Kind__c', '<formula>&quot;a&quot;</formula>\n<type>Text</type>'),
      and: [{ file: TYPE, add: customMetadataType() }],
      at: '<formula>',
      says: /custom metadata has no formula fields/,
    },
    {
      title: 'a record of custom metadata with an unknown field',
      source: 'Metadata API guide, CustomMetadata: field',
      caughtBy: 'refs',
      file: RECORD,
      add: customMetadata('<values>\n<field>Kinds__c</field>\n<value xsi:type="xsd:string">One</value>\n</values>'),
      and: [{ file: TYPE, add: customMetadataType() }],
      at: '<field>',
      says: /Planted__mdt has no field Kinds__c/,
    },
    {
      title: 'a record of custom metadata of no type',
      source: 'Metadata API guide, CustomMetadata',
      caughtBy: 'refs',
      file: RECORD,
      add: customMetadata(''),
      at: '<CustomMetadata',
      says: /there is no object Planted__mdt/,
    },
  ],
};
