// ApexPages: the page's messages and the standard controllers. Source: Apex Reference Guide, ApexPages namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { performDml } from '../sobject/dml.ts';
import type { SObjectValue } from '../sobject/sobject-value.ts';
import { currentAccess } from '../sobject/access.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexObject, ApexValue, EnumValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import { currentPage, PageReference } from './page-reference.ts';

class PageMessage {
  readonly severity: EnumValue;
  readonly summary: string | null;
  readonly detail: string | null;
  readonly componentId: string | null;
  constructor(severity: EnumValue, summary: string | null, detail: string | null, componentId: string | null) {
    this.severity = severity;
    this.summary = summary;
    this.detail = detail;
    this.componentId = componentId;
  }
}

const messages = (): PageMessage[] => [];

export function addPageMessage(
  vm: Vm,
  severity: 'CONFIRM' | 'ERROR' | 'FATAL' | 'INFO' | 'WARNING',
  text: string | null,
): void {
  const value = vm.types.enumValue(vm.types.native('ApexPages.Severity'), severity)!;
  vm.keep(messages, messages).push(new PageMessage(value, text, null, null));
}

const make = (vm: Vm, _type: unknown, severity: EnumValue | null, ...texts: (string | null)[]) => {
  const [summary = null, detail = null, id = null] = texts;
  return new PageMessage(given(vm, severity), summary, detail, id);
};

const MESSAGE = nativeClass({
  name: 'ApexPages.Message',
  js: PageMessage,
  constructors: {
    'Message(ApexPages.Severity severity, String summary)': make,
    'Message(ApexPages.Severity severity, String summary, String detail)': make,
    'Message(ApexPages.Severity severity, String summary, String detail, String id)': make,
  },
  methods: {
    'ApexPages.Severity getSeverity()': (_vm, self: PageMessage) => self.severity,
    'String getSummary()': (_vm, self: PageMessage) => self.summary,
    'String getDetail()': (_vm, self: PageMessage) => self.detail ?? self.summary,
    'String getComponentLabel()': (_vm, self: PageMessage) => self.componentId,
    'String toString()': (_vm, self: PageMessage) =>
      `ApexPages.Message["${self.summary ?? ''}","${self.detail ?? ''}"]`, // (unconfirmed)
  },
});

const PAGES = nativeClass({
  name: 'ApexPages',
  statics: {
    'void addMessage(ApexPages.Message message)': (vm: Vm, message: PageMessage | null) =>
      void vm.keep(messages, messages).push(given(vm, message)),
    'void addMessages(Exception thrown)': (vm: Vm, thrown: ApexObject | null) =>
      addPageMessage(vm, 'ERROR', given(vm, thrown).facts?.message ?? null),
    'PageReference currentPage()': currentPage,
    'List<ApexPages.Message> getMessages()': (vm: Vm) =>
      new ApexList(vm.types.list(vm.types.native('ApexPages.Message')), [...vm.keep(messages, messages)]),
    'Boolean hasMessages()': (vm: Vm) => vm.keep(messages, messages).length > 0,
    'Boolean hasMessages(ApexPages.Severity severity)': (vm: Vm, severity: EnumValue | null) =>
      vm.keep(messages, messages).some((message) => message.severity === severity),
  },
});

class StandardController {
  readonly record: SObjectValue;
  constructor(record: SObjectValue) {
    this.record = record;
  }
}

const pageOf = (vm: Vm, { record }: StandardController, rest = '') =>
  new PageReference(vm, `/${record.id ?? ''}${rest}`);

const STANDARD = nativeClass({
  name: 'ApexPages.StandardController',
  js: StandardController,
  constructors: {
    'StandardController(SObject record)': (vm: Vm, _type, record: SObjectValue | null) =>
      new StandardController(given(vm, record)),
  },
  methods: {
    'String getId()': (_vm, { record }: StandardController) => record.id,
    'SObject getRecord()': (_vm, { record }: StandardController) => record,
    'PageReference save()': (vm, self: StandardController) => {
      performDml(vm, self.record.id === null ? 'insert' : 'update', [self.record], {
        allOrNone: true,
        access: currentAccess(vm),
      });
      return pageOf(vm, self);
    },
    'PageReference delete()': (vm, self: StandardController) => {
      performDml(vm, 'delete', [self.record], { allOrNone: true, access: currentAccess(vm) });
      return new PageReference(vm, '/');
    },
    'PageReference view()': (vm, self: StandardController) => pageOf(vm, self),
    'PageReference edit()': (vm, self: StandardController) => pageOf(vm, self, '/e'),
    'PageReference cancel()': (vm, self: StandardController) => pageOf(vm, self),
    /** In tests it does nothing but refuse nothing: fields are there as code set them. */
    'void addFields(List<String> fieldNames)': () => null,
    'void reset()': () => null,
  },
});

