// VisualEditor: choices that a component offers to whoever sets a page up. Source: Apex Reference Guide, VisualEditor namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';
import { given } from './given.ts';

class DataRow {
  label: string | null;
  value: ApexValue;
  isSelected: boolean;
  constructor(label: string | null, value: ApexValue, isSelected: boolean) {
    this.label = label;
    this.value = value;
    this.isSelected = isSelected;
  }
}

class Rows {
  readonly items: DataRow[] = [];
  containsAll = false;
}

class DesignTimePageContext extends Bean {}

const asList = (vm: Vm, items: readonly ApexValue[]): ApexList =>
  new ApexList(vm.types.list(vm.types.native('VisualEditor.DataRow')), [...items]);

const makeRows = (_vm: Vm, _type: unknown, list: ApexList | null = null, containsAll: boolean | null = null) => {
  const rows = new Rows();
  rows.items.push(...((list?.items ?? []) as DataRow[]));
  rows.containsAll = containsAll === true;
  return rows;
};

export const VISUAL_EDITOR: readonly NativeClass[] = [
  nativeClass({
    name: 'VisualEditor.DynamicPickList',
    kind: 'abstract',
    abstract: ['VisualEditor.DynamicPickListRows getValues()', 'VisualEditor.DataRow getDefaultValue()'],
    methods: {
      'Boolean isValid(Object value)': () => true,
      'String getLabel(Object value)': (_vm: Vm, _self: ApexValue, value: ApexValue) =>
        typeof value === 'string' ? value : null,
    },
  }),
  nativeClass({
    name: 'VisualEditor.DynamicPickListRows',
    js: Rows,
    constructors: {
      'DynamicPickListRows()': makeRows,
      'DynamicPickListRows(List<VisualEditor.DataRow> rows)': makeRows,
      'DynamicPickListRows(List<VisualEditor.DataRow> rows, Boolean containsAllRows)': makeRows,
    },
    methods: {
      'void addRow(VisualEditor.DataRow row)': (vm, self: Rows, row: DataRow | null) =>
        void self.items.push(given(vm, row)),
      'void addAllRows(List<VisualEditor.DataRow> rows)': (vm, self: Rows, rows: ApexList | null) =>
        void self.items.push(...(given(vm, rows).items as DataRow[])),
      'Boolean containsAllRows()': (_vm, self: Rows) => self.containsAll,
      'void setContainsAllRows(Boolean containsAllRows)': (_vm, self: Rows, all: boolean | null) =>
        void (self.containsAll = all === true),
      'VisualEditor.DataRow get(Integer index)': (vm, self: Rows, index: number) =>
        self.items[index] ?? vm.raise('System.ListException', `List index out of bounds: ${index}`),
      'List<VisualEditor.DataRow> getDataRows()': (vm, self: Rows) => asList(vm, self.items),
      'Integer size()': (_vm, self: Rows) => self.items.length,
      'void sort()': (_vm, self: Rows) =>
        void self.items.sort((a, b) => String(a.label).localeCompare(String(b.label), 'en')),
    },
  }),
  nativeClass({
    name: 'VisualEditor.DataRow',
    js: DataRow,
    constructors: {
      'DataRow(String label, Object value)': (_vm, _type, label: string | null, value: ApexValue) =>
        new DataRow(label, value, false),
      'DataRow(String label, Object value, Boolean selected)': (
        _vm,
        _type,
        label: string | null,
        value: ApexValue,
        selected: boolean | null,
      ) => new DataRow(label, value, selected === true),
    },
    methods: {
      'String getLabel()': (_vm, self: DataRow) => self.label,
      'Object getValue()': (_vm, self: DataRow) => self.value,
      'Boolean isSelected()': (_vm, self: DataRow) => self.isSelected,
      'void setLabel(String label)': (_vm, self: DataRow, label: string | null) => void (self.label = label),
      'void setValue(Object value)': (_vm, self: DataRow, value: ApexValue) => void (self.value = value),
      'void setSelected(Boolean selected)': (_vm, self: DataRow, selected: boolean | null) =>
        void (self.isSelected = selected === true),
      'Integer compareTo(VisualEditor.DataRow other)': (_vm, self: DataRow, other: DataRow) =>
        String(self.label).localeCompare(String(other.label), 'en'),
    },
  }),
  beanClass('VisualEditor.DesignTimePageContext', DesignTimePageContext, ['String entityName', 'String pageType']),
];
