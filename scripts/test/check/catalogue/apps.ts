// Apps and tabs.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const APP = 'applications/Customer_Service.app-meta.xml';
const TAB = 'tabs/Invoice__c.tab-meta.xml';
const PLANTED = 'tabs/Planted.tab-meta.xml';

const APP_GUIDE = 'Metadata API guide, CustomApplication';
const TAB_GUIDE = 'Metadata API guide, CustomTab';
const TAB_SKILL = 'forcedotcom/sf-skills, platform-custom-tab-generate';

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
    {
      title: 'a tab by its label',
      source: 'observed: no CustomTab named Home found',
      caughtBy: 'refs',
      file: APP,
      from: '<tabs>standard-home',
      to: '<tabs>Home',
      says: /no CustomTab Home/,
    },
    {
      title: 'an app without a form factor',
      source: `${APP_GUIDE}: formFactors`,
      caughtBy: 'rules',
      file: APP,
      from: '    <formFactors>Large</formFactors>\n',
      to: '',
      at: '<CustomApplication',
      says: /needs <formFactors>Large/,
    },
    {
      title: 'an app that has a tab twice',
      source: APP_GUIDE,
      caughtBy: 'rules',
      file: APP,
      from: '<tabs>standard-Lead',
      to: '<tabs>standard-Case',
      at: '<tabs>standard-Case</tabs>\n    <tabs>standard-Product2',
      says: /standard-Case stands twice/,
    },
    {
      title: 'an app with a colour that is none',
      source: `${APP_GUIDE}: brand`,
      caughtBy: 'rules',
      file: APP,
      from: '<headerColor>#0B5CAB',
      to: '<headerColor>blue',
      says: /a colour is written #RRGGBB, not ‘blue’/,
    },
    {
      title: 'an app with a utility bar that does not exist',
      source: `${APP_GUIDE}: utilityBar`,
      caughtBy: 'refs',
      file: APP,
      from: '</CustomApplication>',
      to: '    <utilityBar>Planted_UtilityBar</utilityBar>\n</CustomApplication>',
      at: '<utilityBar>',
      says: /no FlexiPage Planted_UtilityBar/,
    },
    {
      title: 'a tab of an object that does not exist',
      source: `${TAB_GUIDE}: fullName`,
      caughtBy: 'refs',
      file: 'tabs/Invoices__c.tab-meta.xml',
      add: metadata('CustomTab', '<customObject>true</customObject>\n<motif>Custom18: Form</motif>'),
      at: '<CustomTab',
      says: /no object Invoices__c/,
    },
    {
      title: 'a tab without a style',
      source: `${TAB_SKILL}: motif`,
      caughtBy: 'rules',
      file: TAB,
      from: / {4}<motif>.*\n/,
      to: '',
      at: '<CustomTab',
      says: /a tab needs <motif>/,
    },
    {
      title: 'a tab with a style that is none',
      source: `${TAB_SKILL}: motif`,
      caughtBy: 'rules',
      file: TAB,
      from: '<motif>Custom18: Form',
      to: '<motif>Form',
      says: /<motif> is written ‘Custom18: Form’, not ‘Form’/,
    },
    {
      title: 'an object’s tab with a label',
      source: `${TAB_SKILL}: object tabs take the label of the object`,
      caughtBy: 'rules',
      file: TAB,
      from: '    <motif>',
      to: '    <label>Bills</label>\n    <motif>',
      at: '<label>',
      says: /the tab of an object has no <label>/,
    },
    {
      title: 'a tab of two things',
      source: `${TAB_GUIDE}: only one of these fields can have a value`,
      caughtBy: 'rules',
      file: PLANTED,
      add: metadata(
        'CustomTab',
        '<flexiPage>Order_Record_Page</flexiPage>\n<label>Planted</label>\n<motif>Custom18: Form</motif>\n<url>https://example.com</url>',
      ),
      at: '<url>',
      says: /a tab shows one thing: <flexiPage> or <url>/,
    },
    {
      title: 'a tab of a page that does not exist',
      source: `${TAB_GUIDE}: flexiPage`,
      caughtBy: 'refs',
      file: PLANTED,
      add: metadata(
        'CustomTab',
        '<flexiPage>Planted_Page</flexiPage>\n<label>Planted</label>\n<motif>Custom18: Form</motif>',
      ),
      at: '<flexiPage>',
      says: /no FlexiPage Planted_Page/,
    },
    {
      title: 'a tab of a component that does not exist',
      source: `${TAB_GUIDE}: lwcComponent`,
      caughtBy: 'refs',
      file: PLANTED,
      add: metadata(
        'CustomTab',
        '<label>Planted</label>\n<lwcComponent>plantedThing</lwcComponent>\n<motif>Custom18: Form</motif>',
      ),
      at: '<lwcComponent>',
      says: /no component plantedThing/,
    },
  ],
};
