// The project around its metadata, and values that only one org has.
import type { Topic } from './mistake.ts';

const DEFINITION = './sfdx-project.json';
const SITE = 'sites/Customer_Portal.site-meta.xml';
const ROUTE = 'digitalExperiences/site/Customer_Portal1/sfdc_cms__route/Orders__c/content.json';
const QUEUE = 'queues/Customer_Service.queue-meta.xml';
const NAMED = 'namedCredentials/Portway_Middleware.namedCredential-meta.xml';

const PROJECT = 'Salesforce DX Developer Guide, “Salesforce DX Project Configuration”';
const REPLACING = 'Salesforce DX Developer Guide, “Replace Strings in Code Before Deploying or Packaging”';
const MANIFESTS = 'Metadata API guide, “Deleting Components from an Organization”';

/** Secrets that are none, put together so that nobody takes this file for a leak. */
const secret = (...parts: readonly string[]): string => parts.join('');

export const PROJECT_FILES: Topic = {
  title: 'Project files and values of one org',
  mistakes: [
    {
      title: 'a package directory that is not there',
      source: PROJECT,
      caughtBy: 'project',
      file: DEFINITION,
      from: '"default": true }',
      to: '"default": true },\n    { "path": "partner-app" }',
      at: '    { "path": "partner-app"',
      says: /there is no folder partner-app/,
      also: /package directory partner-app does not exist/,
    },
    {
      title: 'a package directory with nothing in it',
      source: PROJECT,
      caughtBy: 'project',
      file: DEFINITION,
      from: '"default": true }',
      to: '"default": true },\n    { "path": "partner-app" }',
      and: [
        { file: './partner-app/README.md', add: '# Partner app\n' },
        { file: './.forceignore', from: /^/, to: '**/README.md\n' },
      ],
      at: '    { "path": "partner-app"',
      says: /partner-app holds nothing to deploy/,
    },
    {
      title: 'two package directories by default',
      source: PROJECT,
      caughtBy: 'project',
      file: DEFINITION,
      from: '"default": true }',
      to: '"default": true },\n    { "path": "partner-app", "default": true }',
      and: [
        {
          file: './partner-app/main/default/queues/Partners.queue-meta.xml',
          add: '<?xml version="1.0" encoding="UTF-8"?>\n<Queue xmlns="http://soap.sforce.com/2006/04/metadata">\n    <name>Partners</name>\n    <queueSobject>\n        <sobjectType>Case</sobjectType>\n    </queueSobject>\n</Queue>\n',
        },
      ],
      at: '"packageDirectories"',
      says: /2 of the package directories are the default one/,
    },
    {
      title: 'an API version of the project that is none',
      source: PROJECT,
      caughtBy: 'project',
      file: DEFINITION,
      from: '"sourceApiVersion": "67.0"',
      to: '"sourceApiVersion": "67"',
      says: /sourceApiVersion 67 is no API version/,
    },
    {
      title: 'a replacement in a file that does not deploy',
      source: REPLACING,
      caughtBy: 'project',
      file: DEFINITION,
      from: 'namedCredentials/Portway_Middleware.named',
      to: 'namedCredentials/Middleware.named',
      at: '"filename": "force-app/main/default/namedCredentials/Middleware',
      says: /nothing that deploys is .*\/Middleware\.namedCredential-meta\.xml/,
    },
    {
      title: 'a replacement of what does not stand there',
      source: REPLACING,
      caughtBy: 'project',
      file: NAMED,
      from: 'https://middleware.example.com',
      to: 'https://portway.example.com',
      named: DEFINITION,
      at: '"stringToReplace": "https://middleware.example.com"',
      says: /‘https:\/\/middleware\.example\.com’ does not stand in/,
    },
    {
      title: 'a replacement by nothing',
      source: REPLACING,
      caughtBy: 'project',
      file: DEFINITION,
      from: ',\n      "replaceWithEnv": "PORTWAY_MIDDLEWARE_URL"',
      to: '',
      at: '{\n      "filename": "force-app/main/default/namedCredentials',
      says: /a replacement says one of replaceWithEnv and replaceWithFile/,
    },
    {
      title: 'a replacement by a variable that cannot be one',
      source: REPLACING,
      caughtBy: 'project',
      file: DEFINITION,
      from: '"PORTWAY_MIDDLEWARE_URL"',
      to: '"PORTWAY-MIDDLEWARE-URL"',
      at: '"replaceWithEnv": "PORTWAY-',
      says: /PORTWAY-MIDDLEWARE-URL is no name of an environment variable/,
    },
    {
      title: 'a file’s name in another script',
      source: 'Metadata API guide, “File-Based Calls”: names are percent-encoded',
      caughtBy: 'project',
      file: QUEUE,
      rename: 'queues/顧客サービス.queue-meta.xml',
      says: /the name has signs that not every machine and archive can hold/,
      also: /./,
    },
    {
      title: 'two files whose names differ in capitals only',
      source: 'Apex Developer Guide, “Case Sensitivity”',
      caughtBy: 'project',
      file: 'queues/customer_service.queue-meta.xml',
      add: '<?xml version="1.0" encoding="UTF-8"?>\n<Queue xmlns="http://soap.sforce.com/2006/04/metadata">\n    <name>Customer Service</name>\n</Queue>\n',
      says: /is .*Customer_Service\.queue-meta\.xml in other letters/,
      also: /./,
    },
    {
      title: 'a manifest of deletions among the sources',
      source: MANIFESTS,
      caughtBy: 'project',
      file: 'destructiveChanges.xml',
      add: '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n    <version>67.0</version>\n</Package>\n',
      says: /is a manifest/,
    },
    {
      title: 'a file that belongs to no component',
      source: 'Salesforce DX Developer Guide, “Salesforce DX Source Format”',
      caughtBy: 'conversion',
      file: 'notes.txt',
      add: 'Planted\n',
      says: /belongs to no component/,
    },
    {
      title: 'the administrator of a site by name',
      source: 'trailheadapps/ebikes-lwc#61',
      caughtBy: 'project',
      file: SITE,
      from: '    <siteType>',
      to: '    <siteAdmin>admin@portway.example.test</siteAdmin>\n    <siteType>',
      at: '    <siteAdmin>',
      says: /<siteAdmin> names a user of one org/,
    },
    {
      title: 'the owner of what guests make by name',
      source: 'trailheadapps/coral-cloud#84',
      caughtBy: 'project',
      file: SITE,
      from: '    <siteType>',
      to: '    <siteGuestRecordDefaultOwner>agent@portway.example.test</siteGuestRecordDefaultOwner>\n    <siteType>',
      at: '    <siteGuestRecordDefaultOwner>',
      says: /<siteGuestRecordDefaultOwner> names a user of one org/,
    },
    {
      title: 'a subscriber of events that runs as a user by name',
      source: 'Platform Events Developer Guide, “Configure the User and Batch Size for Your Platform Event Trigger”',
      caughtBy: 'project',
      file: 'PlatformEventSubscriberConfigs/Planted.platformEventSubscriberConfig-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<PlatformEventSubscriberConfig xmlns="http://soap.sforce.com/2006/04/metadata">
    <batchSize>200</batchSize>
    <masterLabel>Planted</masterLabel>
    <platformEventConsumer>Planted</platformEventConsumer>
    <user>integration@portway.example.test</user>
</PlatformEventSubscriberConfig>
`,
      at: '    <user>',
      says: /<user> names a user of one org/,
    },
    {
      title: 'the id of a record of one org',
      source: 'Salesforce Help, “IDs of records differ between orgs”',
      caughtBy: 'project',
      file: QUEUE,
      from: /<name>[^<]*/,
      to: '<name>00G000000000001AAA',
      says: /00G000000000001AAA is the id of a record of one org/,
    },
    {
      title: 'the address of one org in metadata',
      source: REPLACING,
      caughtBy: 'project',
      file: 'cspTrustedSites/Own.cspTrustedSite-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<CspTrustedSite xmlns="http://soap.sforce.com/2006/04/metadata">
    <context>All</context>
    <endpointUrl>https://planted-dev-ed.my.salesforce.com</endpointUrl>
    <isActive>true</isActive>
</CspTrustedSite>
`,
      at: '    <endpointUrl>',
      says: /planted-dev-ed\.my\.salesforce\.com is the address of one org/,
    },
    {
      title: 'the address of one org in a page',
      source: REPLACING,
      caughtBy: 'project',
      file: ROUTE,
      from: '"title": "Orders"',
      to: '"title": "https://planted.my.site.com"',
      says: /planted\.my\.site\.com is the address of one org/,
    },
    {
      title: 'somebody’s mail address',
      source: 'Portway',
      caughtBy: 'project',
      file: QUEUE,
      from: /<name>/,
      to: '<email>planted@portway.dev</email>\n    <name>',
      at: '<email>',
      says: /planted@portway\.dev is somebody’s address/,
    },
    {
      title: 'a private key among the sources',
      source: 'Portway',
      caughtBy: 'project',
      file: 'classes/planted/Keys.cls',
      add: `public with sharing class Keys {\n    // ${secret('-----BEGIN ', 'RSA PRIVATE ', 'KEY-----')}\n}\n`,
      at: '    //',
      says: /holds a private key/,
      also: /Keys\.cls-meta\.xml is missing/,
    },
    {
      title: 'a sign-in of the Salesforce CLI among the sources',
      source: 'Salesforce DX Developer Guide, “Authorize an Org Using the SFDX Auth URL”',
      caughtBy: 'project',
      file: 'classes/planted/SignIn.cls',
      add: `public with sharing class SignIn {\n    // ${secret('force', '://PlatformCLI::5Aep861', 'planted@planted.my.example.com')}\n}\n`,
      at: '    //',
      says: /holds a sign-in of the Salesforce CLI/,
      also: /SignIn\.cls-meta\.xml is missing/,
    },
  ],
  unseen: [
    {
      title: 'a class that waits for jobs of its own',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Allow deployment with pending Apex Jobs',
      why: 'jobs are data of the org: Deployment Settings may allow it',
    },
    {
      title: 'a site whose address another site of the org has',
      source: 'Metadata API guide, “DigitalExperienceConfig”',
      why: 'the other site is in the org, not in the project',
    },
    {
      title: 'a sender of a site’s mails that was changed',
      source: 'Metadata API guide, “Network”: emailSenderAddress',
      why: 'the first deployment settles it, and the org alone knows what it was',
    },
    {
      title: 'a site in an org with fewer licences or features than it needs',
      source: 'trailheadapps/ebikes-lwc#63',
      why: 'the set-up asks the org before it deploys: preflight',
    },
    {
      title: 'code of which too little is tested',
      source: 'Apex Developer Guide, “Code Coverage”: 75 % in production',
      why: 'coverage is counted where tests run: npm run test:apex runs them here, the org counts',
    },
    {
      title: 'a name that something deleted still holds',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: Please choose a different name',
      why: 'what was deleted is in the org’s recycle bin',
    },
  ],
};
