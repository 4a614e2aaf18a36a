// What a Lightning web component's js-meta.xml says about its use on sites.
// @see Lightning Web Components Developer Guide, "XML Configuration File Elements"
import type { Component, Project } from '../../metadata/project.ts';
import { childrenOf, textOf, type XmlElement } from '../../metadata/xml.ts';

export interface SiteProperty {
  readonly name: string;
  /** String, Integer, Boolean, Color, Picklist, … */
  readonly type: string;
  readonly default: string | undefined;
}

export interface ComponentMeta {
  readonly name: string;
  /** Folder of the bundle, relative to the project root. */
  readonly folder: string;
  readonly isExposed: boolean;
  readonly targets: ReadonlySet<string>;
  /** Properties that Experience Builder offers. */
  readonly properties: ReadonlyMap<string, SiteProperty>;
  /** e.g. 67 */
  readonly apiVersion: number;
}

const BUILDER_TARGET = 'lightningCommunity__Default';

/** Lightning web components of the project by name. */
export function readComponents(project: Project): ReadonlyMap<string, ComponentMeta> {
  const components = project
    .ofType('LightningComponentBundle')
    .map((component) => toMeta(component, project.apiVersion));
  return new Map(components.map((meta) => [meta.name, meta]));
}

function toMeta({ file, fullName, xml }: Component, projectVersion: string): ComponentMeta {
  const children = (name: string): XmlElement[] => (xml ? childrenOf(xml, name) : []);
  const configs = children('targetConfigs').flatMap((list) => childrenOf(list, 'targetConfig'));
  const properties = configs
    .filter(({ attributes }) => attributes['targets']?.split(/[,\s]+/).includes(BUILDER_TARGET))
    .flatMap((config) => childrenOf(config, 'property'))
    .map(({ attributes }) => ({
      name: attributes['name'] ?? '',
      type: attributes['type'] ?? 'String',
      default: attributes['default'],
    }));
  return {
    name: fullName,
    folder: file.slice(0, file.lastIndexOf('/')),
    isExposed: xml ? textOf(xml, 'isExposed') === 'true' : false,
    targets: new Set(children('targets').flatMap((list) => childrenOf(list, 'target').map(({ text }) => text))),
    properties: new Map(properties.map((property) => [property.name, property])),
    apiVersion: Number((xml && textOf(xml, 'apiVersion')) ?? projectVersion),
  };
}
