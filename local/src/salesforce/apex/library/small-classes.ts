// Classes of the platform with little to them: options of a list on a page, versions, limits of the org, hooks of packages.
// Source: Apex Reference Guide, System namespace, the pages of these classes.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { given } from './given.ts';

/** A choice of a Visualforce list. */
export class SelectOption extends Bean {}
export class Cookie {
  readonly name: string | null;
  readonly value: string | null;
  readonly path: string | null;
  readonly maxAge: number;
  readonly isSecure: boolean;
  readonly sameSite: string | null;
  constructor([
    name = null,
    value = null,
    path = null,
    maxAge = -1,
    isSecure = false,
    sameSite = null,
  ]: readonly ApexValue[]) {
    this.name = name as string | null;
    this.value = value as string | null;
    this.path = path as string | null;
    this.maxAge = (maxAge as number | null) ?? -1;
    this.isSecure = isSecure === true;
    this.sameSite = sameSite as string | null;
  }
}

const option = (
  _vm: Vm,
  _type: unknown,
  value: string | null,
  label: string | null,
  disabled: boolean | null = false,
) => Object.assign(new SelectOption(), { values: { value, label, disabled: disabled === true, escapeItem: true } });

const SELECT_OPTION = beanClass(
  'SelectOption',
  SelectOption,
  ['String value', 'String label', 'Boolean disabled', 'Boolean escapeItem'],
  {
    isMadeByPlatform: true,
    hasMethods: true,
    fields: {},
    constructors: {
      'SelectOption(String value, String label)': option,
      'SelectOption(String value, String label, Boolean disabled)': option,
    },
  },
);

const cookie = (_vm: Vm, _type: unknown, ...values: ApexValue[]) => new Cookie(values);

const COOKIE = nativeClass({
  name: 'Cookie',
  js: Cookie,
  constructors: {
    'Cookie(String name, String value, String path, Integer maxAge, Boolean isSecure)': cookie,
    'Cookie(String name, String value, String path, Integer maxAge, Boolean isSecure, String sameSite)': cookie,
    'Cookie(String name, String value, String path, Integer maxAge, Boolean isSecure, String sameSite, Boolean isHttpOnly)':
      cookie,
  },
  methods: {
    'String getName()': (_vm, self: Cookie) => self.name,
    'String getValue()': (_vm, self: Cookie) => self.value,
    'String getPath()': (_vm, self: Cookie) => self.path,
    'Integer getMaxAge()': (_vm, self: Cookie) => self.maxAge,
    'Boolean isSecure()': (_vm, self: Cookie) => self.isSecure,
    'String getSameSite()': (_vm, self: Cookie) => self.sameSite,
  },
});

class Version {
  readonly numbers: readonly number[];
  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }
}

const version = (vm: Vm, _type: unknown, ...numbers: (number | null)[]) =>
  new Version(numbers.map((one, index) => given(vm, one, index + 1)));

const VERSION = nativeClass({
  name: 'Version',
  js: Version,
  constructors: {
    'Version(Integer major, Integer minor)': version,
    'Version(Integer major, Integer minor, Integer patch)': version,
  },
  methods: {
    'Integer major()': (_vm, self: Version) => self.numbers[0] ?? 0,
    'Integer minor()': (_vm, self: Version) => self.numbers[1] ?? 0,
    'Integer patch()': (_vm, self: Version) => self.numbers[2] ?? null,
    /** Patches count only when both have one. */
    'Integer compareTo(Object other)': (_vm, self: Version, other: Version) => {
      const both = Math.min(self.numbers.length, other.numbers.length);
      for (let index = 0; index < both; index++) {
        const difference = self.numbers[index]! - other.numbers[index]!;
        if (difference) return Math.sign(difference);
      }
      return 0;
    },
    'String toString()': (_vm, self: Version) => self.numbers.join('.'),
  },
});

class OrgLimit {
  readonly name: string;
  readonly limit: number;
  constructor(name: string, limit: number) {
    this.name = name;
    this.limit = limit;
  }
}

export const MAILS_A_DAY = 5_000;

