// Auth: what code that signs people in by other systems implements and is handed. The sign-in itself is not part of the local org:
// what would reach another system is refused. Source: Apex Reference Guide, Auth namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';

class UserData extends Bean {}
class Jwt extends Bean {}

const USER_DATA = [
  'String identifier',
  'String firstName',
  'String lastName',
  'String fullName',
  'String email',
  'String link',
  'String username',
  'String locale',
  'String provider',
  'String siteLoginUrl',
  'Map<String, String> attributeMap',
];

const nameOf = (line: string): string => line.split(' ').at(-1)!;

const isExternal = (vm: Vm): boolean => vm.user.contactId !== null;
const isGuest = (vm: Vm): boolean => vm.org.store.get('User', vm.user.userId)?.['UserType'] === 'Guest';

/** Claims in the order that the platform writes them. */
function claims(vm: Vm, self: Jwt): string {
  const seconds = Math.floor(vm.org.clock() / 1_000);
  const length = (self.get('validityLength') as number | null) ?? 300;
  const given = Object.entries({ iss: self.get('iss'), aud: self.get('aud'), sub: self.get('sub') }).filter(
    ([, value]) => value !== null,
  );
  const more = self.get('additionalClaims');
  const additional = more instanceof ApexMap ? [...more.entries.values()].map(({ key, value }) => [key, value]) : [];
  const nbf = self.get('nbfClockSkew') as number | null;
  return JSON.stringify(
    Object.fromEntries([
      ...given,
      ['exp', seconds + length],
      ['iat', seconds],
      ...(nbf === null ? [] : [['nbf', seconds - nbf]]),
      ...additional,
    ]),
  );
}

export const AUTH: readonly NativeClass[] = [
  beanClass('Auth.UserData', UserData, USER_DATA, {
    isMadeByPlatform: true,
    constructors: {
      [`UserData(${USER_DATA.join(', ')})`]: (_vm: Vm, _type, ...values: ApexValue[]) => {
        const made = new UserData();
        for (const [index, line] of USER_DATA.entries()) made.values[nameOf(line)] = values[index] ?? null;
        return made;
      },
    },
  }),
  nativeClass({
    name: 'Auth.RegistrationHandler',
    kind: 'interface',
    abstract: [
      'User createUser(Id portalId, Auth.UserData userData)',
      'void updateUser(Id userId, Id portalId, Auth.UserData userData)',
    ],
  }),
  nativeClass({
    name: 'Auth.CommunitiesUtil',
    statics: {
      'Boolean isGuestUser()': isGuest,
      'Boolean isInternalUser()': (vm: Vm) => !isExternal(vm) && !isGuest(vm),
      'String getUserDisplayName()': (vm: Vm) => vm.user.name,
      'String getLogoutUrl()': () => '/secur/logout.jsp',
    },
  }),
  beanClass(
    'Auth.JWT',
    Jwt,
    [
      'String iss',
      'String aud',
      'String sub',
      'Integer validityLength',
      'Integer nbfClockSkew',
      'Map<String, Object> additionalClaims',
    ],
    { hasMethods: true, methods: { 'String toJSONString()': claims } },
  ),
  nativeClass({
    name: 'Auth.VerificationMethod',
    kind: 'enum',
    values: ['EMAIL', 'SMS', 'TOTP', 'SALESFORCE_AUTHENTICATOR', 'U2F', 'PASSWORD'],
  }),
  nativeClass({ name: 'Auth.SessionLevel', kind: 'enum', values: ['STANDARD', 'HIGH_ASSURANCE'] }),
];
