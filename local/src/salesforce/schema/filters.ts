// Filter items of roll-up summaries and lookup filters, as the source has them; dml/filters.ts gives them their meaning.
// Source: Metadata API Developer Guide, "FilterItem", "LookupFilter", "CustomField".
import type { SourcePosition } from '../metadata/source-error.ts';
import { childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';

export interface FilterItem {
  /** `Object.Field`, `Object.Parent__r.Field`, `$Source.Field`, `$User.Field`. */
  readonly field: string;
  readonly operation: string;
  /** Text to compare with, several parted by commas; '' is blank. */
  readonly value: string;
  /** Compared with another field instead. */
  readonly valueField?: string;
  readonly position: SourcePosition;
}

export interface FilterSpec {
  readonly items: readonly FilterItem[];
  /** `1 AND (2 OR 3)`; undefined means all. */
  readonly logic?: string;
  readonly position: SourcePosition;
}

/** A required lookup filter. */
export interface LookupFilter extends FilterSpec {
  readonly message: string;
}

/** What a roll-up summary field adds up. */
export interface RollUp extends FilterSpec {
  readonly operation: 'count' | 'sum' | 'min' | 'max';
  /** The detail object and its field that points here. */
  readonly childType: string;
  readonly foreignKey: string;
  /** Field of the detail; undefined when records are counted. */
  readonly summarized?: string;
}

export function filterItems(parent: XmlElement, name: string): FilterItem[] {
  return childrenOf(parent, name).map((item) => ({
    field: requiredText(item, 'field'),
    operation: requiredText(item, 'operation'),
    value: textOf(item, 'value') ?? '',
    valueField: textOf(item, 'valueField') || undefined,
    position: item.position,
  }));
}
