// `new`: instances, collections, sObjects.
import type {
  ArrayCreatorRestContext,
  CreatorContext,
  ExpressionContext,
  IdCreatedNamePairContext,
  NewExpressionContext,
} from '@apexdevtools/apex-parser';
import { refuseUnsupported } from '../program.ts';
import type { Node, Optional } from '../syntax.ts';
import type { ApexType } from '../types.ts';
import { keyOf } from '../equality.ts';
import { ApexList, ApexMap, ApexSet } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { compileArguments, converted } from './arguments.ts';
import { noSuchMethod } from './calls.ts';
import { chooseConstructor, instantiate } from './construction.ts';
import { convert } from './convert.ts';
import { compileExpression } from './expressions.ts';
import { compileNewSObject } from './new-sobject.ts';
import { chooseOverload } from './overloads.ts';
import { marker, type Expression, type Scope } from './scope.ts';

export function compileNew(node: NewExpressionContext, scope: Scope): Expression {
  const creator = node.creator();
  const type = createdType(creator, scope);
  const rest = {
    call: creator.classCreatorRest() as Optional<ReturnType<CreatorContext['classCreatorRest']>>,
    array: creator.arrayCreatorRest() as Optional<ArrayCreatorRestContext>,
    map: creator.mapCreatorRest() as Optional<ReturnType<CreatorContext['mapCreatorRest']>>,
    set: creator.setCreatorRest() as Optional<ReturnType<CreatorContext['setCreatorRest']>>,
  };
  if (rest.call) return compileConstruction(type, rest.call.arguments(), scope, node);
  if (rest.array) return compileArray(scope.types.list(type), rest.array, scope);
  if (rest.map) {
    const pairs = rest.map
      .mapCreatorRestPair_list()
      .map((pair) => pair.expression_list() as [ExpressionContext, ExpressionContext]);
    return compileMap(type, pairs, scope);
  }
  const items = rest.set?.expression_list() ?? [];
  if (type.is('List')) return compileList(type, items, scope);
  if (type.is('Set')) return compileSet(type, items, scope);
  if (type.is('Map') && !items.length) return compileMap(type, [], scope);
  throw scope.wrong(node, `Invalid initializer for ${type.name}`);
}

/** The type that `new` names: `List<Account>`, `Outer.Inner`. */
function createdType(creator: CreatorContext, scope: Scope): ApexType {
  const pairs = creator.createdName().idCreatedNamePair_list();
  const written = pairs.map((pair) => pair.anyId().getText()).join('.');
  const type = scope.program.typeNamed(written, scope.cls);
  if (!type) throw scope.wrong(creator, `Invalid type: ${written}`);
  refuseUnsupported(type, scope.cls.unit, creator);
  const args = pairs.at(-1)!.typeList() as Optional<ReturnType<IdCreatedNamePairContext['typeList']>>;
  return scope.types.withArguments(
    type,
    args?.typeRef_list().map((one) => scope.program.resolveType(one, scope.cls)) ?? [],
  );
}

type ArgumentsTree = ReturnType<ReturnType<CreatorContext['classCreatorRest']>['arguments']>;

function compileConstruction(type: ApexType, tree: ArgumentsTree, scope: Scope, node: Node): Expression {
  if (type.kind === 'sobject') return compileNewSObject(type, tree, scope, node);
  const args = compileArguments(tree, scope);
  const at = marker(node);
  if (type.user) {
    const cls = type.user;
    if (cls.kind !== 'class' || cls.modifiers.words.has('abstract'))
      throw scope.wrong(node, `Abstract class cannot be constructed: ${type.name}`);
    const constructor = chooseConstructor(cls, args, scope, node);
    const values = converted(
      args,
      constructor?.parameters.map((one) => one.type) ?? args.expressions.map((one) => one.type),
      scope,
    );
    return {
      type,
      evaluate(frame) {
        const given = values(frame);
        at(frame);
        return instantiate(frame.vm, cls, constructor, given);
      },
    };
  }
  const candidates = (type.native?.constructors ?? []).map((member) => ({
    call: member.call as unknown as (vm: Vm, type: ApexType, ...values: ApexValue[]) => ApexValue,
    parameters: member.parameters.map((written) => scope.types.ofSignature(written, type)),
  }));
  const found = chooseOverload(candidates, ({ parameters }) => parameters, args.expressions, scope.types);
  if (!found) throw scope.wrong(node, noSuchMethod('<Constructor>', args, type));
  const values = converted(args, found.parameters, scope);
  return {
    type,
    evaluate(frame) {
      const given = values(frame);
      at(frame);
      return found.call(frame.vm, type, ...given);
    },
  };
}

/** `new Integer[3]`, `new List<String>[2]` and `new String[] { 'a' }`. */
function compileArray(type: ApexType, rest: ArrayCreatorRestContext, scope: Scope): Expression {
  const size = rest.expression() as Optional<ExpressionContext>;
  if (!size) {
    const items = rest.arrayInitializer() as Optional<ReturnType<ArrayCreatorRestContext['arrayInitializer']>>;
    return compileList(type, items?.expression_list() ?? [], scope);
  }
  const length = convert(compileExpression(size, scope), scope.types.integer, scope, size);
  return {
    type,
    evaluate(frame) {
      const count = frame.vm.notNull(length.evaluate(frame) as number | null);
      return new ApexList(type, new Array<ApexValue>(count).fill(null));
    },
  };
}

function compileItems(nodes: readonly ExpressionContext[], type: ApexType, scope: Scope) {
  return nodes.map((node) => convert(compileExpression(node, scope), type, scope, node).evaluate);
}

function compileList(type: ApexType, nodes: readonly ExpressionContext[], scope: Scope): Expression {
  const items = compileItems(nodes, type.args[0]!, scope);
  return {
    type,
    evaluate: (frame) =>
      new ApexList(
        type,
        items.map((evaluate) => evaluate(frame)),
      ),
  };
}

function compileSet(type: ApexType, nodes: readonly ExpressionContext[], scope: Scope): Expression {
  const items = compileItems(nodes, type.args[0]!, scope);
  return {
    type,
    evaluate(frame) {
      const set = new ApexSet(type);
      for (const evaluate of items) {
        const value = evaluate(frame);
        set.entries.set(keyOf(value, frame.vm), value);
      }
      return set;
    },
  };
}

function compileMap(
  type: ApexType,
  pairs: readonly [ExpressionContext, ExpressionContext][],
  scope: Scope,
): Expression {
  const keys = compileItems(
    pairs.map(([key]) => key),
    type.args[0]!,
    scope,
  );
  const values = compileItems(
    pairs.map(([, value]) => value),
    type.args[1]!,
    scope,
  );
  return {
    type,
    evaluate(frame) {
      const map = new ApexMap(type);
      for (const [index, evaluate] of keys.entries()) {
        const key = evaluate(frame);
        map.entries.set(keyOf(key, frame.vm), { key, value: values[index]!(frame) });
      }
      return map;
    },
  };
}
