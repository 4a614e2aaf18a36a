// Static methods of sObject types: `Account.getSObjectType()`, and those of custom settings and custom metadata.
import { allByName, byNameOrId, instanceFor, isHierarchy, orgDefaults, valuesOf } from '../sobject/settings.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { typeToken } from '../sobject/tokens.ts';
import type { SObjectType } from '../../schema/schema.ts';
import type { Node } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { noSuchMethod } from './calls.ts';
import type { Arguments } from './arguments.ts';
import { marker, type Expression, type Scope } from './scope.ts';

interface StaticMethod {
  readonly returns: (type: ApexType, scope: Scope) => ApexType;
  readonly run: (vm: Vm, type: SObjectType, argument: string | null) => ApexValue;
  readonly parameterCounts: readonly number[];
}

const own = (type: ApexType): ApexType => type;
const mapOfOwn = (type: ApexType, scope: Scope): ApexType => scope.types.map(scope.types.string, type);

const ANY: Readonly<Record<string, StaticMethod>> = {
  getsobjecttype: {
    returns: (_type, scope) => scope.types.native('Schema.SObjectType'),
    run: (_vm, type) => typeToken(type),
    parameterCounts: [0],
  },
};

const BY_NAME: Readonly<Record<string, StaticMethod>> = {
  ...ANY,
  getall: { returns: mapOfOwn, run: allByName, parameterCounts: [0] },
  getinstance: { returns: own, run: byNameOrId, parameterCounts: [1] },
  getvalues: { returns: own, run: byNameOrId, parameterCounts: [1] },
};

const HIERARCHY: Readonly<Record<string, StaticMethod>> = {
  ...ANY,
  getinstance: { returns: own, run: instanceFor, parameterCounts: [0, 1] },
  getvalues: { returns: own, run: valuesOf, parameterCounts: [1] },
  getorgdefaults: { returns: own, run: orgDefaults, parameterCounts: [0] },
};

/** Until this version the default record of an organisation without one is null. Source: Apex Reference Guide, "getOrgDefaults()". */
const DEFAULTS_NULL_UNTIL = 21;

function methodsOf(type: SObjectType, scope: Scope): Readonly<Record<string, StaticMethod>> {
  if (type.kind === 'customMetadata') return BY_NAME;
  if (type.kind === 'customSetting') return isHierarchy(scope, type) ? HIERARCHY : BY_NAME;
  return ANY;
}

/** @throws ApexCompileError the type has no such static method */
export function compileSObjectStatic(
  type: ApexType,
  name: string,
  args: Arguments,
  scope: Scope,
  node: Node,
): Expression {
  const { sobject } = type;
  const method = sobject && methodsOf(sobject, scope)[name.toLowerCase()];
  if (!sobject || !method?.parameterCounts.includes(args.expressions.length))
    throw scope.wrong(node, noSuchMethod(name, args, type));
  const [argument] = args.expressions;
  const at = marker(node);
  const isOld = sobject.kind === 'customSetting' && scope.cls.unit.apiVersion <= DEFAULTS_NULL_UNTIL;
  return {
    type: method.returns(type, scope),
    evaluate(frame) {
      const given = argument ? (argument.evaluate(frame) as string | null) : null;
      at(frame);
      const found = method.run(frame.vm, sobject, given);
      return isOld && found instanceof SObjectValue && found.id === null ? null : found;
    },
  };
}
