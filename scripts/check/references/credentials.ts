// Where callouts go: named credentials name external ones, permission sets name their principals, Apex names the former.
import { child, childrenOf, textOf, type XmlElement } from '../../../local/src/salesforce/metadata/xml.ts';
import type { MetadataFile } from '../source-tree.ts';
import type { ReferenceBook } from './reference-book.ts';

export function checkNamedCredential({ xml }: MetadataFile, book: ReferenceBook): void {
  for (const parameter of childrenOf(xml, 'namedCredentialParameters')) {
    const at = child(parameter, 'externalCredential');
    if (at) book.component(at, 'ExternalCredential', at.text);
  }
}

/** `Credential-Principal`, as permission sets write it. */
export function checkPrincipal(at: XmlElement, book: ReferenceBook): void {
  const [credential = '', principal = ''] = at.text.split(/-(.*)/s);
  book.component(at, 'ExternalCredential', credential);
  const found = book.tree.find('ExternalCredential', credential);
  if (!found) return;
  const isIt = (each: XmlElement): boolean =>
    textOf(each, 'parameterName') === principal && (textOf(each, 'parameterType') ?? '').endsWith('Principal');
  if (childrenOf(found.xml, 'externalCredentialParameters').some(isIt)) book.resolved += 1;
  else book.report(at, `${credential} has no principal ${principal}`);
}

/** The platform finds out only when the code runs. */
export function checkCallouts(book: ReferenceBook): void {
  const { tree } = book;
  for (const path of tree.paths.filter((each) => /\.(cls|trigger)$/.test(each))) {
    const lines = tree.text(path).split('\n');
    lines.forEach((text, index) => {
      for (const { 1: name = '' } of text.matchAll(/'callout:(\w+)/g)) {
        if (tree.find('NamedCredential', name)) book.resolved += 1;
        else book.findings.push({ file: path, line: index + 1, what: `there is no NamedCredential ${name}` });
      }
    });
  }
}
