// Site and Network: signing up, signing in, the site's addresses. Source: Apex Reference Guide, "Site Class", "Network Class".
// In a test there is no site: everything answers null or false, as the platform's own controllers expect of it.
import { PasswordRefused } from '../../security/passwords.ts';
import { child, textOf } from '../../metadata/xml.ts';
import type { Row } from '../../schema/schema.ts';
import { SalesforceError } from '../../dml/save.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { performDml } from '../sobject/dml.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexObject, ApexValue } from '../values/values.ts';
import { ApexThrow } from '../errors.ts';
import type { Vm } from '../vm.ts';
import { addPageMessage } from './apex-pages.ts';
import { builtInException } from './exceptions.ts';
import { given, refuse } from './given.ts';
import { mail } from './mailbox.ts';
import { PageReference } from './page-reference.ts';

/** The profile of people who register themselves, where the project has no network that names one. */
const DEFAULT_PROFILE = 'Customer Community Plus User';

const REFUSED = 'Site.ExternalUserCreateException';

/** Makes a portal user, for the account's contact with the same address or for a new one. @returns the user's id */
function createExternalUser(
  vm: Vm,
  user: SObjectValue | null,
  accountId: string | null,
  password: string | null = null,
  sendsMail: boolean | null = true,
): string | null {
  const person = given(vm, user);
  if (vm.test) return null;
  try {
    person.fields.set('ContactId', person.fields.get('ContactId') ?? contactFor(vm, person, given(vm, accountId, 2)));
    if ((person.fields.get('ProfileId') ?? null) === null) person.fields.set('ProfileId', selfRegistrationProfile(vm));
    setDefaults(vm, person);
    // The site makes the user, not the guest who asks: what the guest changed before counts for nothing.
    vm.tx.firstDml = undefined;
    performDml(vm, 'insert', [person], { allOrNone: true, access: 'system' });
    vm.tx.firstDml = undefined;
    if (password !== null) vm.org.passwords.set(person.id!, password);
  } catch (error) {
    return refuseUser(vm, error);
  }
  if (sendsMail !== false) sendPasswordLink(vm, person.id!, 'Welcome');
  return person.id;
}

function refuseUser(vm: Vm, error: unknown): never {
  const isTold =
    error instanceof PasswordRefused ||
    error instanceof SalesforceError ||
    (error instanceof ApexThrow && !error.isFinal && error.exception.facts?.dml !== undefined);
  if (!isTold) throw error;
  const dml = error instanceof ApexThrow ? error.exception.facts!.dml : undefined;
  return vm.raise(REFUSED, dml?.[0]?.message ?? error.message, dml);
}

function textIn({ fields }: SObjectValue, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}

function contactFor(vm: Vm, person: SObjectValue, accountId: string): string {
  const email = textIn(person, 'Email').toLowerCase();
  const found = vm.org.store
    .find('Contact', 'AccountId', accountId)
    .filter((row) => String(row['Email'] ?? '').toLowerCase() === email && row['IsDeleted'] !== true);
  if (found.length === 1) return String(found[0]!['Id']);
  const contact = new SObjectValue(vm.types.sobject('Contact')!);
  contact.fields.set('AccountId', accountId);
  for (const name of ['FirstName', 'LastName', 'Email'])
    if (person.fields.has(name)) contact.fields.set(name, person.fields.get(name));
  performDml(vm, 'insert', [contact], { allOrNone: true, access: 'system' });
  return contact.id!;
}

/** `selfRegProfile` of the project's network. */
function selfRegistrationProfile(vm: Vm): string {
  const names = vm.org.project.ofType('Network').map(({ xml }) => xml && textOf(xml, 'selfRegProfile'));
  const name = names.find((one) => one) ?? DEFAULT_PROFILE;
  const [profile] = vm.org.store.find('Profile', 'Name', name);
  return profile ? String(profile['Id']) : vm.raise(REFUSED, `The site's profile ${name} does not exist`);
}

/** What a site fills in of its own accord. */
function setDefaults(vm: Vm, person: SObjectValue): void {
  const { fields } = person;
  const guest = vm.org.store.get('User', vm.user.userId) ?? {};
  const username = textIn(person, 'Username');
  const defaults: Record<string, ApexValue> = {
    Alias: username.slice(0, 8),
    CommunityNickname: username.slice(0, 40),
    TimeZoneSidKey: guest['TimeZoneSidKey'] ?? vm.user.timeZone,
    LocaleSidKey: guest['LocaleSidKey'] ?? vm.user.locale,
    LanguageLocaleKey: guest['LanguageLocaleKey'] ?? vm.user.language,
    EmailEncodingKey: 'UTF-8',
  };
  for (const [name, value] of Object.entries(defaults))
    if ((fields.get(name) ?? null) === null) fields.set(name, value);
}

