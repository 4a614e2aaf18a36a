// Views and theme layouts as Lightning web components in the light DOM: the tree of the site's JSON becomes a template, as on
// the platform. Moving a component in the JSON moves it in the browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentMeta } from '../metadata/component-meta.ts';
import { isObject, regionOf, type Placement } from '../metadata/placement.ts';
import type { Site } from '../metadata/site.ts';
import { lineOf, type BuildProblem } from './problem.ts';

/** A module that stands in no file. */
export interface PageModule {
  /** `site/view/home`, `site/layout/scopedHeaderAndFooter` */
  readonly specifier: string;
  readonly script: string;
  readonly template: string;
}

export interface PageModules {
  readonly modules: readonly PageModule[];
  readonly problems: readonly BuildProblem[];
}

export const viewModule = (name: string): string => `site/view/${name}`;
export const layoutModule = (name: string): string => `site/layout/${name}`;

export function pageModules(root: string, site: Site, components: ReadonlyMap<string, ComponentMeta>): PageModules {
  const problems: BuildProblem[] = [];
  const writer = (file: string, targets: readonly string[]): TemplateWriter =>
    new TemplateWriter({ root, file, targets, components, problems, siteLabel: site.label });
  const views = [...site.views.values()].map(({ name, file, component }) =>
    writer(file, ['lightningCommunity__Page']).view(viewModule(name), component),
  );
  const layouts = [...new Map([...site.themeLayouts.values()].map((layout) => [layout.name, layout])).values()].map(
    ({ name, file, component }) =>
      writer(file, ['lightningCommunity__Page', 'lightningCommunity__Theme_Layout']).layout(layoutModule(name), component),
  );
  return { modules: [...views, ...layouts], problems };
}

interface Writing {
  readonly root: string;
  readonly file: string;
  /** Targets of which a component here needs one. */
  readonly targets: readonly string[];
  readonly components: ReadonlyMap<string, ComponentMeta>;
  readonly problems: BuildProblem[];
  readonly siteLabel: string;
}

type Write = (writer: TemplateWriter, placement: Placement) => string;

/** Components of the platform that the official site templates place. */
const BUILT_IN: Readonly<Record<string, Write>> = {
  'community_layout:sldsFlexibleLayout': (writer, layout) => writer.children(regionOf(layout, 'content')),
  'community_layout:section': (writer, section) => writer.section(section),
  'community_builder:seoAssistant': () => '',
  'community_builder:htmlEditor': markup,
  'community_builder:richTextEditor': markup,
  'dxp_content_layout:siteLogo': (writer) =>
    `<a class="site-logo" href={homeUrl}>{${writer.value(writer.siteLabel)}}</a>`,
};

function markup(writer: TemplateWriter, { attributes }: Placement): string {
  return `<div class="site-html" lwc:inner-html={${writer.value(attributes['richTextValue'] ?? '')}}></div>`;
}

/**
 * Components that the official generator also places, and that cannot be had outside the platform: the page says so where
 * they would stand. Any other component of the platform is refused.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'community_login:loginForm',
  'community_login:employeeLoginLink',
  'community_login:selfRegister',
  'community_login:forgotPassword',
  'community_login:checkEmail',
  'experience_availability:autoRefresh',
]);

/** Theme layouts of the platform: where their regions stand around the page. */
const BUILT_IN_LAYOUTS: Readonly<Record<string, Write>> = {
  'community_byo:scopedHeaderAndFooter': (writer, { attributes, ...layout }) => {
    const part = (name: string): string => writer.children(regionOf({ attributes, ...layout }, name));
    const sticky = attributes['stickyThemeHeader'] === true ? ' site-header_sticky' : '';
    const footer = attributes['hideThemeFooter'] === true ? '' : `<footer>${part('footer')}</footer>`;
    return `<header class="site-header${sticky}">${part('header')}</header><main>${PAGE}</main>${footer}`;
  },
  'community_layout:simpleThemeLayout': (writer, layout) =>
    `<header>${writer.children(regionOf(layout, 'header'))}</header><main>${PAGE}</main>` +
    `<footer>${writer.children(regionOf(layout, 'footer'))}</footer>`,
};

/** Where a theme layout shows the view. */
const PAGE = '<lwc:component lwc:is={view} lwc:spread={viewProperties}></lwc:component>';

class TemplateWriter {
  readonly siteLabel: string;
  readonly #writing: Writing;
  readonly #getters: string[] = [];

  constructor(writing: Writing) {
    this.#writing = writing;
    this.siteLabel = writing.siteLabel;
  }

  view(specifier: string, component: Placement): PageModule {
    return this.#module(specifier, `<div class="site-view">${this.#component(component)}</div>`, '');
  }

  layout(specifier: string, component: Placement): PageModule {
    const builtIn = BUILT_IN_LAYOUTS[component.definition];
    const body = builtIn ? builtIn(this, component) : this.#ownLayout(component);
    const members = '@api view;\nget viewProperties() { return { parameters: this.parameters }; }\n';
    return this.#module(specifier, `<div class="site-layout">${body}</div>`, members);
  }

