// The partner API, as far as developer tools use it: signing in and out, who one is, passwords. Records are for the REST API.
// Source: SOAP API Developer Guide, "Core Calls", "Utility Calls".
import { SalesforceError } from '../../dml/save.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import { resetPassword, setPassword } from '../passwords.ts';
import type { Session } from '../sessions.ts';
import type { OpenSoapCall, SoapAnswer, SoapCall, SoapOperations } from './operation.ts';
import { textNamed, toXml, type XmlFields } from './xml.ts';

export const partnerOperations: SoapOperations = {
  'u getUserInfo': ({ context, user, session }) => ({ body: toXml({ result: userInfo(context, user, session) }) }),
  'u getServerTimestamp': ({ context }) => ({
    body: toXml({ result: { timestamp: new Date(context.org.clock()).toISOString() } }),
  }),
  'u logout': ({ context, session }) => (context.sessions.close(session.token), { body: '' }),
  'u setPassword': (call) => {
    setPassword(call.context.org, call.user, userIdIn(call), textNamed(call.operation, 'password') ?? '');
    return { body: '<result/>' };
  },
  'u resetPassword': (call) => ({
    body: toXml({ result: { password: resetPassword(call.context.org, call.user, userIdIn(call)) } }),
  }),
};

export const openPartnerOperations: SoapOperations<OpenSoapCall> = { 'u login': login };

const userIdIn = ({ operation }: SoapCall): string => textNamed(operation, 'userId') ?? '';

/** The first version that has no login(). Source: Winter '26 release notes, "SOAP API login() call is retired in 65.0" (unconfirmed). */
const FIRST_WITHOUT_LOGIN = 65;
const CLIENT_ID = 'SOAP';

/** A security token after the password is not asked for: the org trusts its own machine. */
function login({ context, operation, version }: OpenSoapCall): SoapAnswer {
  if (version >= FIRST_WITHOUT_LOGIN) {
    const message = `SOAP login() is not available in version ${version}.0; use version 64.0, or the OAuth JWT bearer grant`;
    throw new SalesforceError('INVALID_OPERATION', message);
  }
  const { org } = context;
  const username = textNamed(operation, 'username') ?? '';
  const row = org.store.find('User', 'Username', username).find(({ IsActive }) => IsActive === true);
  if (!row || !org.passwords.check(String(row['Id']), textNamed(operation, 'password') ?? ''))
    throw new SalesforceError('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.');
  const user = org.userById(String(row['Id']));
  if (!user.has('ApiEnabled'))
    throw new SalesforceError('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner');
  const session = context.sessions.open({ userId: user.userId, clientId: CLIENT_ID });
  const address = (api: string): string =>
    `${context.origin}/services/Soap/${api}/${version}.0/${org.organizationId.slice(0, 15)}`;
  return {
    body: toXml({
      result: {
        metadataServerUrl: address('m'),
        passwordExpired: false,
        sandbox: false,
        serverUrl: address('u'),
        sessionId: session.token,
        userId: user.userId,
        userInfo: userInfo(context, user, session),
      },
    }),
  };
}

function userInfo({ org }: ApiContext, user: RunningUser, session: Session): XmlFields {
  const organization = org.store.get('Organization', org.organizationId);
  const row = org.store.get('User', user.userId);
  return {
    accessibilityMode: false,
    currencySymbol: '$',
    orgDefaultCurrencyIsoCode: 'USD',
    orgHasPersonAccounts: false,
    organizationId: org.organizationId,
    organizationMultiCurrency: false,
    organizationName: String(organization?.['Name'] ?? ''),
    profileId: String(row?.['ProfileId'] ?? ''),
    roleId: row?.['UserRoleId'] ?? null,
    sessionSecondsValid: Math.floor(session.timeoutMs / 1000),
    userEmail: user.email,
    userFullName: user.name,
    userId: user.userId,
    userLanguage: user.language,
    userLocale: user.locale,
    userName: user.username,
    userTimeZone: user.timeZone,
    userType: String(row?.['UserType'] ?? 'Standard'),
    userUiSkin: 'Theme3',
  };
}
