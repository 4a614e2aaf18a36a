// The configuration file of a component: where it may be placed, and which properties its placing may set.
// Source: Lightning Web Components Developer Guide, "XML Configuration File Elements", "lightningCommunity__Default Target".
import ts from 'typescript';
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { BundleProblem, ComponentBundle } from './component-bundle.ts';

/** Targets that the guide names. */
const TARGETS: ReadonlySet<string> = new Set([
  'analytics__Dashboard',
  'lightningCommunity__Default',
  'lightningCommunity__Page',
  'lightningCommunity__Page_Layout',
  'lightningCommunity__Theme_Layout',
  'lightningSnapin__ChatHeader',
  'lightningSnapin__ChatMessage',
  'lightningSnapin__Minimized',
  'lightningSnapin__PreChat',
  'lightningStatic__Email',
  'lightning__AgentforceInput',
  'lightning__AgentforceOutput',
  'lightning__AppPage',
  'lightning__EnablementProgram',
  'lightning__FlowAction',
  'lightning__FlowScreen',
  'lightning__GlobalAction',
  'lightning__HomePage',
  'lightning__Inbox',
  'lightning__RecordAction',
  'lightning__RecordPage',
  'lightning__Tab',
  'lightning__UrlAddressable',
  'lightning__UtilityBar',
  'lightning__VoiceExtension',
]);
const OF_SITES = 'lightningCommunity__Default';
/** Where a component can stand on a site; the properties of OF_SITES are for these. */
const PLACES_OF_SITES: readonly string[] = [
  'lightningCommunity__Page',
  'lightningCommunity__Theme_Layout',
  'lightningCommunity__Page_Layout',
];
/** Types of properties on sites. Lightning types (`lightning__textType`) have two underscores. */
const TYPES_OF_SITES = /^(String|Integer|Boolean|Picklist|Color|ContentReference)$|__/;

export function* checkConfiguration(bundle: ComponentBundle): Iterable<BundleProblem> {
  const { meta } = bundle;
  if (!meta || meta.type !== 'LightningComponentBundle') return;
  const targets = childrenOf(meta.xml, 'targets').flatMap((list) => childrenOf(list, 'target'));
  const names = targets.map(({ text }) => text);
  for (const target of targets)
    if (!TARGETS.has(target.text)) yield { at: target.position, what: `${target.text} is no target` };
  if (!child(meta.xml, 'apiVersion'))
    yield { at: meta.xml.position, what: 'needs <apiVersion>: since Spring ’25 a component without one is not saved' };
  if (textOf(meta.xml, 'isExposed') === 'true' && targets.length === 0)
    yield { at: meta.xml.position, what: 'is exposed and has no target, so it can be placed nowhere' };
  if (names.includes(OF_SITES) && !PLACES_OF_SITES.some((place) => names.includes(place)))
    yield {
      at: meta.xml.position,
      what: `${OF_SITES} is used together with ${PLACES_OF_SITES.slice(0, 2).join(' or ')}`,
    };
  const configs = childrenOf(meta.xml, 'targetConfigs').flatMap((list) => childrenOf(list, 'targetConfig'));
  const publicNames = configs.length > 0 ? publicProperties(bundle) : new Set<string>();
  for (const config of configs) yield* checkConfig(config, names, publicNames);
}

function* checkConfig(
  config: XmlElement,
  targets: readonly string[],
  publicNames: ReadonlySet<string>,
): Iterable<BundleProblem> {
  const at = config.position;
  const own = (config.attributes['targets'] ?? '').split(/[,\s]+/).filter(Boolean);
  if (own.length === 0) yield { at, what: '<targetConfig> names no targets' };
  for (const target of own)
    if (!targets.includes(target))
      yield { at, what: `<targetConfig> is for ${target}, which is not among the targets` };
  for (const property of childrenOf(config, 'property')) yield* checkProperty(property, own, publicNames);
}

function* checkProperty(
  property: XmlElement,
  targets: readonly string[],
  publicNames: ReadonlySet<string>,
): Iterable<BundleProblem> {
  const at = property.position;
  const { name = '', type = '', default: preset } = property.attributes;
  if (name === '') yield { at, what: '<property> needs a name' };
  else if (!publicNames.has(name)) yield { at, what: `the property ${name} is no @api property of the component` };
  if (type === '') yield { at, what: `the property ${name} needs a type` };
  else if (targets.includes(OF_SITES) && !TYPES_OF_SITES.test(type))
    yield { at, what: `on sites a property is no ${type}${type === 'Number' ? ' but an Integer' : ''}` };
  if (preset !== undefined && !isOfType(preset, type))
    yield { at, what: `‘${preset}’ is given where ${name} is ${type === 'Integer' ? 'an Integer' : `a ${type}`}` };
  for (const limit of ['min', 'max'])
    if (property.attributes[limit] !== undefined && type !== 'Integer')
      yield { at, what: `${limit} is for an Integer, and ${name} is a ${type}` };
}

const FORMS: Readonly<Record<string, RegExp>> = { Integer: /^-?\d+$/, Boolean: /^(true|false)$/ };

/** Whether a value as text could be of a property's type; types without a form of their own take any text. */
export function isOfType(value: string, type: string): boolean {
  return FORMS[type]?.test(value) ?? true;
}

/** Names that the component's class marks with @api. */
function publicProperties({ script }: ComponentBundle): ReadonlySet<string> {
  const names = new Set<string>();
  if (!script) return names;
  const visit = (node: ts.Node): void => {
    if (ts.isClassElement(node) && node.name && isPublic(node)) names.add(node.name.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(script.path, script.text, ts.ScriptTarget.Latest, true));
  return names;
}

function isPublic(member: ts.ClassElement): boolean {
  const decorators = ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : [];
  return decorators.some(({ expression }) => expression.getText() === 'api');
}
