// List views.
import type { Topic } from './mistake.ts';

const FAILED = 'objects/Order/listViews/Orders_Failed.listView-meta.xml';

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
  ],
};
