// Process.Plugin: Apex that old flows called. The classes hold what such code is handed and gives; flows here do not call it.
// Source: Apex Reference Guide, Process namespace.
import { nativeClass, type NativeClass } from '../native.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { Bean, beanClass } from './bean.ts';

class PluginRequest extends Bean {}
class PluginResult extends Bean {}
class DescribeResult extends Bean {}
class InputParameter extends Bean {}
class OutputParameter extends Bean {}

const RESULT = 'Process.PluginDescribeResult';

const listOf = (vm: Vm, name: string): ApexList => new ApexList(vm.types.list(vm.types.native(name)), []);

/** Values by position under the names given. */
function made(make: new () => Bean, names: readonly string[]) {
  return (_vm: Vm, _type: unknown, ...values: ApexValue[]) => {
    const bean = new make();
    for (const [index, name] of names.entries()) bean.values[name] = values[index] ?? null;
    return bean;
  };
}

const PARAMETER = ['String Name', 'String Description', `${RESULT}.ParameterType ParameterType`];

export const PROCESS: readonly NativeClass[] = [
  nativeClass({
    name: 'Process.Plugin',
    kind: 'interface',
    abstract: [`Process.PluginResult invoke(Process.PluginRequest request)`, `${RESULT} describe()`],
  }),
  beanClass('Process.PluginRequest', PluginRequest, ['Map<String, Object> inputParameters'], {
    constructors: {
      'PluginRequest(Map<String, Object> inputParameters)': made(PluginRequest, ['inputParameters']),
    },
  }),
  beanClass('Process.PluginResult', PluginResult, ['Map<String, Object> outputParameters'], {
    initial: (vm) => ({ outputParameters: new ApexMap(vm.types.map(vm.types.string, vm.types.object)) }),
    constructors: {
      'PluginResult(Map<String, Object> outputParameters)': made(PluginResult, ['outputParameters']),
      'PluginResult(String name, Object value)': (vm: Vm, _type, name: string, value: ApexValue) => {
        const outputs = new ApexMap(vm.types.map(vm.types.string, vm.types.object));
        outputs.entries.set(name, { key: name, value });
        return made(PluginResult, ['outputParameters'])(vm, _type, outputs);
      },
    },
  }),
  beanClass(
    RESULT,
    DescribeResult,
    [
      'String Name',
      'String Description',
      'String Tag',
      `List<${RESULT}.InputParameter> InputParameters`,
      `List<${RESULT}.OutputParameter> OutputParameters`,
    ],
    {
      initial: (vm) => ({
        InputParameters: listOf(vm, `${RESULT}.InputParameter`),
        OutputParameters: listOf(vm, `${RESULT}.OutputParameter`),
      }),
    },
  ),
  beanClass(`${RESULT}.InputParameter`, InputParameter, [...PARAMETER, 'Boolean Required'], {
    isMadeByPlatform: true,
    constructors: {
      [`InputParameter(String name, String description, ${RESULT}.ParameterType type, Boolean required)`]: made(
        InputParameter,
        ['Name', 'Description', 'ParameterType', 'Required'],
      ),
      [`InputParameter(String name, ${RESULT}.ParameterType type, Boolean required)`]: made(InputParameter, [
        'Name',
        'ParameterType',
        'Required',
      ]),
    },
  }),
  beanClass(`${RESULT}.OutputParameter`, OutputParameter, PARAMETER, {
    isMadeByPlatform: true,
    constructors: {
      [`OutputParameter(String name, String description, ${RESULT}.ParameterType type)`]: made(OutputParameter, [
        'Name',
        'Description',
        'ParameterType',
      ]),
      [`OutputParameter(String name, ${RESULT}.ParameterType type)`]: made(OutputParameter, ['Name', 'ParameterType']),
    },
  }),
  nativeClass({
    name: `${RESULT}.ParameterType`,
    kind: 'enum',
    values: ['BOOLEAN', 'DATE', 'DATETIME', 'DECIMAL', 'DOUBLE', 'FLOAT', 'ID', 'INTEGER', 'LONG', 'STRING'],
  }),
];
