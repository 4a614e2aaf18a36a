// Marks Japanese text inside the English pages, for screen readers and for the right shapes of Han characters.
import { html, type HtmlValue } from './html.ts';

const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** `見本 花子` → the same in a `lang="ja"` span; other text as it is. */
export function inItsLanguage(text: string): HtmlValue {
  return JAPANESE.test(text) ? html`<span lang="ja">${text}</span>` : text;
}

/** The attribute alone, for elements that take no markup inside (options, inputs); '' for none. */
export function langAttribute(text: string): HtmlValue {
  return JAPANESE.test(text) ? html`lang="ja"` : '';
}
