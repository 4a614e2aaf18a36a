// People of the sample data as members of the portal: each contact can have a portal user, made as the portal makes one.
import type { LocalOrg } from '../../local/src/salesforce/org.ts';
import type { RunningLocalOrg } from '../../local/src/salesforce/serve.ts';
import { LANGUAGE_COOKIE } from '../../local/src/salesforce/site/server/visitor.ts';

const PROFILE = 'Customer Community Plus User';
const PERMISSION_SET = 'Customer_Portal_User';
const ADMIN = 'admin@portway.example.test';

type Values = Readonly<Record<string, string | null>>;

/**
 * The portal user of a person of the sample data, made when there is none yet.
 * @param email of a contact, or the username of any user
 * @param language of a user that is made: `ja`, `en_US`
 * @returns the user's id
 * @throws Error nobody of that name
 */
export function sampleMember({ org }: RunningLocalOrg, email: string, language = 'en_US'): string {
  const known = [...org.store.find('User', 'Username', email)][0];
  if (known) return String(known.Id);
  const [contact] = [...org.store.find('Contact', 'Email', email)];
  if (!contact) throw new Error(`Neither a user nor a contact of the sample data is ${email}`);
  const admin = org.userByName(ADMIN);
  // The platform lets portal users belong only to accounts whose owner has a role.
  save('update', 'Account', { OwnerId: admin.userId }, String(contact.AccountId));
  const userId = save('insert', 'User', {
    Username: email,
    Email: email,
    FirstName: contact.FirstName == null ? null : String(contact.FirstName),
    LastName: String(contact.LastName),
    Alias: email.slice(0, 8),
    ContactId: String(contact.Id),
    ProfileId: idByName(org, 'Profile', PROFILE),
    TimeZoneSidKey: 'Asia/Tokyo',
    LocaleSidKey: language === 'ja' ? 'ja_JP' : 'en_US',
    LanguageLocaleKey: language,
    EmailEncodingKey: 'UTF-8',
  });
  save('insert', 'PermissionSetAssignment', {
    AssigneeId: userId,
    PermissionSetId: idByName(org, 'PermissionSet', PERMISSION_SET),
  });
  return userId;

  function save(operation: 'insert' | 'update', type: string, values: Values, id?: string): string {
    const [result] = org.transact(admin, (tx) =>
      org.save(tx, { operation, records: [{ type, ...(id && { id }), values }], allOrNone: true, access: 'system' }),
    );
    if (!result?.success) throw new Error(`No ${type} for ${email}: ${JSON.stringify(result?.errors)}`);
    return result.id!;
  }
}

function idByName({ store }: LocalOrg, type: string, name: string): string {
  const [row] = [...store.find(type, 'Name', name)];
  if (!row) throw new Error(`The org has no ${type} ${name}`);
  return String(row.Id);
}

/** Address that signs a user in and leads to a page of the site, as the site's own sign-in does. */
export function signedInAddress({ org, origin }: RunningLocalOrg, userId: string, path: string): string {
  return `${origin}/secur/frontdoor.jsp?${new URLSearchParams({ sid: org.openSession(userId)!, retURL: path }).toString()}`;
}

/** What the browser of a user holds who has signed in and chosen a language. @param language `en-US`, `ja` */
export function cookiesOf({ org, origin }: RunningLocalOrg, userId: string, language: string) {
  return [
    { name: 'sid', value: org.openSession(userId)!, url: origin },
    { name: LANGUAGE_COOKIE, value: language, url: origin },
  ];
}
