// What belongs to a site outside of its bundle, each file by itself: addresses, mails, people, menus, and what cannot be deployed
// before the org has made the site. That the files agree with each other: site/names.ts.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import { everyElement, repeated, type Problem, type Rule } from '../rule.ts';
import type { MetadataFile, SourceTree } from '../source-tree.ts';

/** Of types that say an address below the site's domain. */
function* checkPrefix({ type, xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const prefix = prefixOf(xml);
  if (!prefix) return;
  if (!/^[A-Za-z0-9]*$/.test(prefix.text))
    yield { at: prefix, what: `urlPathPrefix ‘${prefix.text}’ has other signs than letters and digits` };
  const others = tree.ofType(type).filter((other) => other.xml !== xml);
  const same = others.find((other) => prefixOf(other.xml)?.text.toLowerCase() === prefix.text.toLowerCase());
  if (same && same.xml.position.file < xml.position.file)
    yield { at: prefix, what: `urlPathPrefix ${prefix.text} is that of ${same.fullName}` };
}

const prefixOf = (xml: XmlElement): XmlElement | undefined =>
  [...everyElement(xml)].find(({ name }) => name === 'urlPathPrefix');

/** Templates of mails that an org has as soon as Digital Experiences are on. */
const MAILS: ReadonlySet<string> = new Set(
  (
    'CaseCommentEmailTemplate ChangePasswordEmailTemplate ChgEmailVerNewTemplate ChgEmailVerOldTemplate ' +
    'DeviceActEmailTemplate ForgotPasswordEmailTemplate HeadlessForgotPasswordTemplate HeadlessRegistrationTemplate ' +
    'LockoutEmailTemplate VerificationEmailTemplate WelcomeEmailTemplate'
  )
    .split(' ')
    .map((name) => `unfiled$public/Community${name}`),
);

function* checkMails({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const template of xml.children.filter(({ name }) => name.endsWith('Template')))
    if (!MAILS.has(template.text) && !tree.find('EmailTemplate', template.text.split('/').at(-1) ?? ''))
      yield { at: template, what: `there is no EmailTemplate ${template.text}` };
  const sender = child(xml, 'emailSenderAddress');
  if (sender && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(sender.text))
    yield { at: sender, what: `‘${sender.text}’ is no address to send mails from` };
}

function* checkStatus({ xml }: MetadataFile): Iterable<Problem> {
  const status = child(xml, 'status');
  if (status?.text === 'UnderConstruction')
    yield { at: status, what: 'nobody but people who set sites up can see a site that is UnderConstruction' };
}

/** Profiles that an org with licences for sites has. */
const EXTERNAL_PROFILES: ReadonlySet<string> = new Set(
  [
    'customer community',
    'customer community plus',
    'partner community',
    'external apps',
    'external identity',
    'channel account',
  ].flatMap((licence) => [`${licence} user`, `${licence} login user`]),
);
const INTERNAL_PROFILES: ReadonlySet<string> = new Set(['admin', 'standard', 'system administrator', 'standard user']);

function* checkMemberProfiles({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const profile of childrenOf(xml, 'networkMemberGroups').flatMap((group) => childrenOf(group, 'profile'))) {
    const name = profile.text.toLowerCase();
    if (!EXTERNAL_PROFILES.has(name) && !INTERNAL_PROFILES.has(name) && !tree.find('Profile', profile.text))
      yield { at: profile, what: `there is no profile ${profile.text}` };
  }
}

/** Pages that the org makes with the first site. ebikes-lwc lists them in its .forceignore. */
const PAGES: ReadonlySet<string> = new Set(
  (
    'AnswersHome BandwidthExceeded ChangePassword CommunitiesLanding CommunitiesLogin CommunitiesSelfReg ' +
    'CommunitiesSelfRegConfirm CommunitiesTemplate Exception FileNotFound ForgotPassword ForgotPasswordConfirm IdeasHome ' +
    'InMaintenance MicrobatchSelfReg MyProfilePage SiteLogin SiteRegister SiteRegisterConfirm SiteTemplate ' +
    'StdExceptionTemplate Unauthorized UnderConstruction'
  ).split(' '),
);

function* checkSitePages({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  for (const page of xml.children.filter(({ name }) => name.endsWith('Page') && !name.startsWith('allow')))
    if (!PAGES.has(page.text) && !tree.find('ApexPage', page.text))
      yield { at: page, what: `there is no ApexPage ${page.text}` };
}

const TARGETS: Readonly<Record<string, readonly [pattern: RegExp, says: string]>> = {
  InternalLink: [/^\//, 'begins with / and is below the site'],
  ExternalLink: [/^(https?:\/\/|mailto:|tel:)/, 'is a whole address'],
  SalesforceObject: [/^\w+$/, 'is the API name of an object'],
};

function* checkMenu({ xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const container = child(xml, 'container');
  if (textOf(xml, 'containerType') === 'Network' && container && !tree.find('Network', container.text))
    yield { at: container, what: `there is no Network ${container.text}` };
  const items = [...everyElement(xml)].filter(({ name }) => name === 'navigationMenuItem');
  for (const item of items) {
    const type = textOf(item, 'type') ?? '';
    const [pattern, says] = TARGETS[type] ?? [];
    const target = child(item, 'target');
    if (pattern && !pattern.test(target?.text ?? ''))
      yield { at: target ?? item, what: `the target of an item of the type ${type} ${says}` };
  }
  for (const item of repeated(childrenOf(xml, 'navigationMenuItem'), (each) => textOf(each, 'position') ?? ''))
    yield { at: child(item, 'position') ?? item, what: `two items have the position ${textOf(item, 'position')}` };
}

/** The org makes the profile and the user of a site's guests with the site, so neither can come with it or before it. */
function* checkGuestProfile({ fullName, xml }: MetadataFile, tree: SourceTree): Iterable<Problem> {
  const isOfSite = tree.ofType('Network').some((network) => fullName === `${network.fullName} Profile`);
  if (isOfSite || /^Guest/.test(textOf(xml, 'userLicense') ?? ''))
    yield {
      at: xml,
      what: `the org makes the guests’ profile with the site: deploy it afterwards, from a folder of its own`,
    };
}

function* checkGuestRules({ xml }: MetadataFile): Iterable<Problem> {
  for (const rule of childrenOf(xml, 'sharingGuestRules'))
    yield { at: rule, what: 'names the user of the guests, which the org makes with the site: deploy it afterwards' };
}

function* checkAudience({ xml }: MetadataFile): Iterable<Problem> {
  if (!childrenOf(xml, 'criteria').some((criteria) => childrenOf(criteria, 'criterion').length > 0))
    yield { at: xml, what: 'an audience needs at least one criterion' };
}

export const SITE_RULES: readonly Rule[] = [
  {
    on: ['Network', 'CustomSite', 'DigitalExperienceConfig'],
    source: 'Salesforce’s generator of sites: ^[a-zA-Z0-9]*$',
    check: checkPrefix,
  },
  { on: ['Network'], source: 'Metadata API guide, Network', check: checkMails },
  { on: ['Network'], source: 'Metadata API guide, Network', check: checkStatus },
  { on: ['Network'], source: 'Metadata API guide, Network', check: checkMemberProfiles },
  { on: ['CustomSite'], source: 'Metadata API guide, CustomSite', check: checkSitePages },
  { on: ['NavigationMenu'], source: 'Metadata API guide, NavigationMenu', check: checkMenu },
  { on: ['Audience'], source: 'trailheadapps/ebikes-lwc#603', check: checkAudience },
  { on: ['Profile'], source: 'trailheadapps/ebikes-lwc#225', check: checkGuestProfile },
  { on: ['SharingRules'], source: 'Metadata API guide, SharingGuestRule', check: checkGuestRules },
];
