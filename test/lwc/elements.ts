// What component tests share: making an element, waiting for it, and reading what a person would read.
import { createElement, type LightningElement } from 'lwc';

type ElementClass = typeof LightningElement;

/** Puts a component on the page. @param properties its @api properties */
export function show<T extends object = Record<string, unknown>>(
  tag: string,
  is: unknown,
  properties: Readonly<Record<string, unknown>> = {},
): HTMLElement & T {
  const element = createElement(tag, { is: is as ElementClass });
  Object.assign(element, properties);
  document.body.appendChild(element);
  return element as unknown as HTMLElement & T;
}

/** Lets promises and rendering that are under way end. */
export async function settled(): Promise<void> {
  // A timer comes after all promises, also with Jest's fake ones.
  await jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises').setImmediate();
}

/** All elements below one, through shadows of components. */
export function findAll(root: Element | ShadowRoot, selector: string): Element[] {
  const own = [...root.querySelectorAll(selector)];
  const shadows = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const inside = shadows.flatMap((shadow) => findAll(shadow, selector));
  const shadow = root instanceof Element && root.shadowRoot ? findAll(root.shadowRoot, selector) : [];
  return [...new Set([...own, ...inside, ...shadow])];
}

export function find<T extends Element = HTMLElement>(root: Element, selector: string): T {
  const [first] = findAll(root, selector);
  if (!first) throw new Error(`nothing matches ${selector}`);
  return first as T;
}

/** Everything that is written in an element, through shadows, with single spaces. */
export function textIn(root: Element | ShadowRoot): string {
  const parts: string[] = [];
  const read = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.textContent ?? '');
    if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0) node.assignedNodes().forEach(read);
    else (node instanceof Element && node.shadowRoot ? node.shadowRoot : node).childNodes.forEach(read);
  };
  read(root);
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

/** What a page gets when Apex refuses. */
export const refusal = (message: string): unknown => ({
  status: 500,
  body: { exceptionType: 'System.AuraHandledException', message },
});
