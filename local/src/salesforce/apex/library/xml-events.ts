// XML text as a list of events, read by saxes: what XmlStreamReader walks and Dom.Document is built of.
import { SaxesParser, type SaxesAttributeNS } from 'saxes';
import type { Vm } from '../vm.ts';

export interface XmlName {
  readonly local: string;
  /** '' where there is none. */
  readonly prefix: string;
  readonly uri: string;
}

export interface XmlAttribute extends XmlName {
  readonly value: string;
}

export type XmlEvent =
  | { readonly kind: 'START_DOCUMENT' | 'END_DOCUMENT' }
  | {
      readonly kind: 'START_ELEMENT';
      readonly name: XmlName;
      readonly attributes: readonly XmlAttribute[];
      /** Prefix → address, of this element alone. */
      readonly namespaces: readonly (readonly [prefix: string, uri: string])[];
    }
  | { readonly kind: 'END_ELEMENT'; readonly name: XmlName }
  | { readonly kind: 'CHARACTERS' | 'CDATA' | 'COMMENT'; readonly text: string }
  | { readonly kind: 'PROCESSING_INSTRUCTION'; readonly target: string; readonly text: string };

const nameOf = ({ local, prefix, uri }: { local: string; prefix: string; uri: string }): XmlName => ({
  local,
  prefix,
  uri,
});

const isNamespace = ({ prefix, local }: SaxesAttributeNS): boolean =>
  prefix === 'xmlns' || (prefix === '' && local === 'xmlns');

/** @throws ApexThrow System.XmlException the text is no well-formed XML (wording unconfirmed) */
export function readXml(vm: Vm, text: string): XmlEvent[] {
  const events: XmlEvent[] = [{ kind: 'START_DOCUMENT' }];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    const all = Object.values(tag.attributes);
    events.push({
      kind: 'START_ELEMENT',
      name: nameOf(tag),
      attributes: all.filter((one) => !isNamespace(one)).map((one) => ({ ...nameOf(one), value: one.value })),
      namespaces: all.filter(isNamespace).map(({ prefix, local, value }) => [prefix ? local : '', value]),
    });
  });
  parser.on('closetag', (tag) => void events.push({ kind: 'END_ELEMENT', name: nameOf(tag) }));
  parser.on('text', (content) => {
    // White space around the root is none of the document's.
    if (content.trim() !== '' || depth(events) > 0) events.push({ kind: 'CHARACTERS', text: content });
  });
  parser.on('cdata', (content) => void events.push({ kind: 'CDATA', text: content }));
  parser.on('comment', (content) => void events.push({ kind: 'COMMENT', text: content }));
  parser.on(
    'processinginstruction',
    ({ target, body }) => void events.push({ kind: 'PROCESSING_INSTRUCTION', target, text: body }),
  );
  try {
    parser.write(text).close();
  } catch (error) {
    return vm.raise('System.XmlException', `Failed to parse XML due to: ${(error as Error).message}`);
  }
  events.push({ kind: 'END_DOCUMENT' });
  return events;
}

/** How many elements are open after these events. */
function depth(events: readonly XmlEvent[]): number {
  let open = 0;
  for (const { kind } of events) open += kind === 'START_ELEMENT' ? 1 : kind === 'END_ELEMENT' ? -1 : 0;
  return open;
}

export const escapeXmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
export const escapeXmlAttribute = (text: string): string => escapeXmlText(text).replaceAll('"', '&quot;');