/** What an org may do in a day or hour; the local org counts none of it here. Source: REST API Developer Guide, "Limits". */
const ORG_LIMITS: Readonly<Record<string, number>> = {
  ConcurrentAsyncGetReportInstances: 200,
  DailyApiRequests: 100_000,
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyDurableStreamingApiEvents: 50_000,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyWorkflowEmails: 100_000,
  DataStorageMB: 1_024,
  FileStorageMB: 10_240,
  HourlyAsyncReportRuns: 1_200,
  HourlyPublishedPlatformEvents: 250_000,
  HourlyTimeBasedWorkflow: 1_000,
  MassEmail: MAILS_A_DAY,
  PermissionSets: 1_500,
  SingleEmail: MAILS_A_DAY,
};

const orgLimits = Object.entries(ORG_LIMITS).map(([name, limit]) => new OrgLimit(name, limit));

const ORG_LIMIT_CLASSES: readonly NativeClass[] = [
  nativeClass({
    name: 'OrgLimit',
    js: OrgLimit,
    methods: {
      'String getName()': (_vm, self: OrgLimit) => self.name,
      'Integer getLimit()': (_vm, self: OrgLimit) => self.limit,
      'Integer getValue()': () => 0,
      'String toString()': (_vm, self: OrgLimit) => `OrgLimit[name=${self.name}, limit=${self.limit}, value=0]`, // (unconfirmed)
    },
  }),
  nativeClass({
    name: 'OrgLimits',
    statics: {
      'List<OrgLimit> getAll()': (vm: Vm) => new ApexList(vm.types.list(vm.types.native('OrgLimit')), [...orgLimits]),
      'Map<String, OrgLimit> getMap()': (vm: Vm) => {
        const map = new ApexMap(vm.types.map(vm.types.string, vm.types.native('OrgLimit')));
        for (const one of orgLimits) map.entries.set(one.name, { key: one.name, value: one });
        return map;
      },
    },
  }),
];

/** An installation as a test plays it. */
export class PackageEvent {
  readonly before: ApexValue;
  readonly isPush: boolean;
  constructor(before: ApexValue, isPush: boolean) {
    this.before = before;
    this.isPush = isPush;
  }
}

/** Packages are not installed here; classes that wait for it run by Test.testInstall. */
const PACKAGE_HOOKS: readonly NativeClass[] = [
  nativeClass({ name: 'InstallHandler', kind: 'interface', abstract: ['void onInstall(InstallContext context)'] }),
  nativeClass({
    name: 'UninstallHandler',
    kind: 'interface',
    abstract: ['void onUninstall(UninstallContext context)'],
  }),
  nativeClass({
    name: 'InstallContext',
    kind: 'interface',
    abstract: [
      'Id organizationId()',
      'Id installerId()',
      'Boolean isUpgrade()',
      'Boolean isPush()',
      'Version previousVersion()',
    ],
  }),
  nativeClass({ name: 'UninstallContext', kind: 'interface', abstract: ['Id organizationId()', 'Id uninstallerId()'] }),
  nativeClass({
    name: 'PackageEventContext',
    implements: ['InstallContext', 'UninstallContext'],
    js: PackageEvent,
    methods: {
      'Id organizationId()': (vm: Vm) => vm.org.organizationId,
      'Id installerId()': (vm: Vm) => vm.user.userId,
      'Id uninstallerId()': (vm: Vm) => vm.user.userId,
      'Boolean isUpgrade()': (_vm: Vm, self: PackageEvent) => self.before !== null,
      'Boolean isPush()': (_vm: Vm, self: PackageEvent) => self.isPush,
      'Version previousVersion()': (_vm: Vm, self: PackageEvent) => self.before,
    },
  }),
  nativeClass({ name: 'SandboxPostCopy', kind: 'interface', abstract: ['void runApexClass(SandboxContext context)'] }),
  nativeClass({
    name: 'SandboxContext',
    kind: 'interface',
    abstract: ['Id organizationId()', 'Id sandboxId()', 'String sandboxName()'],
  }),
];

export const SMALL_CLASSES: readonly NativeClass[] = [
  SELECT_OPTION,
  COOKIE,
  VERSION,
  ...ORG_LIMIT_CLASSES,
  ...PACKAGE_HOOKS,
];
