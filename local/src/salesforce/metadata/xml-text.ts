// Metadata XML written back as text, in the platform's layout: four spaces, one element a line.
import type { XmlElement } from './xml.ts';

/** The whole file of a root element. */
export function xmlText(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`;
}

function elementText({ name, text, attributes, children }: XmlElement, indent: string): string {
  const inTag = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapedText(value)}"`);
  const open = `${indent}<${name}${inTag.join('')}>`;
  if (children.length === 0) return `${open}${escapedText(text)}</${name}>`;
  return [open, ...children.map((child) => elementText(child, `${indent}    `)), `${indent}</${name}>`].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escapedText = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
