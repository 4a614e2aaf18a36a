// UserInfo and FeatureManagement: who runs the code. Source: Apex Reference Guide, "UserInfo Class", "FeatureManagement Class".
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import type { Value } from '../../schema/schema.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';

const userField = (vm: Vm, field: string): Value => vm.org.store.get('User', vm.user.userId)?.[field] ?? null;
const organisationField = (vm: Vm, field: string): Value =>
  vm.org.store.get('Organization', vm.org.organizationId)?.[field] ?? null;

const USER_INFO = nativeClass({
  name: 'UserInfo',
  statics: {
    'Id getUserId()': (vm: Vm) => vm.user.userId,
    'String getUserName()': (vm: Vm) => vm.user.username,
    'String getName()': (vm: Vm) => vm.user.name,
    'String getFirstName()': (vm: Vm) => userField(vm, 'FirstName'),
    'String getLastName()': (vm: Vm) => userField(vm, 'LastName'),
    'String getUserEmail()': (vm: Vm) => vm.user.email,
    'Id getProfileId()': (vm: Vm) => userField(vm, 'ProfileId'),
    'Id getUserRoleId()': (vm: Vm) => userField(vm, 'UserRoleId'),
    'String getUserType()': (vm: Vm) => userField(vm, 'UserType'),
    'String getLanguage()': (vm: Vm) => vm.user.language,
    'String getLocale()': (vm: Vm) => vm.user.locale,
    'TimeZone getTimeZone()': (vm: Vm) => timeZoneOf(vm),
    'Id getOrganizationId()': (vm: Vm) => vm.org.organizationId,
    'String getOrganizationName()': (vm: Vm) => organisationField(vm, 'Name'),
    'String getDefaultCurrency()': (vm: Vm) => organisationField(vm, 'DefaultCurrencyIsoCode') ?? 'JPY',
    'Boolean isMultiCurrencyOrganization()': () => false,
    'Boolean isCurrentUserLicensed(String namespace)': () => true,
    'Boolean isCurrentUserLicensedForPackage(Id packageId)': () => true,
    /** Code that no browser asked for has no session. */
    'String getSessionId()': () => null,
    'String getUiTheme()': () => 'Theme4d',
    'String getUiThemeDisplayed()': () => 'Theme4d',
  },
});

/** Feature parameters belong to managed packages: what is set stays with the transaction, and nothing else asks for it. */
const featureValues = () => new Map<string, ApexValue>();

function featureParameters(type: string): NativeTable {
  return {
    [`${type} checkPackage${type}Value(String apiName)`]: (vm: Vm, name: string | null) => {
      const values = vm.keep(featureValues, featureValues);
      const key = given(vm, name).toLowerCase();
      return values.has(key) ? values.get(key) : refuse(vm, `FeatureManagement.checkPackage${type}Value (${name})`);
    },
    [`void setPackage${type}Value(String apiName, ${type} value)`]: (vm: Vm, name: string | null, value: ApexValue) =>
      void vm.keep(featureValues, featureValues).set(given(vm, name).toLowerCase(), value),
  };
}

/** Custom permissions count like user permissions: a permission set or profile of the project grants them by name. */
const FEATURE_MANAGEMENT = nativeClass({
  name: 'FeatureManagement',
  statics: {
    ...featureParameters('Boolean'),
    ...featureParameters('Integer'),
    ...featureParameters('Date'),
    'void changeProtection(String apiName, String typeApiName, String protection)': (vm: Vm) =>
      refuse(vm, 'FeatureManagement.changeProtection'),
    'Boolean checkPermission(String apiName)': (vm: Vm, name: string | null) =>
      hasCustomPermission(vm, given(vm, name)),
  },
});

/** By a permission set or profile of the project, or by a SetupEntityAccess that code inserted. */
export function hasCustomPermission(vm: Vm, name: string): boolean {
  if (vm.user.isGranted(name)) return true;
  const { store } = vm.org;
  const [permission] = store.find('CustomPermission', 'DeveloperName', name);
  if (!permission) return false;
  return store
    .find('SetupEntityAccess', 'SetupEntityId', String(permission['Id']))
    .some((access) =>
      store
        .find('PermissionSetAssignment', 'PermissionSetId', String(access['ParentId']))
        .some((assignment) => assignment['AssigneeId'] === vm.user.userId),
    );
}

function timeZoneOf(vm: Vm): ApexValue {
  const [make] = vm.types.native('TimeZone').native!.statics.get('gettimezone')!;
  return (make!.call as (...all: unknown[]) => ApexValue)(vm, vm.user.timeZone);
}

export const USER: readonly NativeClass[] = [USER_INFO, FEATURE_MANAGEMENT];
