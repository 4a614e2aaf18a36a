// Custom labels and their translations, and other things that are shown by their text.
import type { Topic } from './mistake.ts';

const LABELS_FILE = 'labels/CustomLabels.labels-meta.xml';
const JAPANESE = 'translations/ja.translation-meta.xml';
const LABEL = '    <labels>\n        <fullName>Article_Back';
const GUIDE = 'Metadata API guide, “CustomLabels”';
const LANGUAGES = 'Metadata API guide, “Translations”: Language';
const RESOURCES = 'Metadata API guide, “StaticResource”';
const NOTIFICATIONS = 'Metadata API guide, “CustomNotificationType”';

const resource = (lines: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<StaticResource xmlns="http://soap.sforce.com/2006/04/metadata">
${lines}
</StaticResource>
`;
const notification = (lines: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<CustomNotificationType xmlns="http://soap.sforce.com/2006/04/metadata">
${lines}
</CustomNotificationType>
`;

export const LABELS: Topic = {
  title: 'Labels and translations',
  mistakes: [
    {
      title: 'a label that nothing uses',
      source: 'Portway',
      caughtBy: 'refs',
      file: LABELS_FILE,
      from: '<fullName>Order_Not_Sent',
      to: '<fullName>Order_Not_Used',
      at: '<labels>\n        <fullName>Order_Not_Used',
      says: /nothing uses the custom label Order_Not_Used/,
      also: /no custom label Order_Not_Sent/,
    },
    {
      title: 'a label twice',
      source: 'observed: duplicate value found: Name duplicates value on record',
      caughtBy: 'rules',
      file: LABELS_FILE,
      from: LABEL,
      to: `    <labels>
        <fullName>article_empty</fullName>
        <language>en_US</language>
        <protected>true</protected>
        <shortDescription>Planted</shortDescription>
        <value>Planted</value>
    </labels>
${LABEL}`,
      at: '<labels>\n        <fullName>Article_Empty',
      says: /the label Article_Empty stands twice/,
    },
    {
      title: 'a label with a name of more than 80 characters',
      source: GUIDE,
      caughtBy: 'rules',
      file: LABELS_FILE,
      from: '<shortDescription>Link from an article to all articles',
      to: `<shortDescription>${'Link from an article to all articles, '.repeat(3)}`,
      says: /<shortDescription> has \d+ characters, at most 80/,
    },
    {
      title: 'a label with a name that is none',
      source: GUIDE,
      caughtBy: 'rules',
      file: LABELS_FILE,
      from: '<fullName>Order_Not_Sent',
      to: '<fullName>Order Not Sent',
      says: /‘Order Not Sent’ is no name of a label/,
      also: /Order.Not.Sent/,
    },
    {
      title: 'a label without a short description',
      source: GUIDE,
      caughtBy: 'schema',
      file: LABELS_FILE,
      from: '        <shortDescription>Link from an article to all articles</shortDescription>\n',
      to: '',
      at: '<labels>\n        <fullName>Article_Back',
      says: /needs <shortDescription>/,
    },
    {
      title: 'a label in a language by a code that is none',
      source: LANGUAGES,
      caughtBy: 'rules',
      file: LABELS_FILE,
      from: '<language>en_US',
      to: '<language>english',
      says: /english is no language/,
    },
    {
      title: 'a translation into a language by a code that is none',
      source: LANGUAGES,
      caughtBy: 'rules',
      file: JAPANESE,
      rename: 'translations/ja_JP.translation-meta.xml',
      at: '<Translations',
      says: /ja_JP is no language/,
      also: /the site offers ja, and there are no Translations ja/,
    },
    {
      title: 'a label that is not there in a component',
      source: 'LWC Developer Guide, “Access Labels”',
      caughtBy: 'texts',
      file: 'lwc/orderList/orderList.ts',
      from: '@salesforce/label/c.Orders_Empty_Text',
      to: '@salesforce/label/c.Orders_Nothing',
      says: /no custom label Orders_Nothing/,
      also: /nothing uses the custom label Orders_Empty_Text/,
    },
    {
      title: 'a label without a translation',
      source: 'Portway',
      caughtBy: 'texts',
      file: JAPANESE,
      from: '<name>Orders_Heading<',
      to: '<name>Orders_Headings<',
      named: LABELS_FILE,
      at: '<labels>\n        <fullName>Orders_Heading<',
      says: /Orders_Heading has no text in ja/,
      also: /no custom label Orders_Headings/,
    },
    {
      title: 'a translation of nothing',
      source: 'observed: In field: name - no CustomLabel named … found',
      caughtBy: 'texts',
      file: JAPANESE,
      from: '<name>Orders_Heading<',
      to: '<name>Orders_Headings<',
      at: '<customLabels>\n        <label>ご注文</label>\n        <name>Orders_Headings',
      says: /no custom label Orders_Headings/,
      also: /Orders_Heading has no text in ja/,
    },
    {
      title: 'places to fill in that the translation lacks',
      source: 'Apex Developer Guide, “String.format”',
      caughtBy: 'texts',
      file: JAPANESE,
      from: /<label>[^<]*\{0\}[^<]*<\/label>(\s+<name>Orders_Order_Title)/,
      to: '<label>注文</label>\n        <name>Orders_Order_Title',
      at: '<label>注文</label>\n        <name>Orders_Order_Title',
      says: /Orders_Order_Title has the places none, its label \{0\}/,
    },
    {
      title: 'a static resource without its content',
      source: RESOURCES,
      caughtBy: 'project',
      file: 'staticresources/logo.resource-meta.xml',
      add: resource('    <cacheControl>Public</cacheControl>\n    <contentType>image/svg+xml</contentType>'),
      says: /there is no content of the static resource logo/,
    },
    {
      title: 'a static resource of a kind that is none',
      source: RESOURCES,
      caughtBy: 'rules',
      file: 'staticresources/mark.resource-meta.xml',
      add: resource('    <cacheControl>Public</cacheControl>\n    <contentType>svg</contentType>'),
      and: [{ file: 'staticresources/mark.svg', add: '<svg/>\n' }],
      at: '    <contentType>',
      says: /‘svg’ is no content type/,
    },
    {
      title: 'a static resource without its kind',
      source: RESOURCES,
      caughtBy: 'schema',
      file: 'staticresources/mark.resource-meta.xml',
      add: resource('    <cacheControl>Public</cacheControl>'),
      and: [{ file: 'staticresources/mark.svg', add: '<svg/>\n' }],
      at: '<StaticResource',
      says: /needs <contentType>/,
      also: /is no content type/,
    },
    {
      title: 'a notification that goes nowhere',
      source: NOTIFICATIONS,
      caughtBy: 'rules',
      file: 'notificationtypes/Order_Ready.notiftype-meta.xml',
      add: notification(
        '    <customNotifTypeName>Order_Ready</customNotifTypeName>\n    <desktop>false</desktop>\n    <masterLabel>Order</masterLabel>\n    <mobile>false</mobile>',
      ),
      at: '<CustomNotificationType',
      says: /goes to no channel/,
    },
    {
      title: 'a notification that does not say where it goes',
      source: NOTIFICATIONS,
      caughtBy: 'schema',
      file: 'notificationtypes/Order_Ready.notiftype-meta.xml',
      add: notification(
        '    <customNotifTypeName>Order_Ready</customNotifTypeName>\n    <desktop>true</desktop>\n    <masterLabel>Order</masterLabel>',
      ),
      at: '<CustomNotificationType',
      says: /needs <mobile>/,
    },
  ],
};
