// The objects that only the Tooling API has: their fields, in a table. Those it shares with the REST API (ApexClass, User …) come
// from the org's own schema. Source: Tooling API Developer Guide, the pages of these objects; key prefixes as orgs show them.
import { ID_FIELD, makeField } from '../../schema/fields.ts';
import { createSchema } from '../../schema/lookup.ts';
import type { Field, FieldType, Schema, SObjectType } from '../../schema/schema.ts';

interface ToolingType {
  readonly keyPrefix: string;
  /** `Name` (text), `Name:type`, or `NameId->Parent` for a reference; several parents are parted by commas. */
  readonly fields: string;
  /** Clients may make, change and delete its records. */
  readonly isWritable?: boolean;
}

const AUDIT =
  'CreatedDate:datetime CreatedById->User LastModifiedDate:datetime LastModifiedById->User SystemModstamp:datetime';
const LEVELS = 'ApexCode ApexProfiling Callout Database Nba System Validation Visualforce Wave Workflow';
const COVERED = 'ApexClassOrTriggerId->ApexClass,ApexTrigger NumLinesCovered:int NumLinesUncovered:int';
const SANDBOX =
  'SandboxName LicenseType Description SourceId ApexClassId HistoryDays:int CopyChatter:boolean AutoActivate:boolean';

export const TOOLING_TYPES: Readonly<Record<string, ToolingType>> = {
  ApexTestRunResult: {
    keyPrefix: '05m',
    fields:
      'AsyncApexJobId->AsyncApexJob UserId->User JobName IsAllTests:boolean Source StartTime:datetime EndTime:datetime TestTime:int TestSetupTime:int Status ClassesEnqueued:int ClassesCompleted:int MethodsEnqueued:int MethodsCompleted:int MethodsFailed:int',
  },
  ApexTestQueueItem: {
    keyPrefix: '709',
    fields:
      'ApexClassId->ApexClass ParentJobId->AsyncApexJob TestRunResultId->ApexTestRunResult Status ExtendedStatus ShouldSkipCodeCoverage:boolean CreatedDate:datetime',
  },
  ApexTestResult: {
    keyPrefix: '07M',
    fields:
      'ApexClassId->ApexClass ApexLogId->ApexLog ApexTestRunResultId->ApexTestRunResult AsyncApexJobId->AsyncApexJob QueueItemId->ApexTestQueueItem MethodName Outcome Message:textarea StackTrace:textarea RunTime:int TestTimestamp:datetime IsTestSetup:boolean',
  },
  ApexCodeCoverage: {
    keyPrefix: '714',
    fields: `${COVERED} ApexTestClassId->ApexClass TestMethodName Coverage:complexvalue`,
  },
  ApexCodeCoverageAggregate: { keyPrefix: '715', fields: `${COVERED} Coverage:complexvalue` },
  ApexOrgWideCoverage: { keyPrefix: '716', fields: 'PercentCovered:int' },
  ApexTestSuite: { keyPrefix: '05F', fields: 'TestSuiteName' },
  TestSuiteMembership: { keyPrefix: '05G', fields: 'ApexClassId->ApexClass ApexTestSuiteId->ApexTestSuite' },
  DebugLevel: { keyPrefix: '7dl', fields: `DeveloperName Language MasterLabel ${LEVELS} ${AUDIT}`, isWritable: true },
  TraceFlag: {
    keyPrefix: '7tf',
    fields: `TracedEntityId->User,ApexClass,ApexTrigger DebugLevelId->DebugLevel LogType StartDate:datetime ExpirationDate:datetime ${LEVELS} ${AUDIT}`,
    isWritable: true,
  },
  CustomObject: { keyPrefix: '01I', fields: `DeveloperName NamespacePrefix Description:textarea ${AUDIT}` },
  CustomField: {
    keyPrefix: '00N',
    fields: `DeveloperName TableEnumOrId NamespacePrefix Description:textarea ${AUDIT}`,
  },
  ValidationRule: {
    keyPrefix: '03d',
    fields: `ValidationName EntityDefinitionId->EntityDefinition Active:boolean Description:textarea ErrorMessage ErrorDisplayField NamespacePrefix ${AUDIT}`,
  },
  FlowDefinition: {
    keyPrefix: '300',
    fields: `DeveloperName MasterLabel NamespacePrefix ActiveVersionId->Flow LatestVersionId->Flow ${AUDIT}`,
  },
  Flow: {
    keyPrefix: '301',
    fields: `MasterLabel DefinitionId->FlowDefinition Status ProcessType VersionNumber:int ApiVersion:double Description:textarea ${AUDIT}`,
  },
  LightningComponentBundle: {
    keyPrefix: '0Rb',
    fields: `DeveloperName MasterLabel NamespacePrefix ApiVersion:double IsExposed:boolean Description:textarea ${AUDIT}`,
  },
  Layout: { keyPrefix: '00h', fields: `Name TableEnumOrId NamespacePrefix ${AUDIT}` },
  SandboxProcess: {
    keyPrefix: '0GR',
    fields: `${SANDBOX} Status SandboxInfoId->SandboxInfo SandboxOrganization CopyProgress:int StartDate:datetime EndDate:datetime Features ${AUDIT}`,
  },
  SandboxInfo: { keyPrefix: '0GQ', fields: `${SANDBOX} IsSourceTrackingEnabled:boolean Features ${AUDIT}` },
  PackageLicense: {
    keyPrefix: '050',
    fields: 'NamespacePrefix Status AllowedLicenses:int UsedLicenses:int ExpirationDate:datetime',
  },
  SubscriberPackage: { keyPrefix: '033', fields: 'Name NamespacePrefix Description:textarea' },
  SubscriberPackageVersion: {
    keyPrefix: '04t',
    fields:
      'Name MajorVersion:int MinorVersion:int PatchVersion:int BuildNumber:int IsManaged:boolean IsBeta:boolean Package2ContainerOptions SubscriberPackageId->SubscriberPackage',
  },
  InstalledSubscriberPackage: {
    keyPrefix: '0A3',
    fields:
      'SubscriberPackageId->SubscriberPackage SubscriberPackageVersionId->SubscriberPackageVersion MinPackageVersionId->SubscriberPackageVersion',
  },
};