function sendPasswordLink(vm: Vm, userId: string, subject: string): void {
  const row = vm.org.store.get('User', userId)!;
  const query = new URLSearchParams({ c: vm.org.passwords.invite(userId), retURL: homeOf(vm) });
  const link = `${vm.org.origin() ?? ''}/secur/setpassword?${query.toString()}`;
  mail(vm, {
    sentAt: vm.org.clock(),
    from: 'site@local-org.test',
    to: [String(row['Email'])],
    cc: [],
    bcc: [],
    subject,
    text: `To set your password, open ${link}`,
    html: null,
    attachments: [],
    whatId: null,
  });
}

/** First page of the project's site, where a person goes on to once the password is set. '/' where it has none. */
function homeOf(vm: Vm): string {
  const [config] = vm.org.project.ofType('DigitalExperienceConfig').map(({ xml }) => xml && child(xml, 'site'));
  const prefix = (config && textOf(config, 'urlPathPrefix'))?.replace(/^\/+|\/+$/g, '');
  return prefix ? `/${prefix}/` : '/';
}

const activeUser = (vm: Vm, username: string): Row | undefined =>
  vm.org.store.find('User', 'Username', username).find((row) => row['IsActive'] === true);

/** @returns false when no user of the site has that name, or in a test */
function forgotPassword(vm: Vm, username: string | null): boolean {
  const name = given(vm, username);
  if (vm.test) return false;
  const row = activeUser(vm, name);
  if (row) sendPasswordLink(vm, String(row['Id']), 'Set a new password');
  return row !== undefined;
}

const WRONG = 'Your login attempt has failed. Make sure the username and password are correct.';

/** @returns where the browser is sent to open the session; null when the password is wrong, or in a test */
function login(
  vm: Vm,
  username: string | null,
  password: string | null,
  startUrl: string | null,
): PageReference | null {
  const name = given(vm, username);
  if (vm.test) return null;
  const row = activeUser(vm, name);
  const isRight = row !== undefined && vm.org.passwords.check(String(row['Id']), password ?? '');
  if (!isRight) {
    addPageMessage(vm, 'ERROR', WRONG);
    return null;
  }
  const session = vm.org.openSession(String(row['Id']));
  if (session === undefined) return refuse(vm, 'Site.login in an org that serves no site');
  const page = new PageReference(vm, '/secur/frontdoor.jsp');
  for (const [key, value] of Object.entries({ sid: session, retURL: startUrl ?? '/' }))
    page.parameters.entries.set(key, { key, value });
  page.isRedirect = true;
  return page;
}

const networkNamed = (vm: Vm, id: string | null): Row | undefined =>
  id === null ? undefined : vm.org.store.get('Network', id);

const siteName = (vm: Vm): string | null =>
  vm.test ? null : (vm.org.project.ofType('CustomSite')[0]?.fullName ?? null);
const base = (vm: Vm): string => (vm.test ? '' : (vm.org.origin() ?? ''));
const nothing = () => null;
const never = () => false;

