// Sharing sets and roles.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const SET = 'sharingSets/Customers.sharingSet-meta.xml';
const ROLE = 'roles/Customer_Service.role-meta.xml';

const GUIDE = 'Metadata API guide, SharingSet';

export const SHARING: Topic = {
  title: 'Sharing sets and roles',
  mistakes: [
    {
      title: 'a sharing set for a profile that does not exist',
      source: `${GUIDE}: profiles`,
      caughtBy: 'refs',
      file: SET,
      from: '<profiles>Customer Community Plus User',
      to: '<profiles>Customer Community Plus Member',
      says: /no profile Customer Community Plus Member/,
    },
    {
      title: 'a sharing set for a profile whose users it cannot serve',
      source: `${GUIDE}: profiles must be associated with a licence that can use sharing sets`,
      caughtBy: 'refs',
      file: SET,
      from: '<profiles>Customer Community Plus User',
      to: '<profiles>Standard User',
      says: /Standard User.*sharing set/,
    },
    {
      title: 'a sharing set for an unknown object',
      source: GUIDE,
      caughtBy: 'refs',
      file: SET,
      from: '<object>Order',
      to: '<object>Orders',
      says: /no object Orders/,
    },
    {
      title: 'a sharing set by an unknown lookup',
      source: `${GUIDE}: objectField`,
      caughtBy: 'refs',
      file: SET,
      from: '<object>Order</object>\n        <objectField>Account',
      to: '<object>Order</object>\n        <objectField>Acount',
      at: '<objectField>Acount',
      says: /Order has no lookup Acount/,
    },
    {
      title: 'a sharing set by something else than the user’s account or contact',
      source: `${GUIDE}: userField`,
      caughtBy: 'refs',
      file: SET,
      from: '<userField>Contact',
      to: '<userField>Id',
      says: /userField.*Account.*Contact/,
    },
    {
      title: 'a sharing set for records that everybody may change',
      source: 'Help, Set Up Sharing Sets: objects that are not Public Read/Write',
      caughtBy: 'rules',
      file: 'objects/Order/Order.object-meta.xml',
      from: '<externalSharingModel>Private',
      to: '<externalSharingModel>ReadWrite',
      named: SET,
      at: '<object>Order',
      says: /Order is ReadWrite outside, so a sharing set cannot share it/,
      also: /is Private outside/,
    },
    {
      title: 'an object twice in a sharing set',
      source: GUIDE,
      caughtBy: 'rules',
      file: SET,
      from: '<object>Contact',
      to: '<object >Case',
      at: '<object >Case',
      says: /Case stands twice/,
      also: /objectField|Id/,
    },
    {
      title: 'a role below one that does not exist',
      source: 'Metadata API guide, Role: parentRole',
      caughtBy: 'refs',
      file: ROLE,
      from: '</Role>',
      to: '    <parentRole>Managers</parentRole>\n</Role>',
      at: '<parentRole>',
      says: /no Role Managers/,
    },
    {
      title: 'a role below itself',
      source: 'Metadata API guide, Role: parentRole',
      caughtBy: 'rules',
      file: ROLE,
      from: '</Role>',
      to: '    <parentRole>Customer_Service</parentRole>\n</Role>',
      at: '<parentRole>',
      says: /Customer_Service stands above itself/,
    },
    {
      title: 'a role that sees less than everybody does',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Opportunity access level below organization default',
      caughtBy: 'rules',
      file: ROLE,
      from: '<opportunityAccessLevel>Edit',
      to: '<opportunityAccessLevel>Read',
      says: /opportunities are ReadWrite for everybody, so a role has <opportunityAccessLevel>Edit/,
    },
    {
      title: 'a role by a label',
      source: 'observed: Role needs name, the element label is not valid in it',
      caughtBy: 'schema',
      file: ROLE,
      from: /(?<=<\/?)name(?=>)/g,
      to: 'label',
      at: '<label>',
      says: /<Role> has no element <label>/,
      also: /needs <name>/,
    },
    {
      title: 'a group of a role that does not exist',
      source: 'Metadata API guide, Queue: roles',
      caughtBy: 'refs',
      file: 'queues/Planted.queue-meta.xml',
      add: metadata(
        'Queue',
        `<doesSendEmailToMembers>false</doesSendEmailToMembers>
<name>Planted</name>
<queueMembers>
<roles>
<role>Planted_Role</role>
</roles>
</queueMembers>
<queueSobject>
<sobjectType>Case</sobjectType>
</queueSobject>`,
      ),
      at: '<role>',
      says: /no Role Planted_Role/,
    },
    {
      title: 'a queue with a user of one org',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: no User named … found',
      caughtBy: 'refs',
      file: 'queues/Planted.queue-meta.xml',
      add: metadata(
        'Queue',
        `<doesSendEmailToMembers>false</doesSendEmailToMembers>
<name>Planted</name>
<queueMembers>
<users>
<user>agent@example.com</user>
</users>
</queueMembers>
<queueSobject>
<sobjectType>Case</sobjectType>
</queueSobject>`,
      ),
      at: '<user>',
      says: /agent@example.com is a user of one org/,
    },
  ],
};
