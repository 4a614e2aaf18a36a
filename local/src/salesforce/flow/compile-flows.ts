// A project's flows → executable graphs. Everything is resolved here: elements, names, types, other flows; what cannot be
// executed is refused with file and line before any record is saved.
import type { Project } from '../metadata/project.ts';
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { Schema } from '../schema/schema.ts';
import { compileAssignment } from './assignments.ts';
import { connectorTarget, END, refuseElement, type Compilation, type NodeCompiler } from './compilation.ts';
import {
  actionIn,
  compileAction,
  compileCreate,
  compileDelete,
  compileLookup,
  compileUpdate,
  lookupType,
} from './data-elements.ts';
import {
  compileCollectionProcessor,
  compileCustomError,
  compileDecision,
  compileLoop,
  compileSubflow,
  loopItemType,
  mapOutputType,
} from './elements.ts';
import type { FindAction, Flow, FlowBody, FlowVariable, Node, Target, Trigger } from './flow.ts';
import { formulaOperand, operandAs, textOperand } from './operands.ts';
import { operandAt, type Names, type Operand, type Resource } from './references.ts';
import { booleanIn, expectChildren } from './source.ts';
import { compileTrigger, startKind, UNTRIGGERED, type StartKind } from './trigger.ts';
import { describeType, scalar, type FlowType, type FlowValue, type ItemType, type ScalarType } from './values.ts';

export interface FlowSources {
  readonly schema: Schema;
  /** Text of a custom label; undefined: no such label. */
  label(name: string): string | undefined;
  /** Actions that other engines offer; none when left out. */
  readonly findAction?: FindAction;
}

const refused = (what: string) => refuseElement(`${what} not executed by the local org`);

/** Elements that an interview can stand at. */
const NODES: Readonly<Record<string, NodeCompiler>> = {
  actionCalls: compileAction,
  apexPluginCalls: refused('is'),
  assignments: compileAssignment,
  collectionProcessors: compileCollectionProcessor,
  customErrors: compileCustomError,
  decisions: compileDecision,
  ends: (_, element) => ({ ...endNode(element) }),
  experiments: refused('is'),
  loops: compileLoop,
  orchestratedStages: refused('is'),
  recordCreates: compileCreate,
  recordDeletes: compileDelete,
  recordLookups: compileLookup,
  recordRollbacks: refused('belongs to screen flows and is'),
  recordUpdates: compileUpdate,
  screens: refused('cannot run without a person and is'),
  steps: refused('is'),
  subflows: compileSubflow,
  transforms: refused('is'),
  waits: refused('pauses the interview, which is'),
};

function endNode(element: XmlElement): Node {
  const name = requiredText(element, 'name');
  return { name, label: name, position: element.position, rank: 0, targets: [], kind: 'plain', pass: () => END };
}

/** Named things that are no elements. */
const RESOURCES: ReadonlySet<string> = new Set(['constants', 'formulas', 'textTemplates', 'variables']);

/** Facts about the flow, and what concerns only its picture or its author. */
const HEADER: ReadonlySet<string> = new Set([
  'apiVersion',
  'areMetricsLoggedToDataCloud',
  'customProperties',
  'description',
  'environments',
  'interviewLabel',
  'isAdditionalPermissionRequiredToRun',
  'isOverridable',
  'isTemplate',
  'label',
  'migratedFromWorkflowRuleName',
  'overriddenFlow',
  'processMetadataValues',
  'processType',
  'runInMode',
  'sourceTemplate',
  'start',
  'startElementReference',
  'status',
  'timeZoneSidKey',
  'triggerOrder',
]);

const NOT_TRIGGERED_YET_RUNNING = 'is active and not executed by the local org';

/**
 * Compiles the flows of a project. Screen flows, flows that are not active, and flows without a trigger that use what the local
 * org does not execute are carried along, not executed.
 * @throws SourceError a flow is wrong: syntax, names, types
 * @throws UnsupportedMetadata a flow that saves start uses what the local org does not execute
 */