class StandardSetController {
  readonly records: readonly SObjectValue[];
  selected: ApexList;
  pageSize = 20;
  pageNumber = 1;
  constructor(list: ApexList) {
    this.records = list.items as SObjectValue[];
    this.selected = new ApexList(list.type, []);
  }

  get lastPage(): number {
    return Math.max(1, Math.ceil(this.records.length / this.pageSize));
  }
}

function goTo(self: StandardSetController, page: number): null {
  self.pageNumber = Math.min(Math.max(1, page), self.lastPage);
  return null;
}

function makeSet(vm: Vm, _type: unknown, given: ApexValue): StandardSetController {
  if (given instanceof ApexList) return new StandardSetController(given);
  const rows = (given as { readonly rows?: readonly ApexValue[] } | null)?.rows;
  if (!rows) return refuse(vm, 'ApexPages.StandardSetController of this query locator');
  return new StandardSetController(new ApexList(vm.types.list(vm.types.sobjectBase), [...rows]));
}

const SET = nativeClass({
  name: 'ApexPages.StandardSetController',
  js: StandardSetController,
  constructors: {
    'StandardSetController(List<SObject> records)': makeSet,
    'StandardSetController(Database.QueryLocator locator)': makeSet,
  },
  methods: {
    'List<SObject> getRecords()': (_vm, self: StandardSetController) => {
      const start = (self.pageNumber - 1) * self.pageSize;
      return new ApexList(self.selected.type, self.records.slice(start, start + self.pageSize));
    },
    'SObject getRecord()': (_vm, self: StandardSetController) => self.records[0] ?? null,
    'Integer getResultSize()': (_vm, self: StandardSetController) => self.records.length,
    'Boolean getCompleteResult()': () => true,
    'Integer getPageSize()': (_vm, self: StandardSetController) => self.pageSize,
    'void setPageSize(Integer size)': (vm, self: StandardSetController, size: number | null) =>
      void (self.pageSize = given(vm, size)),
    'Integer getPageNumber()': (_vm, self: StandardSetController) => self.pageNumber,
    'void setPageNumber(Integer page)': (vm, self: StandardSetController, page: number | null) =>
      goTo(self, given(vm, page)),
    'void next()': (_vm, self: StandardSetController) => goTo(self, self.pageNumber + 1),
    'void previous()': (_vm, self: StandardSetController) => goTo(self, self.pageNumber - 1),
    'void first()': (_vm, self: StandardSetController) => goTo(self, 1),
    'void last()': (_vm, self: StandardSetController) => goTo(self, self.lastPage),
    'Boolean getHasNext()': (_vm, self: StandardSetController) => self.pageNumber < self.lastPage,
    'Boolean getHasPrevious()': (_vm, self: StandardSetController) => self.pageNumber > 1,
    'List<SObject> getSelected()': (_vm, self: StandardSetController) => self.selected,
    'void setSelected(List<SObject> records)': (vm, self: StandardSetController, records: ApexList | null) =>
      void (self.selected = given(vm, records)),
    'void addFields(List<String> fieldNames)': () => null,
    'void reset()': () => null,
    'PageReference cancel()': (vm) => new PageReference(vm, '/'),
    'PageReference save()': (vm, self: StandardSetController) => {
      performDml(vm, 'update', self.records, { allOrNone: true, access: currentAccess(vm) });
      return new PageReference(vm, '/');
    },
  },
});

export const APEX_PAGES: readonly NativeClass[] = [
  nativeClass({
    name: 'ApexPages.Severity',
    kind: 'enum',
    values: ['CONFIRM', 'ERROR', 'FATAL', 'INFO', 'WARNING'],
  }),
  MESSAGE,
  PAGES,
  STANDARD,
  SET,
  nativeClass({ name: 'ApexPages.Component', unsupported: 'Visualforce is not rendered' }),
];
