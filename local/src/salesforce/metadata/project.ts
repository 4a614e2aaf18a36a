// A Salesforce DX project as the local org reads it: every component of its package directories, with its source.
import type { XmlElement } from './xml.ts';

/** One metadata component. Decomposed parts of a CustomObject are components of their own (CustomField, ValidationRule…). */
export interface Component {
  /** Metadata API type: `CustomObject`, `CustomField`, `Flow`, `PermissionSet`, `ApexClass`, … */
  readonly type: string;
  /** API name; parts of an object are `Object.Part`, e.g. `Order.Activation_Status__c`. */
  readonly fullName: string;
  /** Path relative to the project root, of the -meta.xml file (or of the source file for classes and triggers). */
  readonly file: string;
  /** Root element of the -meta.xml; undefined only for content without one. */
  readonly xml?: XmlElement;
  /** Source text of ApexClass, ApexTrigger and other content files. */
  readonly content?: string;
}

export interface Project {
  /** Absolute path of the folder that holds sfdx-project.json. */
  readonly root: string;
  /** `sourceApiVersion`, e.g. `67.0`. */
  readonly apiVersion: string;
  readonly components: readonly Component[];
  /** Components of one type, in file order. */
  ofType(type: string): readonly Component[];
  find(type: string, fullName: string): Component | undefined;
}