export function compileFlows(project: Project, sources: FlowSources): Flow[] {
  const bodies = new Map<string, FlowBody>();
  const components = project.ofType('Flow').filter(({ xml }) => xml !== undefined);
  const roots = new Map(components.map(({ fullName, xml }) => [fullName, xml!]));
  const callable = (name: string, element: XmlElement): FlowBody => {
    const root = roots.get(name);
    const why = root ? carriedBecause(root) : 'does not exist';
    if (!root || why !== undefined) throw new SourceError(element.position, `flow ${name} ${why}`);
    if (startKind(child(root, 'start'), (type) => sources.schema.type(type)).kind !== 'none')
      throw new SourceError(element.position, `flow ${name} is triggered by records and cannot be a subflow`);
    return bodies.get(name) ?? compileFlow(name, root, sources, callable, bodies).body;
  };
  return components.map(({ fullName, xml }): Flow => {
    const why = carriedBecause(xml!);
    if (why !== undefined) return { kind: 'carried', name: fullName, position: xml!.position, why };
    const known = bodies.get(fullName);
    if (known) return { ...known, kind: 'executable', trigger: undefined };
    try {
      const { body, trigger } = compileFlow(fullName, xml!, sources, callable, bodies);
      return { ...body, kind: 'executable', trigger };
    } catch (error) {
      // Nothing but another flow or a client starts it: whoever does is told why it cannot run.
      const isUntriggered = UNTRIGGERED.has(textOf(child(xml!, 'start') ?? xml!, 'triggerType'));
      if (!(error instanceof UnsupportedMetadata) || !isUntriggered) throw error;
      return { kind: 'carried', name: fullName, position: xml!.position, why: `cannot be executed: ${error.message}` };
    }
  });
}

/** Process Builder: on a record's change, or on an event that a save may publish. */
const STARTED_BY_SAVES: ReadonlySet<string> = new Set(['Workflow', 'CustomEvent']);

/** Why a flow is not executed although it is there; undefined when it is. */
function carriedBecause(root: XmlElement): string | undefined {
  const status = textOf(root, 'status') ?? 'Draft';
  if (status !== 'Active') return `is not active (status ${status})`;
  const process = textOf(root, 'processType');
  if (process === 'AutoLaunchedFlow') return undefined;
  if (process === undefined || STARTED_BY_SAVES.has(process))
    throw new UnsupportedMetadata(root.position, `process type ${process ?? '(none)'} ${NOT_TRIGGERED_YET_RUNNING}`);
  return process === 'Flow' ? 'is a screen flow' : `has process type ${process}, which nothing here starts`;
}

interface CompiledFlow {
  readonly body: FlowBody;
  readonly trigger: Trigger | undefined;
}

type FindFlow = (name: string, element: XmlElement) => FlowBody;

function compileFlow(
  name: string,
  root: XmlElement,
  sources: FlowSources,
  callable: FindFlow,
  bodies: Map<string, FlowBody>,
): CompiledFlow {
  const start = child(root, 'start');
  const kind = startKind(start, (type) => sources.schema.type(type));
  const elements = new Map<string, XmlElement>();
  for (const element of root.children) {
    if (HEADER.has(element.name)) continue;
    if (!RESOURCES.has(element.name) && !Object.hasOwn(NODES, element.name))
      throw new UnsupportedMetadata(element.position, `<${element.name}> is not executed by the local org`);
    const own = requiredText(element, 'name');
    if (elements.has(own)) throw new SourceError(element.position, `two things in this flow are called ${own}`);
    elements.set(own, element);
  }

  const targets = new Map<string, Target>();
  const targetNamed = (target: string, owner: XmlElement): Target => {
    const element = elements.get(target);
    if (!element || !Object.hasOwn(NODES, element.name))
      throw new SourceError(owner.position, `a connector leads to ${target}, which does not exist`);
    let known = targets.get(target);
    if (!known) targets.set(target, (known = { node: undefined }));
    return known;
  };

  const variables = new Map<string, FlowVariable>();
  const compilation: Compilation = {
    flowName: name,
    moment: kind.kind === 'record' ? kind.moment : undefined,
    findAction: sources.findAction ?? (() => undefined),
    flow: callable,
    names: namesOf(sources, kind, elements, () => compilation),
    target: (owner, connector) => {
      const target = connectorTarget(owner, connector);
      return target === undefined ? END : targetNamed(target, owner);
    },
  };

  const startTarget = startOf(root, start, compilation, targetNamed);
  const label = requiredText(root, 'label');
  const body: FlowBody = { name, label, position: root.position, start: startTarget, variables };
  bodies.set(name, body); // before the elements: a flow may start itself
  try {
    return { body, trigger: compileContents() };
  } catch (error) {
    bodies.delete(name);
    throw error;
  }

  function compileContents(): Trigger | undefined {
    for (const element of childrenOf(root, 'variables')) {
      const variable = compileVariable(compilation, element);
      variables.set(variable.name, variable);
    }
    for (const element of elements.values())
      if (RESOURCES.has(element.name)) compilation.names.resource(requiredText(element, 'name'), element.position);
    for (const element of elements.values()) {
      const compile = Object.hasOwn(NODES, element.name) ? NODES[element.name] : undefined;
      if (compile) targetNamed(requiredText(element, 'name'), element).node = compile(compilation, element);
    }
    const trigger = kind.kind === 'record' ? compileTrigger(compilation, start!, kind, triggerOrder(root)) : undefined;
    for (const from of [startTarget, ...(trigger?.asynchronous ?? [])]) rankFrom(from);
    return trigger;
  }
}

