// A page that says what is wrong, when there is no site to say it.
import { html } from '../../ui/html.ts';

/** @param follow where to hear that it is right again; the page is loaded anew then */
export function messagePage(title: string, items: readonly string[], follow?: string): string {
  const script = follow
    ? html`<script>
        new EventSource('${follow}').addEventListener('built', () => location.reload());
      </script>`
    : '';
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>${title}</title>
      <main>
        <h1>${title}</h1>
        <ul>
          ${items.map((item) => html`<li><code>${item}</code></li>`)}
        </ul>
      </main>
      ${script}
    </html>`.markup;
}
