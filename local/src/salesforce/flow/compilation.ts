// What the compilers of elements share while one flow is compiled.
import { SourceError, UnsupportedMetadata } from '../metadata/source-error.ts';
import { child, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import type { SObjectType } from '../schema/schema.ts';
import type { FindAction, FlowBody, FlowMoment, Node, PlainNode, Target } from './flow.ts';
import type { Names } from './references.ts';
import { expectChildren } from './source.ts';

export interface Compilation {
  readonly names: Names;
  readonly flowName: string;
  /** When the flow runs; undefined when no record triggers it. */
  readonly moment: FlowMoment | undefined;
  readonly findAction: FindAction;
  /** Another flow, by name. @throws SourceError there is none that a subflow may start */
  flow(name: string, element: XmlElement): FlowBody;
  /** Where a `<connector>`, `<faultConnector>`… leads; the end when it is missing. */
  target(owner: XmlElement, connector: string): Target;
}

export const END: Target = { node: undefined };

/** Compiles one element of a flow. */
export type NodeCompiler = (compilation: Compilation, element: XmlElement) => Node;

export function nodeBase(element: XmlElement, targets: readonly Target[]) {
  const name = requiredText(element, 'name');
  return { name, label: textOf(element, 'label') ?? name, position: element.position, rank: 0, targets };
}

/** A node that does something and goes on along its `<connector>`. */
export function step(
  compilation: Compilation,
  element: XmlElement,
  work: (frame: Parameters<PlainNode['pass']>[0]) => void,
): PlainNode {
  const next = compilation.target(element, 'connector');
  return {
    ...nodeBase(element, [next]),
    kind: 'plain',
    pass: (frame) => {
      work(frame);
      return next;
    },
  };
}

/** `<object>` of an element. @throws SourceError the org has no such object */
export function objectIn(compilation: Compilation, element: XmlElement): SObjectType {
  const name = requiredText(element, 'object');
  const type = compilation.names.schema.type(name);
  if (!type) throw new SourceError(child(element, 'object')!.position, `there is no object ${name}`);
  return type;
}

/** Before-save flows change the record itself and nothing else. */
export function refuseBeforeSave({ moment }: Compilation, element: XmlElement): void {
  if (moment === 'beforeSave')
    throw new SourceError(
      element.position,
      `a before-save flow only sets fields of $Record; <${element.name}> “${requiredText(element, 'name')}” needs an after-save flow`,
    );
}

export function refuseElement(why: string): NodeCompiler {
  return (_, element) => {
    throw new UnsupportedMetadata(element.position, `<${element.name}> ${why}`);
  };
}

export function connectorTarget(owner: XmlElement, connector: string): string | undefined {
  const element = child(owner, connector);
  if (!element) return undefined;
  expectChildren(element, ['targetReference', 'isGoTo']);
  return requiredText(element, 'targetReference');
}