function startOf(
  root: XmlElement,
  start: XmlElement | undefined,
  compilation: Compilation,
  targetNamed: (target: string, owner: XmlElement) => Target,
): Target {
  const old = textOf(root, 'startElementReference');
  if (old !== undefined) return targetNamed(old, root);
  if (!start) throw new SourceError(root.position, 'the flow has no <start>');
  return compilation.target(start, 'connector');
}

/** Flows with an order come before those without. Salesforce Help, "Flow Trigger Explorer": 1 to 2,000. */
function triggerOrder(root: XmlElement): number {
  const text = textOf(root, 'triggerOrder');
  if (text === undefined) return Infinity;
  const order = Number(text);
  if (!Number.isInteger(order) || order < 1 || order > 2000)
    throw new SourceError(root.position, `triggerOrder must be 1 to 2000, not ${text}`);
  return order;
}

/** Numbers the nodes so that, loops aside, each comes after all that lead to it. */
function rankFrom(start: Target): void {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node | undefined): void => {
    if (!node || seen.has(node)) return;
    seen.add(node);
    for (const target of node.targets.toReversed()) visit(target.node);
    order.push(node);
  };
  visit(start.node);
  order.reverse().forEach((node, rank) => (node.rank = Math.max(node.rank, rank)));
}

/* ---------------------------------------------------------------- names */

function namesOf(
  sources: FlowSources,
  kind: StartKind,
  elements: ReadonlyMap<string, XmlElement>,
  compilation: () => Compilation,
): Names {
  const resources = new Map<string, Resource | undefined>();
  const underWay = new Set<string>();
  const items = itemResources(elements);
  return {
    schema: sources.schema,
    labels: sources,
    object: kind.kind === 'record' ? kind.object : undefined,
    resource: (name, position) => {
      if (resources.has(name)) return resources.get(name);
      const element = elements.get(name);
      if (!element && !items.has(name)) return undefined;
      if (underWay.has(name)) throw new SourceError(position, `${name} is defined by way of itself`);
      underWay.add(name);
      try {
        const resource = element ? resourceOf(compilation(), name, element) : items.get(name)!(compilation());
        resources.set(name, resource);
        return resource;
      } finally {
        underWay.delete(name);
      }
    },
  };
}

/** Names that elements introduce besides their own: outcomes of decisions, the item of a filter or map. */
function itemResources(elements: ReadonlyMap<string, XmlElement>): Map<string, (compilation: Compilation) => Resource> {
  const items = new Map<string, (compilation: Compilation) => Resource>();
  for (const [name, element] of elements) {
    if (element.name === 'decisions')
      for (const rule of childrenOf(element, 'rules')) {
        const outcome = requiredText(rule, 'name');
        items.set(outcome, () => ({
          type: scalar('boolean'),
          read: ({ variables }) => variables.get(outcome) ?? false,
        }));
      }
    if (element.name !== 'collectionProcessors') continue;
    const item = textOf(element, 'assignNextValueToReference');
    if (item !== undefined && !elements.has(item))
      items.set(item, (compilation) => stored(item, loopItemType(compilation, element)));
    items.set(`${name}$item`, (compilation) => stored(`${name}$item`, mapOutputType(compilation, element)));
  }
  return items;
}

/** Something kept in the frame under a name. */
function stored(name: string, type: FlowType): Resource {
  return {
    type,
    read: (frame) => frame.variables.get(name) ?? null,
    write: (frame, value) => void frame.variables.set(name, value),
  };
}

const readOnly = ({ type, read }: Operand): Resource => ({ type, read });