/** What a Tooling query may name: these objects, and all that the org has. */
export function toolingSchema(org: Schema): Schema {
  const own = Object.entries(TOOLING_TYPES).map(([name, type]) => typeOf(name, type));
  const names = new Set(own.map(({ name }) => name));
  const shared = [...org.types.values()].filter(({ name }) => !names.has(name));
  return createSchema(org.apiVersion, [...shared, ...own], new Map());
}

function typeOf(name: string, { keyPrefix, fields, isWritable = false }: ToolingType): SObjectType {
  const all = [ID_FIELD, ...fields.split(' ').map((spec) => fieldOf(spec, isWritable))];
  return {
    name,
    label: name.replace(/([a-z])([A-Z])/g, '$1 $2'),
    labelPlural: `${name.replace(/([a-z])([A-Z])/g, '$1 $2')}s`,
    keyPrefix,
    kind: 'standard',
    fields: new Map(all.map((field) => [field.name, field])),
    nameField: all.find(({ nameField }) => nameField),
    validationRules: [],
    recordTypes: [],
    sharingModel: 'ReadWrite',
    externalSharingModel: 'Private',
    createable: isWritable,
    updateable: isWritable,
    deletable: isWritable,
    queryable: true,
  };
}

const NAME_FIELDS: ReadonlySet<string> = new Set(['DeveloperName', 'Name', 'TestSuiteName', 'ValidationName']);
/** System fields that no client writes. */
const SYSTEM = /^(?:Created|LastModified|System)/;

function fieldOf(spec: string, isWritable: boolean): Field {
  const [name = '', type = 'string'] = spec.split(/->|:/);
  const rights = { createable: isWritable && !SYSTEM.test(name), updateable: isWritable && !SYSTEM.test(name) };
  if (!spec.includes('->'))
    return makeField({ name, type: type as FieldType, nameField: NAME_FIELDS.has(name), ...rights });
  return makeField({
    name,
    type: 'reference',
    length: 18,
    referenceTo: type.split(','),
    relationshipName: name.replace(/Id$/, ''),
    onParentDelete: 'setNull',
    ...rights,
  });
}
