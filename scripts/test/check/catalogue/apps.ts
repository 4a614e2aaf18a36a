// Apps and tabs.
import type { Topic } from './mistake.ts';

export const APPS: Topic = {
  title: 'Apps and tabs',
  mistakes: [
    {
      title: 'an app that opens a page that does not exist',
      source: 'Metadata API guide, CustomApplication',
      caughtBy: 'refs',
      file: 'applications/Customer_Service.app-meta.xml',
      from: '<content>Order_Record_Page',
      to: '<content>Orders_Record_Page',
      says: /no FlexiPage Orders_Record_Page/,
    },
    {
      title: 'an app that opens the page of another object',
      source: 'Metadata API guide, CustomApplication',
      caughtBy: 'refs',
      file: 'applications/Customer_Service.app-meta.xml',
      from: '<content>Order_Record_Page',
      to: '<content >Case_Record_Page',
      says: /a page of Case, not of Order/,
    },
    {
      title: 'a tab of no object',
      source: 'Metadata API guide, CustomApplication',
      caughtBy: 'refs',
      file: 'applications/Customer_Service.app-meta.xml',
      from: 'standard-Order',
      to: 'standard-Orders',
      says: /no object Orders/,
    },
  ],
};
