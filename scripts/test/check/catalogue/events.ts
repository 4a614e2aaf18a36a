// Platform events and their fields.
import { customField } from './files.ts';
import type { Topic } from './mistake.ts';

const EVENT = 'objects/OrderProvisionRequested__e/OrderProvisionRequested__e.object-meta.xml';
const FIELD = 'objects/OrderProvisionRequested__e/fields/Planted__c.field-meta.xml';

const GUIDE = 'Platform Events Developer Guide, Platform Event Fields';

export const EVENTS: Topic = {
  title: 'Platform events',
  mistakes: [
    {
      title: 'an event of standard volume',
      source: 'Metadata API guide, CustomObject: eventType',
      caughtBy: 'rules',
      file: EVENT,
      from: '<eventType>HighVolume',
      to: '<eventType>StandardVolume',
      says: /HighVolume/,
    },
    {
      title: 'an event that leaves its publishing to chance',
      source: 'Metadata API guide, CustomObject: publishBehavior',
      caughtBy: 'rules',
      file: EVENT,
      from: '    <publishBehavior>PublishAfterCommit</publishBehavior>\n',
      to: '',
      at: '<CustomObject',
      says: /PublishImmediately unless stated/,
    },
    {
      title: 'an event with a name field',
      source: GUIDE,
      caughtBy: 'rules',
      file: EVENT,
      from: '    <pluralLabel>',
      to: '    <nameField><label>Name</label><type>Text</type></nameField>\n    <pluralLabel>',
      at: '<nameField>',
      says: /an event has no <nameField>/,
    },
    {
      title: 'an event that is shared',
      source: GUIDE,
      caughtBy: 'rules',
      file: EVENT,
      from: '</CustomObject>',
      to: '    <sharingModel>Private</sharingModel>\n</CustomObject>',
      at: '<sharingModel>',
      says: /an event has no <sharingModel>/,
    },
    {
      title: 'an event without plural label',
      source: 'Metadata API guide, CustomObject: pluralLabel',
      caughtBy: 'rules',
      file: EVENT,
      from: / {4}<pluralLabel>.*\n/,
      to: '',
      at: '<CustomObject',
      says: /an event needs <pluralLabel>/,
    },
    {
      title: 'an amount of money on an event',
      source: GUIDE,
      caughtBy: 'rules',
      file: 'objects/OrderProvisionRequested__e/fields/Version__c.field-meta.xml',
      from: '<type>Number',
      to: '<type>Currency',
      says: /events have no Currency/,
    },
    {
      title: 'a lookup on an event',
      source: GUIDE,
      caughtBy: 'rules',
      file: FIELD,
      add: customField(
        'Planted__c',
        `<deleteConstraint>SetNull</deleteConstraint>
<referenceTo>Order</referenceTo>
<relationshipName>Planted</relationshipName>
<type>Lookup</type>`,
      ),
      at: '<type>',
      says: /events have no Lookup fields/,
    },
    {
      title: 'a unique field on an event',
      source: GUIDE,
      caughtBy: 'rules',
      file: FIELD,
      add: customField('Planted__c', '<length>20</length>\n<type>Text</type>\n<unique>true</unique>'),
      at: '<unique>',
      says: /a field of an event cannot be <unique>/,
    },
  ],
};
