// Page layouts and compact layouts.
import type { Topic } from './mistake.ts';

const LAYOUT = 'layouts/Order-Order Layout.layout-meta.xml';

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
  ],
};
