// Platform events and their fields.
import type { Topic } from './mistake.ts';

const EVENT = 'objects/OrderProvisionRequested__e/OrderProvisionRequested__e.object-meta.xml';

export const EVENTS: Topic = {
  title: 'Platform events',
  mistakes: [
    {
      title: 'an event of standard volume',
      source: 'Platform Events Developer Guide, Platform Event Fields',
      caughtBy: 'rules',
      file: EVENT,
      from: '<eventType>HighVolume',
      to: '<eventType>StandardVolume',
      says: /HighVolume/,
    },
    {
      title: 'an event that leaves its publishing to chance',
      source: 'Platform Events Developer Guide, Platform Event Fields',
      caughtBy: 'rules',
      file: EVENT,
      from: '    <publishBehavior>PublishAfterCommit</publishBehavior>\n',
      to: '',
      at: '<CustomObject',
      says: /PublishImmediately unless stated/,
    },
    {
      title: 'a picklist on an event',
      source: 'Platform Events Developer Guide, Platform Event Fields',
      caughtBy: 'rules',
      file: 'objects/OrderProvisionRequested__e/fields/Version__c.field-meta.xml',
      from: '<type>Number',
      to: '<type>Currency',
      says: /events have no Currency/,
    },
  ],
};
