// What a site consists of outside of its pages: files that name each other, addresses, people, menus.
import type { Topic } from './mistake.ts';

const NETWORK = 'networks/Customer Portal.network-meta.xml';
const SITE = 'sites/Customer_Portal.site-meta.xml';
const CONFIG = 'digitalExperienceConfigs/Customer_Portal1.digitalExperienceConfig-meta.xml';
const MENU = 'navigationMenus/Customer_Portal.navigationMenu-meta.xml';
const BUNDLE = 'digitalExperiences/site/Customer_Portal1';
const LANGUAGES = `${BUNDLE}/sfdc_cms__languageSettings/languages/content.json`;
const APP_PAGE = `${BUNDLE}/sfdc_cms__appPage/mainAppPage`;
const SITE_ITEM = `${BUNDLE}/sfdc_cms__site/Customer_Portal1/content.json`;

const NETWORK_GUIDE = 'Metadata API guide, “Network”';
const MENU_GUIDE = 'Metadata API guide, “NavigationMenu”';
const BUNDLE_GUIDE = 'Metadata API guide, “DigitalExperienceBundle: Site Workspace Bundle and Folders”';
const CONFIG_GUIDE = 'Metadata API guide, “DigitalExperienceConfig”';
const GENERATOR = 'forcedotcom/salesforcedx-templates, digital experience site';