  /** What stands in a region. */
  children(region: Placement | undefined): string {
    return (region?.children ?? []).map((child) => this.#component(child)).join('');
  }

  /** Columns share twelve parts of the width; on narrow screens they stand below each other. */
  section(section: Placement): string {
    const widths = this.#columnWidths(section);
    const columns = section.children.map(
      (region) => `<div class="site-column site-column_${widths.get(region.id) ?? 12}">${this.children(region)}</div>`,
    );
    return `<div class="site-section"><div class="site-columns">${columns.join('')}</div></div>`;
  }

  /** The name of a getter of this value; `{!name}` stands for a part of the page's address. */
  value(value: unknown): string {
    const name = `value${this.#getters.length}`;
    this.#getters.push(`get ${name}() { return ${this.#expression(value)}; }`);
    return name;
  }

  #component(placement: Placement): string {
    const { definition } = placement;
    const builtIn = BUILT_IN[definition];
    if (builtIn) return builtIn(this, placement);
    const [namespace, name] = definition.split(':');
    if (namespace === 'c' && name) return this.#own(name, placement, '');
    if (LEFT_OUT.has(definition)) return `<p class="site-left-out">${definition} is not shown by the local site.</p>`;
    this.#refuse(definition, `${definition} is not supported by the local site; place a component of the project`);
    return '';
  }

  #own(name: string, placement: Placement, content: string): string {
    const meta = this.#writing.components.get(name);
    if (!meta) {
      this.#refuse(`"c:${name}"`, `there is no Lightning web component c:${name}`);
      return '';
    }
    if (!meta.isExposed || !this.#writing.targets.some((target) => meta.targets.has(target)))
      this.#refuse(`"c:${name}"`, `c:${name} is not exposed for ${this.#writing.targets.join(' or ')}`);
    const tag = `c-${kebab(name)}`;
    return `<${tag} lwc:spread={${this.#attributes(meta, placement)}}>${content}</${tag}>`;
  }

  /** A theme layout of the project: regions of the JSON go to its slots of the same names, the view to its default slot. */
  #ownLayout(placement: Placement): string {
    const [namespace, name] = placement.definition.split(':');
    if (namespace !== 'c' || !name) {
      this.#refuse(placement.definition, `the theme layout ${placement.definition} is not supported by the local site`);
      return PAGE;
    }
    const slots = placement.children.map((region) => `<div slot="${region.name}">${this.children(region)}</div>`);
    return this.#own(name, placement, slots.join('') + PAGE);
  }

  #attributes({ name, properties }: ComponentMeta, { attributes }: Placement): string {
    const given = Object.entries(attributes).filter(([attribute]) => !PLATFORM_ATTRIBUTES.has(attribute));
    for (const [attribute] of given) {
      if (properties.has(attribute) || RECORD_ATTRIBUTES.has(attribute)) continue;
      this.#refuse(`"${attribute}"`, `c:${name} has no property ${attribute} for lightningCommunity__Default`);
    }
    const missing = [...properties.values()].filter(
      (property) => property.default !== undefined && !Object.hasOwn(attributes, property.name),
    );
    const entries = [...given, ...missing.map((property) => [property.name, property.default] as const)].map(
      ([attribute, value]) => {
        const typed = convert(value, properties.get(attribute)?.type ?? 'String');
        return `${JSON.stringify(attribute)}: ${this.#expression(typed)}`;
      },
    );
    const getter = `value${this.#getters.length}`;
    this.#getters.push(`get ${getter}() { return { ${entries.join(', ')} }; }`);
    return getter;
  }

  #expression(value: unknown): string {
    const parameter = typeof value === 'string' ? /^\{!\s*(?:Route\.)?(\w+)\s*\}$/.exec(value)?.[1] : undefined;
    if (parameter) return `this.parameters[${JSON.stringify(parameter)}]`;
    if (typeof value === 'string' && value.includes('{!'))
      this.#refuse(JSON.stringify(value), `the expression ${value} is not supported: only {!name} of the address is`);
    return JSON.stringify(value ?? null);
  }

  #columnWidths(section: Placement): Map<string, number> {
    const { sectionConfig } = section.attributes;
    const config: unknown = typeof sectionConfig === 'string' ? JSON.parse(sectionConfig) : sectionConfig;
    const columns = isObject(config) && Array.isArray(config['columns']) ? (config['columns'] as unknown[]) : [];
    return new Map(
      columns.filter(isObject).map(({ UUID, columnWidth }) => [String(UUID), Number(columnWidth) || 12] as const),
    );
  }

  #refuse(written: string, message: string): void {
    const { root, file, problems } = this.#writing;
    problems.push({ file, line: lineOf(readFileSync(join(root, file), 'utf8'), written), message });
  }

  #module(specifier: string, body: string, members: string): PageModule {
    return {
      specifier,
      template: `<template lwc:render-mode="light">${body}</template>`,
      script: `import { LightningElement, api } from 'lwc';
import { siteData } from '@site/session';
export default class extends LightningElement {
  static renderMode = 'light';
  @api parameters = {};
  ${members}
  get homeUrl() { return siteData.basePath + '/'; }
  ${this.#getters.join('\n  ')}
}
`,
    };
  }
}

/** Attributes that Experience Builder itself writes beside those of a component. */
const PLATFORM_ATTRIBUTES: ReadonlySet<string> = new Set(['dxpStyle', 'sfdcExpressionBinding', 'sfdcVisibility']);
/** Passed on pages of an object, declared or not. */
const RECORD_ATTRIBUTES: ReadonlySet<string> = new Set(['recordId', 'objectApiName']);

/** Defaults in js-meta.xml are text; values in the site's JSON may be, too. */
function convert(value: unknown, type: string): unknown {
  if (typeof value !== 'string' || value.startsWith('{!')) return value;
  if (type === 'Boolean') return value === 'true';
  if (type === 'Integer') return value === '' ? undefined : Number(value);
  return value;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
