// Domain, DomainCreator, DomainParser: host names of the org. Source: Apex Reference Guide, System namespace.
// Nobody serves these names: they look like the platform's, which is all that code can count on.
import { nativeClass, type NativeClass } from '../native.ts';
import type { Vm } from '../vm.ts';
import { given } from './given.ts';

/** As URL.getOrgDomainUrl has it. */
const MY_DOMAIN = 'local';

class Domain {
  readonly type: string;
  readonly myDomain: string | null;
  readonly packageName: string | null;
  readonly sandbox: string | null;
  constructor(type: string, myDomain: string | null, packageName: string | null, sandbox: string | null) {
    this.type = type;
    this.myDomain = myDomain;
    this.packageName = packageName;
    this.sandbox = sandbox;
  }
}

/** Ends of host names, the longer first. Source: Salesforce Help, "My Domain URL Formats". */
const ENDS: readonly (readonly [end: string, type: string])[] = [
  ['.lightning.force.com', 'LIGHTNING_DOMAIN'],
  ['.my.site.com', 'EXPERIENCE_CLOUD_SITES_DOMAIN'],
  ['.my.salesforce-sites.com', 'SALESFORCE_SITES_DOMAIN'],
  ['.my.salesforce-setup.com', 'SETUP_DOMAIN'],
  ['.file.force.com', 'CONTENT_DOMAIN'],
  ['.vf.force.com', 'VISUALFORCE_DOMAIN'],
  ['.my.salesforce.com', 'ORG_MY_DOMAIN'],
];

function parse(vm: Vm, text: string | null): Domain {
  const host = given(vm, text)
    .replace(/^https?:\/\//, '')
    .replace(/[/:?#].*$/, '');
  const [end, type] = ENDS.find(([one]) => host.endsWith(one)) ?? [];
  if (!end || !type) return vm.raise('System.InvalidParameterValueException', `Invalid domain: ${host}`); // (unconfirmed)
  const [name = '', packageName] = host
    .slice(0, -end.length)
    .replace(/\.sandbox$/, '')
    .split('--');
  return new Domain(type, name || null, type === 'VISUALFORCE_DOMAIN' ? (packageName ?? null) : null, null);
}

const hostAt = (end: string) => () => `${MY_DOMAIN}${end}`;

export const DOMAINS: readonly NativeClass[] = [
  nativeClass({
    name: 'DomainType',
    kind: 'enum',
    values: [
      ...ENDS.map(([, type]) => type),
      'EXPERIENCE_CLOUD_SITES_BUILDER_DOMAIN',
      'EXPERIENCE_CLOUD_SITES_PREVIEW_DOMAIN',
    ],
  }),
  nativeClass({
    name: 'Domain',
    js: Domain,
    methods: {
      'DomainType getDomainType()': (vm, self: Domain) => vm.types.enumValue(vm.types.native('DomainType'), self.type),
      'String getMyDomainName()': (_vm, self: Domain) => self.myDomain,
      'String getPackageName()': (_vm, self: Domain) => self.packageName,
      'String getSandboxName()': (_vm, self: Domain) => self.sandbox,
      'String getSitesSubdomainName()': () => null,
    },
  }),
  nativeClass({
    name: 'DomainParser',
    statics: {
      'Domain parse(String hostname)': parse,
      'Domain parse(System.URL url)': (vm: Vm, url: unknown) => parse(vm, hostOf(vm, url)),
    },
  }),
  nativeClass({
    name: 'DomainCreator',
    statics: {
      'String getOrgMyDomainHostname()': hostAt('.my.salesforce.com'),
      'String getLightningHostname()': hostAt('.lightning.force.com'),
      'String getContentHostname()': hostAt('.file.force.com'),
      'String getExperienceCloudSitesHostname()': hostAt('.my.site.com'),
      'String getExperienceCloudSitesBuilderHostname()': hostAt('.builder.salesforce-experience.com'),
      'String getExperienceCloudSitesPreviewHostname()': hostAt('.preview.salesforce-experience.com'),
      'String getSalesforceSitesHostname()': hostAt('.my.salesforce-sites.com'),
      'String getSetupHostname()': hostAt('.my.salesforce-setup.com'),
      'String getLightningContainerComponentHostname(String packageName)': hostAt('.container.force.com'),
      'String getVisualforceHostname(String packageName)': (_vm: Vm, packageName: string | null) =>
        `${MY_DOMAIN}--${packageName ?? 'c'}.vf.force.com`,
    },
  }),
];

function hostOf(vm: Vm, url: unknown): string {
  const [member] = vm.types.native('URL').native!.methods.get('gethost') ?? [];
  return (member!.call as (...all: unknown[]) => string)(vm, vm.notNull(url));
}
