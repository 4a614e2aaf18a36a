// Who a session stands for, in the two shapes Salesforce tells it: the identity URL and OpenID's userinfo.
// @see Salesforce Help, "Identity URLs" and "The UserInfo Endpoint"
import type { Row } from '../schema/schema.ts';
import type { ApiContext } from './context.ts';
import type { Session } from './sessions.ts';

const URLS: Readonly<Record<string, string>> = {
  enterprise: '/services/Soap/c/{version}/ORG',
  metadata: '/services/Soap/m/{version}/ORG',
  partner: '/services/Soap/u/{version}/ORG',
  rest: '/services/data/v{version}/',
  sobjects: '/services/data/v{version}/sobjects/',
  search: '/services/data/v{version}/search/',
  query: '/services/data/v{version}/query/',
  recent: '/services/data/v{version}/recent/',
  tooling_soap: '/services/Soap/T/{version}/ORG',
  tooling_rest: '/services/data/v{version}/tooling/',
  profile: '/USER',
};

/** @param version fills `{version}` in the urls; `latest` is the org's */
export function identityOf(context: ApiContext, session: Session, version?: string): object {
  const { org, origin } = context;
  const row = rowOf(context, session);
  return {
    id: `${origin}/id/${org.organizationId}/${session.userId}`,
    asserted_user: true,
    user_id: session.userId,
    organization_id: org.organizationId,
    username: row.Username ?? null,
    nick_name: row.CommunityNickname ?? row.Alias ?? null,
    display_name: row.Name ?? null,
    email: row.Email ?? null,
    email_verified: true,
    first_name: row.FirstName ?? null,
    last_name: row.LastName ?? null,
    timezone: row.TimeZoneSidKey ?? null,
    photos: { picture: null, thumbnail: null },
    ...addressOf(row),
    mobile_phone: row.MobilePhone ?? null,
    mobile_phone_verified: false,
    is_app_installed: true,
    active: row.IsActive !== false,
    user_type: userTypeOf(row),
    ...localeOf(context, row),
    last_modified_date: row.LastModifiedDate ?? null,
    urls: urlsOf(context, session, version === 'latest' ? org.project.apiVersion : version),
  };
}

export function userInfoOf(context: ApiContext, session: Session): object {
  const { org, origin } = context;
  const row = rowOf(context, session);
  return {
    sub: `${origin}/id/${org.organizationId}/${session.userId}`,
    user_id: session.userId,
    organization_id: org.organizationId,
    preferred_username: row.Username ?? null,
    nickname: row.CommunityNickname ?? row.Alias ?? null,
    name: row.Name ?? null,
    email: row.Email ?? null,
    email_verified: true,
    given_name: row.FirstName ?? null,
    family_name: row.LastName ?? null,
    zoneinfo: row.TimeZoneSidKey ?? null,
    photos: { picture: null, thumbnail: null },
    profile: `${origin}/${session.userId}`,
    picture: null,
    address: {},
    is_salesforce_integration_user: false,
    urls: urlsOf(context, session, undefined),
    active: row.IsActive !== false,
    user_type: userTypeOf(row),
    ...localeOf(context, row),
    updated_at: row.LastModifiedDate ?? null,
  };
}

function rowOf(context: ApiContext, session: Session): Row {
  return context.org.store.get('User', session.userId) ?? {};
}

function addressOf(row: Row) {
  return {
    addr_street: row.Street ?? null,
    addr_city: row.City ?? null,
    addr_state: row.State ?? null,
    addr_country: row.Country ?? null,
    addr_zip: row.PostalCode ?? null,
  };
}

function localeOf(context: ApiContext, row: Row) {
  const timeZone = typeof row.TimeZoneSidKey === 'string' ? row.TimeZoneSidKey : 'UTC';
  return {
    language: row.LanguageLocaleKey ?? null,
    locale: row.LocaleSidKey ?? null,
    utcOffset: standardOffsetMs(timeZone, context.org.clock()),
  };
}

/** Offset without daylight saving: the smaller of January's and July's. */
function standardOffsetMs(timeZone: string, now: number): number {
  const year = new Date(now).getUTCFullYear();
  return Math.min(...[0, 6].map((month) => offsetMs(timeZone, Date.UTC(year, month, 1))));
}

function offsetMs(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function userTypeOf(row: Row): string {
  return typeof row.UserType === 'string' ? row.UserType.toUpperCase() : 'STANDARD';
}

function urlsOf(context: ApiContext, session: Session, version: string | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(URLS).map(([name, template]) => {
      const path = template.replace('ORG', context.org.organizationId).replace('USER', session.userId);
      return [name, context.origin + (version ? path.replace('{version}', version) : path)];
    }),
  );
}