const SITE = nativeClass({
  name: 'Site',
  statics: {
    'Id createExternalUser(SObject user, String accountId)': createExternalUser,
    'Id createExternalUser(SObject user, String accountId, String password)': createExternalUser,
    'Id createExternalUser(SObject user, String accountId, String password, Boolean sendEmailConfirmation)':
      createExternalUser,
    'Id createPortalUser(SObject user, String accountId, String password)': createExternalUser,
    'Id createPortalUser(SObject user, String accountId, String password, Boolean sendEmailConfirmation)':
      createExternalUser,
    'Id createPersonAccountPortalUser(SObject user, String ownerId, String password)': (vm: Vm) =>
      vm.test ? null : refuse(vm, 'Site.createPersonAccountPortalUser (person accounts)'),
    'Id createPersonAccountPortalUser(SObject user, String ownerId, String recordTypeId, String password)': (vm: Vm) =>
      vm.test ? null : refuse(vm, 'Site.createPersonAccountPortalUser (person accounts)'),
    'Boolean forgotPassword(String username)': forgotPassword,
    'Boolean forgotPassword(String username, String emailTemplateName)': forgotPassword,
    'PageReference login(String username, String password, String startUrl)': login,
    'PageReference changePassword(String newPassword, String verifyNewPassword)': (vm: Vm) =>
      vm.test ? null : refuse(vm, 'Site.changePassword'),
    'PageReference changePassword(String newPassword, String verifyNewPassword, String oldPassword)': (vm: Vm) =>
      vm.test ? null : refuse(vm, 'Site.changePassword'),
    'PageReference passwordlessLogin(String userId, List<Auth.VerificationMethod> methods, String startUrl)': (
      vm: Vm,
    ) => refuse(vm, 'Site.passwordlessLogin'),
    'void validatePassword(SObject user, String password, String confirmPassword)'(
      vm: Vm,
      _user: SObjectValue | null,
      password: string | null,
      confirm: string | null,
    ) {
      if (password !== confirm) vm.raise('System.SecurityException', 'The passwords do not match.'); // (unconfirmed)
      return null;
    },
    'Boolean isRegistrationEnabled()': (vm: Vm) =>
      !vm.test && vm.org.project.ofType('Network').some(({ xml }) => xml && textOf(xml, 'selfRegistration') === 'true'),
    'Boolean isLoginEnabled()': (vm: Vm) => siteName(vm) !== null,
    'Boolean isPasswordExpired()': never,
    'Boolean isValidUsername(String username)': (vm: Vm, username: string | null) =>
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given(vm, username)),
    'Boolean setPortalUserAsAuthProvider(SObject user, String contactId)': (vm: Vm) =>
      refuse(vm, 'Site.setPortalUserAsAuthProvider'),
    'void setExperienceId(String experienceId)': nothing,
    'String getExperienceId()': nothing,
    'String getBaseUrl()': base,
    'String getBaseSecureUrl()': base,
    'String getBaseCustomUrl()': base,
    'String getBaseInsecureUrl()': base,
    'String getBaseRequestUrl()': base,
    'String getCurrentSiteUrl()': (vm: Vm) => (vm.test ? null : `${base(vm)}/`),
    'String getCustomWebAddress()': nothing,
    'String getOriginalUrl()': nothing,
    'String getPathPrefix()': () => '',
    'String getPrefix()': () => '',
    'String getDomain()': (vm: Vm) => (vm.test ? null : base(vm).replace(/^https?:\/\//, '')),
    'String getName()': siteName,
    'String getMasterLabel()': siteName,
    'String getSiteType()': nothing,
    'String getSiteTypeLabel()': nothing,
    'Id getSiteId()': nothing,
    'String getAdminEmail()': nothing,
    'Id getAdminId()': nothing,
    'String getAnalyticsTrackingCode()': nothing,
    'String getErrorMessage()': nothing,
    'String getErrorDescription()': nothing,
    'String getPasswordPolicyStatement()': () =>
      'Your password must be at least 8 characters long. Your password must include letters and numbers',
    'PageReference getTemplate()': nothing,
  },
});

const networkUrl = (vm: Vm, id: string | null, path: string): string | null =>
  networkNamed(vm, id) ? `${base(vm)}${path}` : null;

const NETWORK = nativeClass({
  name: 'Network',
  statics: {
    /** Of the site that the code runs in. */
    'Id getNetworkId()': (vm: Vm) => {
      if (vm.test) return null;
      for (const row of vm.org.store.all('Network')) return row['Id'];
      return null;
    },
    'String getLoginUrl(String networkId)': (vm: Vm, id: string | null) => networkUrl(vm, id, '/login'),
    'String getLogoutUrl(String networkId)': (vm: Vm, id: string | null) => networkUrl(vm, id, '/secur/logout.jsp'),
    'String getSelfRegUrl(String networkId)': (vm: Vm, id: string | null) => networkUrl(vm, id, '/SelfRegister'),
    /** In tests a page without an address, as public tests of the landing page have recorded. */
    'PageReference communitiesLanding()': (vm: Vm) => new PageReference(vm, vm.test ? '' : '/'),
    'PageReference forwardToAuthPage(String startUrl)': (vm: Vm, _url: string | null) =>
      vm.test ? null : new PageReference(vm, '/login'),
    'PageReference forwardToAuthPage(String startUrl, String displayType)': (vm: Vm) =>
      vm.test ? null : new PageReference(vm, '/login'),
    'Integer createExternalUserAsync(SObject user, SObject contact, SObject account)': (vm: Vm) =>
      refuse(vm, 'Network.createExternalUserAsync'),
    'Integer loadAllPackageDefaultNetworkDashboardSettings()': () => 0,
    'Integer loadAllPackageDefaultNetworkPulseSettings()': () => 0,
  },
});

const CREATE_EXCEPTION = builtInException(REFUSED);

export const SITE_CLASSES: readonly NativeClass[] = [
  SITE,
  NETWORK,
  nativeClass({
    ...CREATE_EXCEPTION.spec,
    methods: {
      'List<String> getDisplayMessages()': (vm: Vm, self: ApexObject) =>
        new ApexList(
          vm.types.list(vm.types.string),
          (self.facts?.dml ?? []).length ? self.facts!.dml!.map(({ message }) => message) : [self.facts?.message ?? ''],
        ),
    },
  }),
];
