// The frame of the operator's pages, and their style.
import { Html, html } from './html.ts';

export const STYLE = `
:root { color-scheme: light dark; --line: #8886; --accent: #0b5cab; --bad: #b3261e; --good: #1b6e3a; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db7ff; --bad: #ff8a80; --good: #7bd99b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
a { color: var(--accent); }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
header { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap; border-bottom: 1px solid var(--line); }
header form { margin-left: auto; }
nav ul { display: flex; gap: 1rem; list-style: none; padding: 0; margin: .5rem 0; flex-wrap: wrap; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td, pre { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; border: 1px solid var(--line); padding: .6rem; }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; }
button, input { font: inherit; padding: .3rem .8rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

export interface PageOptions {
  readonly title: string;
  readonly body: Html;
  /** Present when somebody is signed in. */
  readonly csrf?: string;
  readonly here?: 'overview' | 'events';
}

/** A whole document. */
export function page({ title, body, csrf, here }: PageOptions): string {
  const current = (name: string): Html => (here === name ? html`aria-current="page"` : html``);
  const header =
    csrf === undefined
      ? html``
      : html`<header>
          <strong>Portway</strong>
          <nav aria-label="Operator">
            <ul>
              <li><a href="/operator" ${current('overview')}>Orders</a></li>
              <li><a href="/operator/events" ${current('events')}>Poisoned events</a></li>
              <li><a href="/metrics">Metrics</a></li>
            </ul>
          </nav>
          <form method="post" action="/operator/logout">
            <input type="hidden" name="csrf" value="${csrf}" /><button>Sign out</button>
          </form>
        </header>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Portway</title>
        <link rel="stylesheet" href="/operator/style.css" />
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${header}
        <main id="main">${body}</main>
      </body>
    </html>`.text;
}
