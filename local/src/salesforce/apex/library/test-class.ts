// Test: what test code says about itself. Source: Apex Reference Guide, "Test Class".
import type { Value } from '../../schema/schema.ts';
import { deliverEvents, failEvents, TestEventBus } from '../async/deliveries.ts';
import { startTest, stopTest, testOf } from '../async/test-context.ts';
import { invoke } from '../invoke.ts';
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import { ApexDatetime, type ApexObject, type ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import { loadData } from './load-data.ts';
import { PackageEvent } from './small-classes.ts';
import { setCurrentPage, type PageReference } from './page-reference.ts';
import { toRestValue } from '../sobject/field-values.ts';
import { createStub } from './stubs.ts';
import type { TypeToken } from './type-token.ts';

function setMock(vm: Vm, type: TypeToken | null, mock: ApexObject | null): null {
  const { of } = given(vm, type);
  testOf(vm, 'setMock').mocks.set(of, given(vm, mock, 2));
  return null;
}

/** Source: Apex Reference Guide: the record must be there, and have a CreatedDate. */
function setCreatedDate(vm: Vm, id: string | null, date: ApexDatetime | null): null {
  testOf(vm, 'setCreatedDate');
  const key = given(vm, id);
  const type = [...vm.org.schema.types.values()].find(({ keyPrefix }) => keyPrefix === key.slice(0, 3));
  const row = type && vm.org.store.get(type.name, key);
  if (!type || !row) return vm.raise('System.UnexpectedException', `Test.setCreatedDate: there is no record ${key}`);
  vm.org.store.update(type.name, { ...row, CreatedDate: toRestValue(given(vm, date, 2)) as Value });
  return null;
}

/** Runs a package's install script as if the package had that version before; null: as if it were new. */
function testInstall(vm: Vm, handler: ApexObject | null, before: ApexValue, isPush: boolean | null = false): ApexValue {
  testOf(vm, 'testInstall');
  return invoke(vm, given(vm, handler), 'onInstall', [new PackageEvent(before, isPush === true)]);
}

const TEST = nativeClass({
  name: 'Test',
  statics: {
    'Object createStub(System.Type parentType, System.StubProvider stubProvider)': createStub,
    'Boolean isRunningTest()': (vm: Vm) => vm.test !== undefined,
    'void startTest()': (vm: Vm) => void startTest(vm),
    'void stopTest()': (vm: Vm) => void stopTest(vm),
    'void setMock(System.Type interfaceType, Object instance)': setMock,
    'void setFixedSearchResults(List<Id> fixedSearchResults)'(vm: Vm, ids: ApexList | null) {
      testOf(vm, 'setFixedSearchResults').fixedSearchResults = (ids?.items ?? []) as string[];
      return null;
    },
    'void setCurrentPage(PageReference page)': (vm: Vm, page: PageReference | null) => void setCurrentPage(vm, page),
    'void setCurrentPageReference(PageReference page)': (vm: Vm, page: PageReference | null) =>
      void setCurrentPage(vm, page),
    'List<SObject> loadData(Schema.SObjectType type, String resourceName)': loadData,
    'Id getStandardPricebookId()'(vm: Vm) {
      testOf(vm, 'getStandardPricebookId');
      for (const book of vm.org.store.all('Pricebook2')) if (book['IsStandard'] === true) return book['Id'];
      return null;
    },
    'void setCreatedDate(Id recordId, Datetime createdDatetime)': setCreatedDate,
    'void setReadOnlyApplicationMode(Boolean applicationMode)': (vm: Vm, isReadOnly: boolean | null) =>
      void (testOf(vm, 'setReadOnlyApplicationMode').isReadOnlyApplication = isReadOnly === true),
    'EventBus.TestBroker getEventBus()': (vm: Vm) => {
      testOf(vm, 'getEventBus');
      return new TestEventBus();
    },
    /** Groups of permission sets are worked out whenever they are asked for here, so there is nothing to calculate. */
    'void calculatePermissionSetGroup(String psgId)': (vm: Vm, id: string | null) => void given(vm, id),
    'void calculatePermissionSetGroup(List<String> psgIds)': (vm: Vm, ids: ApexList | null) => void given(vm, ids),
    'void enableChangeDataCapture()': (vm: Vm) => refuse(vm, 'Test.enableChangeDataCapture'),
    'HttpResponse invokeContinuationMethod(Object controller, Object request)': (vm: Vm) =>
      refuse(vm, 'Test.invokeContinuationMethod'),
    'void setContinuationResponse(String label, HttpResponse response)': (vm: Vm) =>
      refuse(vm, 'Test.setContinuationResponse'),
    'void testInstall(InstallHandler handler, Version version)': testInstall,
    'void testInstall(InstallHandler handler, Version version, Boolean isPush)': testInstall,
    'void testUninstall(UninstallHandler handler)': (vm: Vm, handler: ApexObject | null) => {
      testOf(vm, 'testUninstall');
      return invoke(vm, given(vm, handler), 'onUninstall', [new PackageEvent(null, false)]);
    },
    'List<Id> enqueueBatchJobs(Integer count)': (vm: Vm) => refuse(vm, 'Test.enqueueBatchJobs'),
    'List<Id> getFlexQueueOrder()': (vm: Vm) => refuse(vm, 'Test.getFlexQueueOrder'),
    'void clearApexPageMessages()': () => null,
  },
});

const TEST_BROKER = nativeClass({
  name: 'EventBus.TestBroker',
  js: TestEventBus,
  methods: {
    'void deliver()': (vm: Vm) => void deliverEvents(vm),
    'void fail()': (vm: Vm) => void failEvents(vm),
  },
});

export const TESTING: readonly NativeClass[] = [TEST, TEST_BROKER];
