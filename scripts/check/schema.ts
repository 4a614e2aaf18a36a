// Every metadata file against the Metadata API's types: elements, values, what is missing, what is given twice.
// Not checked, because the types do not say it: the order of elements (the platform accepts any, but wants repeats together).
import { counted, findingAt, type CheckResult, type Finding } from './finding.ts';
import type { MetadataFile, SourceTree } from './source-tree.ts';
import { loadSchemaTypes, type Content, type ElementType, type SchemaTypes } from './schema-types.ts';
import type { XmlElement } from '../../local/src/salesforce/metadata/xml.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

let loaded: SchemaTypes | undefined;
const schemaTypes = (): SchemaTypes => (loaded ??= loadSchemaTypes());

export const isMetadataType = (name: string): boolean => schemaTypes().elementsOf(name) !== undefined;

export function checkSchema(tree: SourceTree): CheckResult {
  const findings = tree.files.flatMap(judgeFile);
  const read = tree.files.length + tree.malformed.length;
  return { summary: counted(read, 'file'), findings: [...tree.malformed, ...findings] };
}

/** What is wrong with a file depends on nothing but the file. */
const judged = new WeakMap<MetadataFile, readonly Finding[]>();

export function judgeFile(file: MetadataFile): readonly Finding[] {
  const known = judged.get(file) ?? checkFile(file, schemaTypes());
  judged.set(file, known);
  return known;
}

function checkFile({ type, xml }: MetadataFile, types: SchemaTypes): Finding[] {
  const elements = types.elementsOf(type);
  if (!elements) return [findingAt(xml.position, `<${type}> is no type of the Metadata API`)];
  const findings = checkElement(xml, elements, types);
  if (xml.attributes.xmlns !== NAMESPACE)
    findings.unshift(findingAt(xml.position, `<${type}> needs xmlns="${NAMESPACE}"`));
  return findings;
}

function checkElement(element: XmlElement, elements: ReadonlyMap<string, ElementType>, types: SchemaTypes): Finding[] {
  const findings: Finding[] = [];
  const report = (at: XmlElement, what: string) => findings.push(findingAt(at.position, what));
  if (element.text) report(element, `<${element.name}> has text ‘${short(element.text)}’ between its elements`);
  const seen = new Set<string>();
  let last = '';
  for (const child of element.children) {
    const expected = elements.get(child.name);
    if (!expected) {
      report(child, `<${element.name}> has no element <${child.name}>`);
      continue;
    }
    if (seen.has(child.name) && !expected.repeats) report(child, `<${child.name}> is given more than once`);
    else if (seen.has(child.name) && last !== child.name)
      report(child, `<${child.name}> does not stand beside the others of its name`);
    seen.add(child.name);
    last = child.name;
    findings.push(...checkContent(child, expected.content, types));
  }
  for (const [name, { required }] of elements) {
    if (required && !seen.has(name)) report(element, `<${element.name}> needs <${name}>`);
  }
  return findings;
}

const PATTERNS = {
  number: { pattern: /^-?\d+(\.\d+)?$/, noun: 'a number' },
  boolean: { pattern: /^(true|false)$/, noun: 'true or false' },
} as const;

function checkContent(element: XmlElement, content: Content, types: SchemaTypes): Finding[] {
  if (content.kind === 'any') return [];
  if (content.kind === 'complex') {
    const elements = types.elementsOf(content.type);
    return elements ? checkElement(element, elements, types) : [];
  }
  const [inner] = element.children;
  if (inner) return [findingAt(inner.position, `<${element.name}> holds text, not <${inner.name}>`)];
  const problem = textProblem(element.text, content);
  return problem ? [findingAt(element.position, `<${element.name}> ${problem}`)] : [];
}

function textProblem(
  text: string,
  content: Exclude<Content, { kind: 'complex' } | { kind: 'any' }>,
): string | undefined {
  if (content.kind === 'text') return undefined;
  if (content.kind === 'enum') {
    return content.values.includes(text)
      ? undefined
      : `is ‘${short(text)}’, not one of ${short(content.values.join(', '), 160)}`;
  }
  const { pattern, noun } = PATTERNS[content.kind];
  return pattern.test(text) ? undefined : `is ‘${short(text)}’, not ${noun}`;
}

function short(text: string, length = 40): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
