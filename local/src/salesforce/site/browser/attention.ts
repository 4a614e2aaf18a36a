// What a page does for people who do not see that it changed: the title is said aloud, and focus goes to the new content.

let region: HTMLElement | undefined;

/** Says a text through a live region. */
export function announce(text: string): void {
  region ??= document.body.appendChild(
    Object.assign(document.createElement('div'), { className: 'slds-assistive-text', ariaLive: 'polite' }),
  );
  region.textContent = text;
}

/** Moves focus to the shown view, from where Tab goes on into it. */
export function focusOn(layout: HTMLElement): void {
  const view = layout.querySelector<HTMLElement>('.site-view');
  if (!view) return;
  view.tabIndex = -1;
  view.focus({ preventScroll: true });
}
