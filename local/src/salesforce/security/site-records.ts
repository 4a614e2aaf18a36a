// Experience Cloud sites of the project as records: Network and Site. Source: Object Reference, the pages of these objects.
import type { Project } from '../metadata/project.ts';
import { textOf, type XmlElement } from '../metadata/xml.ts';
import type { SetupRecords } from './setup-records.ts';

/** Options of a Network whose field has another name than its element. */
const OPTIONS: Readonly<Record<string, string>> = {
  OptionsAllowInternalUserLogin: 'allowInternalUserLogin',
  OptionsAllowMembersToFlag: 'allowMembersToFlag',
  OptionsApexCDNCachingEnabled: 'enableApexCDNCaching',
  OptionsDirectMessagesEnabled: 'enableDirectMessages',
  OptionsGuestChatterEnabled: 'enableGuestChatter',
  OptionsGuestFileAccessEnabled: 'enableGuestFileAccess',
  OptionsGuestMemberVisibility: 'enableGuestMemberVisibility',
  OptionsInvitationsEnabled: 'enableInvitation',
  OptionsMemberVisibility: 'enableMemberVisibility',
  OptionsNicknameDisplayEnabled: 'enableNicknameDisplay',
  OptionsPrivateMessagesEnabled: 'enablePrivateMessages',
  OptionsSelfRegistrationEnabled: 'selfRegistration',
  OptionsSendWelcomeEmail: 'sendWelcomeEmail',
  OptionsSiteAsContainerEnabled: 'enableSiteAsContainer',
};

export function addSiteRecords(project: Project, setup: SetupRecords): void {
  for (const { fullName, xml } of project.ofType('Network'))
    setup.add('Network', {
      Name: decodeURIComponent(fullName),
      Description: text(xml, 'description'),
      Status: text(xml, 'status') ?? 'UnderConstruction',
      UrlPathPrefix: text(xml, 'urlPathPrefix'),
      EmailSenderAddress: text(xml, 'emailSenderAddress'),
      EmailSenderName: text(xml, 'emailSenderName'),
      ...Object.fromEntries(Object.entries(OPTIONS).map(([field, element]) => [field, text(xml, element) === 'true'])),
    });
  for (const { fullName, xml } of project.ofType('CustomSite'))
    setup.add('Site', {
      Name: fullName,
      MasterLabel: text(xml, 'masterLabel') ?? fullName,
      Description: text(xml, 'description'),
      Status: text(xml, 'active') === 'true' ? 'Active' : 'Inactive',
      SiteType: text(xml, 'siteType'),
      UrlPathPrefix: text(xml, 'urlPathPrefix'),
      ClickjackProtectionLevel: text(xml, 'clickjackProtectionLevel'),
    });
}

const text = (xml: XmlElement | undefined, name: string): string | null => (xml && textOf(xml, name)) ?? null;