export const SITES: Topic = {
  title: 'Sites',
  mistakes: [
    {
      title: 'a site without its network',
      source: 'forcedotcom/devops-center-feedback#253',
      caughtBy: 'site',
      file: NETWORK,
      remove: true,
      named: BUNDLE,
      says: /no Network has the picassoSite Customer_Portal1/,
      also: /there is no Network|nothing leads to/,
    },
    {
      title: 'a network without its site',
      source: 'forcedotcom/devops-center-feedback#253',
      caughtBy: 'site',
      file: SITE,
      remove: true,
      named: NETWORK,
      at: '<site>',
      says: /there is no CustomSite Customer_Portal/,
    },
    {
      title: 'a site without its configuration',
      source: 'forcedotcom/devops-center-feedback#253',
      caughtBy: 'site',
      file: CONFIG,
      remove: true,
      named: BUNDLE,
      says: /no DigitalExperienceConfig has the space site\/Customer_Portal1/,
    },
    {
      title: 'a bundle without its own file',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: `${BUNDLE}/Customer_Portal1.digitalExperience-meta.xml`,
      remove: true,
      named: BUNDLE,
      says: /has no Customer_Portal1\.digitalExperience-meta\.xml/,
    },
    {
      title: 'a network of another bundle',
      source: 'trailheadapps/coral-cloud#80',
      caughtBy: 'site',
      file: NETWORK,
      from: '<picassoSite>Customer_Portal1',
      to: '<picassoSite>Customer_Portal',
      named: BUNDLE,
      says: /no Network has the picassoSite/,
      also: /nothing leads to/,
    },
    {
      title: 'a network of a site that is not there',
      source: 'trailheadapps/ebikes-lwc#603',
      caughtBy: 'site',
      file: NETWORK,
      from: '<site>Customer_Portal<',
      to: '<site>Customer_Portals<',
      says: /no CustomSite Customer_Portals/,
    },
    {
      title: 'a configuration of another space',
      source: CONFIG_GUIDE,
      caughtBy: 'site',
      file: CONFIG,
      from: '<space>site/Customer_Portal1',
      to: '<space>site/Customer_Portal',
      named: BUNDLE,
      says: /no DigitalExperienceConfig has the space/,
    },
    {
      title: 'a configuration with another label than its network',
      source: GENERATOR,
      caughtBy: 'site',
      file: CONFIG,
      from: '<label>Customer Portal',
      to: '<label>Customers',
      says: /not the Network’s name, Customer Portal/,
    },
    {
      title: 'a site of another address than its network',
      source: 'trailheadapps/az-insurance#91',
      caughtBy: 'site',
      file: NETWORK,
      from: '<urlPathPrefix>customervforcesite',
      to: '<urlPathPrefix>customer',
      says: /urlPathPrefix is customer, not customervforcesite/,
    },
    {
      title: 'a site’s address with a hyphen',
      source: GENERATOR,
      caughtBy: 'rules',
      file: CONFIG,
      from: '<urlPathPrefix>customer',
      to: '<urlPathPrefix>customer-portal',
      says: /‘customer-portal’ has other signs than letters and digits/,
      also: /urlPathPrefix is customervforcesite/,
    },
    {
      title: 'two sites at one address',
      source: CONFIG_GUIDE,
      caughtBy: 'rules',
      file: 'digitalExperienceConfigs/Partner_Portal1.digitalExperienceConfig-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<DigitalExperienceConfig xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Partner Portal</label>
    <site>
        <urlPathPrefix>customer</urlPathPrefix>
    </site>
    <space>site/Partner_Portal1</space>
</DigitalExperienceConfig>
`,
      at: '<urlPathPrefix>',
      says: /urlPathPrefix customer is that of Customer_Portal1/,
    },
    {
      title: 'a network that nobody can send mails from',
      source: 'Metadata API guide, “Network”: emailSenderAddress is required',
      caughtBy: 'schema',
      file: NETWORK,
      from: /\s+<emailSenderAddress>.*<\/emailSenderAddress>/,
      to: '',
      at: '<Network',
      says: /needs <emailSenderAddress>/,
    },
    {
      title: 'a sender that is no mail address',
      source: NETWORK_GUIDE,
      caughtBy: 'rules',
      file: NETWORK,
      from: /<emailSenderAddress>.*</,
      to: '<emailSenderAddress>Customer Portal<',
      says: /‘Customer Portal’ is no address/,
    },
    {
      title: 'a mail template that does not exist',
      source: 'hardisgroupcom/sfdx-hardis, deployment assistant: no EmailTemplate named … found',
      caughtBy: 'rules',
      file: NETWORK,
      from: '<welcomeTemplate>unfiled$public/CommunityWelcomeEmailTemplate',
      to: '<welcomeTemplate>unfiled$public/Welcome',
      says: /there is no EmailTemplate unfiled\$public\/Welcome/,
    },
    {
      title: 'a site that stays closed',
      source: 'Metadata API guide, “Network”: UnderConstruction',
      caughtBy: 'rules',
      file: NETWORK,
      from: '<status>Live',
      to: '<status>UnderConstruction',
      says: /UnderConstruction/,
    },
    {
      title: 'members by a permission set that is not there',
      source: NETWORK_GUIDE,
      caughtBy: 'site',
      file: NETWORK,
      from: '<permissionSet>Customer_Portal_User',
      to: '<permissionSet>Customer_Portal_Users',
      says: /no permission set Customer_Portal_Users/,
    },
    {
      title: 'members by a profile that is not there',
      source: NETWORK_GUIDE,
      caughtBy: 'rules',
      file: NETWORK,
      from: '        <permissionSet>Customer_Portal_User',
      to: '        <profile>Customer Portal Member</profile>\n        <permissionSet>Customer_Portal_User',
      at: '<profile>',
      says: /there is no profile Customer Portal Member/,
    },
    {
      title: 'a site without members',
      source: NETWORK_GUIDE,
      caughtBy: 'site',
      file: NETWORK,
      from: /\s+<networkMemberGroups>[^]*<\/networkMemberGroups>/,
      to: '',
      at: '<Network',
      says: /nobody is a member/,
    },
    {
      title: 'a page of the site that the org does not have',
      source: 'Metadata API guide, “CustomSite”',
      caughtBy: 'rules',
      file: SITE,
      from: '<indexPage>CommunitiesLanding',
      to: '<indexPage>PortalLanding',
      says: /there is no ApexPage PortalLanding/,
    },
    {
      title: 'the profile of the guests in the first deployment',
      source: 'trailheadapps/ebikes-lwc#225',
      caughtBy: 'rules',
      file: 'profiles/Customer Portal Profile.profile-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>false</custom>
    <userLicense>Guest User License</userLicense>
</Profile>
`,
      at: '<Profile',
      says: /the org makes the guests’ profile with the site/,
    },
    {
      title: 'sharing with guests in the first deployment',
      source: 'Metadata API guide, “SharingGuestRule”',
      caughtBy: 'rules',
      file: 'sharingRules/Knowledge__kav.sharingRules-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<SharingRules xmlns="http://soap.sforce.com/2006/04/metadata">
    <sharingGuestRules>
        <fullName>Guests</fullName>
        <accessLevel>Read</accessLevel>
        <label>Guests</label>
        <sharedTo>
            <guestUser>Customer_Portal</guestUser>
        </sharedTo>
        <criteriaItems>
            <field>Language</field>
            <operation>equals</operation>
            <value>ja</value>
        </criteriaItems>
        <includeHVUOwnedRecords>false</includeHVUOwnedRecords>
    </sharingGuestRules>
</SharingRules>
`,
      at: '<sharingGuestRules>',
      says: /names the user of the guests/,
    },
    {
      title: 'an audience of everybody',
      source: 'trailheadapps/ebikes-lwc#603',
      caughtBy: 'rules',
      file: 'audience/Default_Customer_Portal.audience-meta.xml',
      add: `<?xml version="1.0" encoding="UTF-8"?>
<Audience xmlns="http://soap.sforce.com/2006/04/metadata">
    <audienceName>Default</audienceName>
    <container>Customer Portal</container>
    <formulaFilterType>AllCriteriaMatch</formulaFilterType>
</Audience>
`,
      at: '<Audience',
      says: /needs at least one criterion/,
    },
    {
      title: 'a menu of a network that is not there',
      source: 'trailheadapps/ebikes-lwc#603',
      caughtBy: 'rules',
      file: MENU,
      from: '<container>Customer Portal',
      to: '<container>Customers',
      says: /there is no Network Customers/,
      also: /nothing leads to/,
    },
    {
      title: 'a menu item that leads nowhere',
      source: MENU_GUIDE,
      caughtBy: 'site',
      file: MENU,
      from: '<target>/orders',
      to: '<target>/order-list',
      says: /no page is at \/order-list/,
      also: /nothing leads to/,
    },
    {
      title: 'a menu item within the site without its stroke',
      source: MENU_GUIDE,
      caughtBy: 'rules',
      file: MENU,
      from: '<target>/orders',
      to: '<target>orders',
      says: /the target of an item of the type InternalLink begins with \//,
    },
    {
      title: 'a menu item out of the site without an address',
      source: MENU_GUIDE,
      caughtBy: 'rules',
      file: MENU,
      from: /<target>\/services<\/target>(\s+<targetPreference>None<\/targetPreference>\s+)<type>InternalLink/,
      to: '<target>/services</target>\n        <targetPreference>None</targetPreference>\n        <type>ExternalLink',
      at: '<target>/services',
      says: /ExternalLink is a whole address/,
      also: /nothing leads to/,
    },
    {
      title: 'two menu items at one position',
      source: MENU_GUIDE,
      caughtBy: 'rules',
      file: MENU,
      from: '<position>6',
      to: '<position>5',
      at: '<position>5</position>\n        <publiclyAvailable>true',
      says: /two items have the position 5/,
    },
    {
      title: 'a menu that offers guests what they may not see',
      source: 'Portway',
      caughtBy: 'site',
      file: MENU,
      from: /<publiclyAvailable>false<\/publiclyAvailable>\s+<target>\/orders/,
      to: '<publiclyAvailable>true</publiclyAvailable>\n        <target>/orders',
      at: '<navigationMenuItem>\n        <label>Orders',
      says: /is offered to guests, but Orders__c asks them to sign in/,
    },
    {
      title: 'a site without its application page',
      source: 'forcedotcom/devops-center-feedback#253',
      caughtBy: 'site',
      file: `${APP_PAGE}/content.json`,
      remove: true,
      and: [{ file: `${APP_PAGE}/_meta.json`, remove: true }],
      named: BUNDLE,
      says: /has no content of the type sfdc_cms__appPage/,
    },
    {
      title: 'two application pages',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: `${BUNDLE}/sfdc_cms__appPage/otherAppPage/content.json`,
      add: `{
  "type": "sfdc_cms__appPage",
  "title": "other",
  "contentBody": { "currentThemeId": "Build_Your_Own_LWR", "templateName": "talon-template-byo" },
  "urlName": "other"
}
`,
      and: [
        {
          file: `${BUNDLE}/sfdc_cms__appPage/otherAppPage/_meta.json`,
          add: '{ "apiName": "otherAppPage", "type": "sfdc_cms__appPage", "path": "" }\n',
        },
      ],
      says: /a site has one sfdc_cms__appPage: mainAppPage/,
    },
    {
      title: 'an application page of a theme that is not there',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: `${APP_PAGE}/content.json`,
      from: '"currentThemeId": "Build_Your_Own_LWR"',
      to: '"currentThemeId": "Portal"',
      says: /there is no theme Portal/,
    },
    {
      title: 'a site of no known kind of sign-in',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: SITE_ITEM,
      from: '"AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED"',
      to: '"PUBLIC"',
      at: '"authenticationType"',
      says: /authenticationType is PUBLIC/,
    },
    {
      title: 'a default language that the site lacks',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: LANGUAGES,
      from: '"defaultLocale": "en_US"',
      to: '"defaultLocale": "fr"',
      says: /the default fr is none of the languages/,
    },
    {
      title: 'a language that falls back to none of the site',
      source: BUNDLE_GUIDE,
      caughtBy: 'site',
      file: LANGUAGES,
      from: '"fallbackLocale": "en_US"',
      to: '"fallbackLocale": "en"',
      says: /ja falls back to en,/,
    },
    {
      title: 'a language by a code that is none',
      source: 'Metadata API guide, “Translations”: Language',
      caughtBy: 'site',
      file: LANGUAGES,
      from: '"locale": "ja"',
      to: '"locale": "ja-JP"',
      at: '{\n        "locale": "ja-JP"',
      says: /‘ja-JP’ is no language code/,
      also: /there are no Translations ja-JP/,
    },
    {
      title: 'a language of the site that no label speaks',
      source: 'Portway',
      caughtBy: 'site',
      file: LANGUAGES,
      from: '"locale": "ja"',
      to: '"locale": "fr"',
      at: '{\n        "locale": "fr"',
      says: /the site offers fr, and there are no Translations fr/,
    },
  ],
};
