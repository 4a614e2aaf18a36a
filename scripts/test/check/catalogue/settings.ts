// Settings of the org, and manifests that say what is deployed and deleted.
import { metadata } from './files.ts';
import type { Topic } from './mistake.ts';

const SETTINGS = './config/org-settings/settings/Planted.settings-meta.xml';
const DELETIONS = './manifest/destructiveChanges.xml';
const PACKAGE = './manifest/package.xml';

const GUIDE = 'Metadata API guide, Settings';
const DELETING = 'Metadata API guide, Deleting Components from an Organization';
const MANIFEST = 'Metadata API guide, Sample package.xml Manifest Files';

const types = (name: string, ...members: string[]): string =>
  `<types>\n${members.map((member) => `<members>${member}</members>`).join('\n')}\n<name>${name}</name>\n</types>`;
const VERSION = '<version>67.0</version>';

export const SETTINGS_AND_MANIFESTS: Topic = {
  title: 'Org settings and manifests',
  mistakes: [
    {
      title: 'a setting that does not exist',
      source: GUIDE,
      caughtBy: 'setup',
      file: './config/org-settings/settings/Order.settings-meta.xml',
      add: metadata('OrderSettings', '<enableOrder>true</enableOrder>'),
      at: '<enableOrder>',
      says: /<OrderSettings> has no element <enableOrder>/,
      also: /needs <enableOrders>/,
    },
    {
      title: 'settings of no kind',
      source: `${GUIDE}; Not available for deploy for this API version`,
      caughtBy: 'setup',
      file: SETTINGS,
      add: metadata('PlantedSettings', '<enablePlanted>true</enablePlanted>'),
      at: '<PlantedSettings',
      says: /<PlantedSettings> is no type of the Metadata API/,
    },
    {
      title: 'settings in a file of another name',
      source: `${GUIDE}: the file is named for the settings`,
      caughtBy: 'setup',
      file: './config/org-settings/settings/Orders.settings-meta.xml',
      add: metadata('OrderSettings', '<enableOrders>true</enableOrders>'),
      at: '<OrderSettings',
      says: /named for <OrdersSettings>, and holds <OrderSettings>/,
    },
    {
      title: 'settings that say maybe',
      source: GUIDE,
      caughtBy: 'setup',
      file: './config/org-settings/settings/Order.settings-meta.xml',
      add: metadata('OrderSettings', '<enableOrders>yes</enableOrders>'),
      at: '<enableOrders>',
      says: /not true or false/,
    },
    {
      title: 'settings among the sources in a file of another name',
      source: `${GUIDE}: the file is named for the settings`,
      caughtBy: 'setup',
      file: 'settings/Orders.settings-meta.xml',
      add: metadata('OrderSettings', '<enableOrders>true</enableOrders>'),
      at: '<OrderSettings',
      says: /named for <OrdersSettings>/,
    },
    {
      title: 'a manifest without version',
      source: MANIFEST,
      caughtBy: 'setup',
      file: PACKAGE,
      add: metadata('Package', types('Flow', '*')),
      at: '<Package',
      says: /needs <version>/,
    },
    {
      title: 'a manifest of a version that the project has not reached',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: apiVersion can’t be …',
      caughtBy: 'setup',
      file: PACKAGE,
      add: metadata('Package', `${types('Flow', '*')}\n<version>99.0</version>`),
      at: '<version>',
      says: /version 99.0 is above the project’s/,
    },
    {
      title: 'a manifest of a type that does not exist',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Invalid type',
      caughtBy: 'setup',
      file: PACKAGE,
      add: metadata('Package', `${types('Flows', '*')}\n${VERSION}`),
      at: '<name>',
      says: /<Flows> is no type of the Metadata API/,
    },
    {
      title: 'a manifest of a component that is not there',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: was named in package.xml, but was not found',
      caughtBy: 'setup',
      file: PACKAGE,
      add: metadata('Package', `${types('Flow', 'Planted')}\n${VERSION}`),
      at: '<members>',
      says: /no Flow Planted in the project/,
    },
    {
      title: 'all standard value sets in a manifest',
      source: 'forcedotcom/sf-skills, platform-value-set-generate: StandardValueSet knows no wildcard',
      caughtBy: 'setup',
      file: PACKAGE,
      add: metadata('Package', `${types('StandardValueSet', '*')}\n${VERSION}`),
      at: '<members>',
      says: /StandardValueSet knows no \*/,
    },
    {
      title: 'a deletion of everything',
      source: `${DELETING}: wildcards are not supported`,
      caughtBy: 'setup',
      file: DELETIONS,
      add: metadata('Package', types('Flow', '*')),
      and: [{ file: PACKAGE, add: metadata('Package', VERSION) }],
      at: '<members>',
      says: /deletions name each component/,
    },
    {
      title: 'a deletion without a manifest beside it',
      source: DELETING,
      caughtBy: 'setup',
      file: DELETIONS,
      add: metadata('Package', types('Flow', 'Planted')),
      at: '<Package',
      says: /with a package.xml beside them/,
    },
    {
      title: 'a deletion of what the project still has',
      source: DELETING,
      caughtBy: 'setup',
      file: DELETIONS,
      add: metadata('Package', types('Flow', 'Order_Approval_Stamp')),
      and: [{ file: PACKAGE, add: metadata('Package', VERSION) }],
      at: '<members>',
      says: /Flow Order_Approval_Stamp is still in the project/,
    },
  ],
  unseen: [
    {
      title: 'a deletion of what something in the org still uses',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: This … is referenced elsewhere',
      why: 'what refers to it may have been made in the org',
    },
    {
      title: 'a field of another type than the org’s',
      source:
        'trailheadapps/ebikes-lwc#457: Cannot update a field to a Lookup, MasterDetail, or Hierarchy from something else',
      why: 'the field’s type in the org is not in the project',
    },
    {
      title: 'a value set that the field in the org does not use',
      source:
        'hardisgroupcom/sfdx-hardis, deployment assistant: Cannot change which global value set this picklist uses',
      why: 'what the field uses in the org is not in the project',
    },
    {
      title: 'a flow that waiting interviews still use',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Flow Interview',
      why: 'interviews are data of the org',
    },
    {
      title: 'a permission of a feature that the org has not',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Unknown user permission: FieldServiceAccess',
      why: 'features are the org’s; the preflight of the set-up lists what is missing',
    },
  ],
};
