// Metadata: custom metadata records that code puts together to deploy, and what a deployment would tell. Nothing is deployed:
// in tests the platform refuses it too, elsewhere the local org does. Source: Apex Reference Guide, Metadata namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { given, refuse } from './given.ts';

class MetadataBase extends Bean {}
class CustomMetadata extends Bean {}
class CustomMetadataValue extends Bean {}
class DeployResult extends Bean {}
class DeployDetails extends Bean {}
class DeployMessage extends Bean {}
class DeployCallbackContext {}

class DeployContainer {
  readonly items: Bean[] = [];
}

const listOf = (vm: Vm, name: string, items: ApexValue[] = []): ApexList =>
  new ApexList(vm.types.list(vm.types.native(name)), items);

const removeWhere = (self: DeployContainer, is: (one: Bean) => boolean): boolean => {
  const at = self.items.findIndex(is);
  if (at >= 0) self.items.splice(at, 1);
  return at >= 0;
};

const CONTAINER = nativeClass({
  name: 'Metadata.DeployContainer',
  js: DeployContainer,
  constructors: { 'DeployContainer()': () => new DeployContainer() },
  methods: {
    'void addMetadata(Metadata.Metadata item)': (vm, self: DeployContainer, item: Bean | null) =>
      void self.items.push(given(vm, item)),
    'List<Metadata.Metadata> getMetadata()': (vm, self: DeployContainer) =>
      listOf(vm, 'Metadata.Metadata', [...self.items]),
    'Boolean removeMetadata(Metadata.Metadata item)': (_vm, self: DeployContainer, item: Bean | null) =>
      removeWhere(self, (one) => one === item),
    'Boolean removeMetadataByFullName(String fullName)': (_vm, self: DeployContainer, name: string | null) =>
      removeWhere(self, (one) => one.get('fullName') === name),
  },
});

function enqueueDeployment(vm: Vm): never {
  if (vm.test) vm.raise('System.AsyncException', 'Metadata cannot be deployed from within a test');
  return refuse(vm, 'Metadata.Operations.enqueueDeployment');
}

const OPERATIONS = nativeClass({
  name: 'Metadata.Operations',
  statics: {
    'Id enqueueDeployment(Metadata.DeployContainer container, Metadata.DeployCallback callback)': enqueueDeployment,
    'List<Metadata.Metadata> retrieve(Metadata.MetadataType type, List<String> fullNames)': (vm) =>
      refuse(vm, 'Metadata.Operations.retrieve'),
  },
});

const enumOf = (name: string, ...values: string[]) => nativeClass({ name: `Metadata.${name}`, kind: 'enum', values });

export const METADATA: readonly NativeClass[] = [
  CONTAINER,
  OPERATIONS,
  nativeClass({
    name: 'Metadata.DeployCallback',
    kind: 'interface',
    abstract: ['void handleResult(Metadata.DeployResult result, Metadata.DeployCallbackContext context)'],
  }),
  nativeClass({
    name: 'Metadata.DeployCallbackContext',
    kind: 'virtual',
    js: DeployCallbackContext,
    constructors: { 'DeployCallbackContext()': () => new DeployCallbackContext() },
    methods: { 'Id getCallbackJobId()': () => null },
  }),
  beanClass('Metadata.Metadata', MetadataBase, ['String fullName'], { kind: 'abstract', isMadeByPlatform: true }),
  beanClass(
    'Metadata.CustomMetadata',
    CustomMetadata,
    [
      'String fullName',
      'String label',
      'String description',
      'Boolean protected_x',
      'List<Metadata.CustomMetadataValue> values',
    ],
    {
      extends: 'Metadata.Metadata',
      initial: (vm) => ({ values: listOf(vm, 'Metadata.CustomMetadataValue') }),
    },
  ),
  beanClass('Metadata.CustomMetadataValue', CustomMetadataValue, ['String field', 'Object value']),
  beanClass('Metadata.DeployResult', DeployResult, [
    'Id id',
    'Boolean done',
    'Boolean success',
    'Metadata.DeployStatus status',
    'Metadata.DeployDetails details',
    'String errorMessage',
    'Metadata.StatusCode errorStatusCode',
    'Boolean ignoreWarnings',
    'Boolean rollbackOnError',
    'Boolean runTestsEnabled',
    'Boolean checkOnly',
    'Integer numberComponentErrors',
    'Integer numberComponentsDeployed',
    'Integer numberComponentsTotal',
    'Integer numberTestErrors',
    'Integer numberTestsCompleted',
    'Integer numberTestsTotal',
    'String stateDetail',
    'String messages',
    'Id createdBy',
    'String createdByName',
    'Datetime createdDate',
    'Datetime startDate',
    'Datetime completedDate',
    'Datetime lastModifiedDate',
    'Id canceledBy',
    'String canceledByName',
  ]),
  beanClass(
    'Metadata.DeployDetails',
    DeployDetails,
    ['List<Metadata.DeployMessage> componentFailures', 'List<Metadata.DeployMessage> componentSuccesses'],
    {
      initial: (vm) => ({
        componentFailures: listOf(vm, 'Metadata.DeployMessage'),
        componentSuccesses: listOf(vm, 'Metadata.DeployMessage'),
      }),
    },
  ),
  beanClass('Metadata.DeployMessage', DeployMessage, [
    'Boolean changed',
    'Integer columnNumber',
    'String componentType',
    'Boolean created',
    'Datetime createdDate',
    'Boolean deleted',
    'String fileName',
    'String fullName',
    'String id',
    'Integer lineNumber',
    'String problem',
    'Metadata.DeployProblemType problemType',
    'Boolean success',
  ]),
  enumOf(
    'DeployStatus',
    'Pending',
    'InProgress',
    'Succeeded',
    'SucceededPartial',
    'Failed',
    'Canceling',
    'Canceled',
    'FinalizingDeploy',
    'FinalizingDeployFailed',
  ),
  enumOf('DeployProblemType', 'Error', 'Info', 'Warning'),
  enumOf('MetadataType', 'CustomMetadata', 'Layout'),
];