const RESOURCE_OF: Readonly<Record<string, (compilation: Compilation, name: string, element: XmlElement) => Resource>> =
  {
    variables: (compilation, name, element) => stored(name, variableType(compilation, element)),
    constants: ({ names }, _, element) => {
      expectChildren(element, ['dataType', 'value']);
      const type: FlowType = scalar(scalarNamed(element));
      return readOnly(operandAs(names, child(element, 'value'), type, requiredText(element, 'name')));
    },
    formulas: ({ names }, _, element) => {
      expectChildren(element, ['dataType', 'expression', 'scale']);
      const expression = child(element, 'expression');
      if (!expression) throw new SourceError(element.position, 'a formula needs an <expression>');
      const scale = textOf(element, 'scale');
      return formulaOperand(
        names,
        expression,
        textOf(element, 'dataType') ?? 'String',
        scale === undefined ? undefined : Number(scale),
      );
    },
    textTemplates: ({ names }, _, element) => {
      expectChildren(element, ['isViewedAsPlainText', 'text']);
      const text = child(element, 'text');
      return textOperand(names, text?.text ?? '', (text ?? element).position);
    },
    loops: (compilation, name, element) => stored(name, loopItemType(compilation, element)),
    recordLookups: (compilation, name, element) => stored(name, lookupType(compilation, element)),
    recordCreates: (_, name) => readOnly(stored(name, scalar('text'))),
    collectionProcessors: (compilation, name, element) => readOnly(stored(name, processedType(compilation, element))),
    subflows: (compilation, name, element) => {
      const { variables } = compilation.flow(requiredText(element, 'flowName'), element);
      return outputsOf(name, (output) => (variables.get(output)?.isOutput ? variables.get(output)!.type : undefined));
    },
    actionCalls: (compilation, name, element) => {
      const { outputs } = actionIn(compilation, element);
      return outputsOf(name, (output) => (Object.hasOwn(outputs, output) ? outputs[output] : undefined));
    },
  };

function resourceOf(compilation: Compilation, name: string, element: XmlElement): Resource | undefined {
  return Object.hasOwn(RESOURCE_OF, element.name) ? RESOURCE_OF[element.name]!(compilation, name, element) : undefined;
}

function outputsOf(name: string, typeOf: (output: string) => FlowType | undefined): Resource {
  return {
    type: { kind: 'null' },
    read: () => null,
    member: (output) => {
      const type = typeOf(output);
      return type && readOnly(stored(`${name}.${output}`, type));
    },
  };
}

/** A filter gives a collection like its source, a map one of what it makes. */
function processedType(compilation: Compilation, element: XmlElement): FlowType {
  if (textOf(element, 'collectionProcessorType') === 'RecommendationMapCollectionProcessor')
    return { kind: 'collection', of: mapOutputType(compilation, element) };
  const path = requiredText(element, 'collectionReference');
  return operandAt(compilation.names, path, element.position).type;
}

/* ---------------------------------------------------------------- variables */

const DATA_TYPES: Readonly<Record<string, ScalarType>> = {
  Boolean: 'boolean',
  Currency: 'number',
  Date: 'date',
  DateTime: 'datetime',
  Multipicklist: 'multipicklist',
  Number: 'number',
  Picklist: 'picklist',
  String: 'text',
  Time: 'time',
};

function scalarNamed(element: XmlElement): ScalarType {
  const name = requiredText(element, 'dataType');
  const type = Object.hasOwn(DATA_TYPES, name) ? DATA_TYPES[name] : undefined;
  if (!type) throw new UnsupportedMetadata(element.position, `data type ${name} is not executed by the local org`);
  return type;
}

function variableType({ names }: Compilation, element: XmlElement): FlowType {
  const of = itemType(names, element);
  return booleanIn(element, 'isCollection') ? { kind: 'collection', of } : of;
}

function itemType({ schema }: Names, element: XmlElement): ItemType {
  if (textOf(element, 'dataType') !== 'SObject') return scalar(scalarNamed(element));
  const name = requiredText(element, 'objectType');
  const object = schema.type(name);
  if (!object) throw new SourceError(element.position, `there is no object ${name}`);
  return { kind: 'record', object };
}

function compileVariable(compilation: Compilation, element: XmlElement): FlowVariable {
  expectChildren(element, ['dataType', 'isCollection', 'isInput', 'isOutput', 'objectType', 'scale', 'value']);
  const name = requiredText(element, 'name');
  const type = variableType(compilation, element);
  return {
    name,
    type,
    isInput: booleanIn(element, 'isInput') === true,
    isOutput: booleanIn(element, 'isOutput') === true,
    initial: initialValue(compilation, element, name, type),
  };
}

function initialValue(
  { names }: Compilation,
  element: XmlElement,
  name: string,
  type: FlowType,
): FlowVariable['initial'] {
  const value = child(element, 'value');
  if (type.kind === 'collection') {
    if (value) throw new SourceError(value.position, `${name} is ${describeType(type)} and has no default value`);
    return (): FlowValue => [];
  }
  return value ? operandAs(names, value, type, name).read : () => null;
}
