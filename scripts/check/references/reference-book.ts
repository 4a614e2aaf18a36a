// What the project's metadata may name: objects and fields of the org it would make, values, components and labels.
// Counts what it resolved, so that a check that looked at nothing does not pass for a clean one.
import { childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { Field, Schema, SObjectType } from '../../../local/src/salesforce/schema/schema.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';

export class ReferenceBook {
  readonly tree: SourceTree;
  readonly schema: Schema;
  readonly findings: Finding[] = [];
  resolved = 0;
  readonly #labels: ReadonlyMap<string, XmlElement>;
  readonly #usedLabels = new Set<string>();

  constructor(tree: SourceTree, schema: Schema) {
    this.tree = tree;
    this.schema = schema;
    const labels = tree.ofType('CustomLabels').flatMap(({ xml }) => childrenOf(xml, 'labels'));
    this.#labels = new Map(labels.map((label) => [(textOf(label, 'fullName') ?? '').toLowerCase(), label]));
  }

  report(at: XmlElement, what: string): void {
    this.findings.push(findingAt(at.position, what));
  }

  object(at: XmlElement, name: string): SObjectType | undefined {
    return this.#found(at, this.schema.type(name), `there is no object ${name}`);
  }

  field(at: XmlElement, type: SObjectType, name: string): Field | undefined {
    return this.#found(at, this.schema.field(type, name), `${type.name} has no field ${name}`);
  }

  /** A value of a picklist with fixed values; fields of other types have none to name. */
  value(at: XmlElement, type: SObjectType, field: Field, value: string): void {
    if (field.type !== 'picklist' && field.type !== 'multipicklist') return;
    if (value === '') return;
    const known = field.picklistValues.find((each) => each.value === value && each.active);
    this.#found(at, known, `${type.name}.${field.name} has no value ‘${value}’`);
  }

  component(at: XmlElement, type: string, name: string): void {
    this.#found(at, this.tree.find(type, name), `there is no ${type} ${name}`);
  }

  file(at: XmlElement, pattern: RegExp, what: string): void {
    this.#found(
      at,
      this.tree.paths.find((path) => pattern.test(path)),
      `there is no ${what}`,
    );
  }

  label(at: XmlElement, name: string): void {
    this.#usedLabels.add(name.toLowerCase());
    this.#found(at, this.#labels.get(name.toLowerCase()), `there is no custom label ${name}`);
  }

  /** Text of a label, as formulas ask for it. */
  labelText(name: string): string | undefined {
    const label = this.#labels.get(name.toLowerCase());
    return label && textOf(label, 'value');
  }

  /** Labels that nothing named. */
  unusedLabels(): XmlElement[] {
    return [...this.#labels].filter(([name]) => !this.#usedLabels.has(name)).map(([, label]) => label);
  }

  useLabel(name: string): void {
    this.#usedLabels.add(name.toLowerCase());
  }

  #found<T>(at: XmlElement, thing: T | undefined, complaint: string): T | undefined {
    if (thing === undefined) this.report(at, complaint);
    else this.resolved += 1;
    return thing;
  }
}
