// The frame of the operator's pages, and their style.
import { Html, html } from './html.ts';

export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#16202c, #e6ebf0); --soft: light-dark(#556475, #a3b1c0); --line: light-dark(#d9e0e8, #35424f);
  --page: light-dark(#f3f6f9, #12181e); --card: light-dark(#fff, #1b232b); --accent: light-dark(#0b5cab, #7db7ff);
  --bad: light-dark(#a1182a, #ff9a92); --bad-bg: light-dark(#fde4e7, #46191d);
  --good: light-dark(#1c6e3d, #7bd99b); --good-bg: light-dark(#e2f4e8, #153523);
  --warn: light-dark(#7a4b00, #f0c674); --warn-bg: light-dark(#fdf0d5, #3d2f10);
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif;
}
a { color: var(--accent); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem; background: var(--card); z-index: 1; }
header {
  display: flex; gap: .4rem 1.4rem; align-items: center; flex-wrap: wrap; padding: .6rem 1.2rem;
  background: var(--card); border-bottom: 3px solid var(--accent);
}
header strong { font-size: 1.1rem; }
header form { margin-left: auto; }
nav ul { display: flex; gap: .3rem; list-style: none; padding: 0; margin: 0; flex-wrap: wrap; }
nav a { display: inline-block; padding: .2rem .7rem; border-radius: 4px; text-decoration: none; }
nav a[aria-current] { background: var(--accent); color: var(--card); }
main nav { margin: 0 0 1rem; }
main nav a { border: 1px solid var(--line); background: var(--card); border-radius: 999px; }
main { max-width: 74rem; margin: 1rem auto; padding: 0 1rem; }
main:focus { outline: none; }
h1 { font-size: 1.4rem; margin: .2rem 0 .8rem; overflow-wrap: anywhere; }
h2, caption { font-size: 1rem; font-weight: 600; text-align: left; margin: 0 0 .4rem; }
caption { padding-bottom: .4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; margin: 0 0 1rem; }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.narrow { max-width: 26rem; margin: 3rem auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
thead th { font-size: .8rem; color: var(--soft); font-weight: 600; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; white-space: nowrap; }
th a { display: inline-block; min-height: 24px; }
time { white-space: nowrap; }
td { overflow-wrap: break-word; }
pre, .any { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: 0; font-size: .85rem; }
.state { display: inline-block; white-space: nowrap; border-radius: 999px; padding: 0 .7rem; background: var(--warn-bg); color: var(--warn); }
.state.written_back { background: var(--good-bg); color: var(--good); }
.state.failed, .state.needs_human { background: var(--bad-bg); color: var(--bad); }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; }
label { color: var(--soft); display: block; margin-bottom: .4rem; }
button, input { font: inherit; min-height: 2.25rem; padding: .3rem .9rem; border-radius: 6px; }
button { border: 1px solid var(--accent); background: var(--card); color: var(--accent); cursor: pointer; }
button.primary { background: var(--accent); color: var(--card); }
input { width: 100%; border: 1px solid var(--soft); background: var(--card); color: var(--ink); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, caption, tbody { display: block; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  tbody th, td { display: flex; gap: 1rem; border: 0; padding: .1rem 0; white-space: normal; overflow-wrap: anywhere; }
  td:empty { display: none; }
  td[data-label]::before { content: attr(data-label); flex: 0 0 6.5rem; color: var(--soft); font-size: .8rem; }
}
`;

export interface PageOptions {
  readonly title: string;
  readonly body: Html;
  /** Present when somebody is signed in. */
  readonly csrf?: string;
  readonly here?: 'overview' | 'events' | 'billing' | 'drift' | 'leads' | 'shop';
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
              <li><a href="/operator/billing" ${current('billing')}>Billing</a></li>
              <li><a href="/operator/drift" ${current('drift')}>Differences</a></li>
              <li><a href="/operator/leads" ${current('leads')}>Leads</a></li>
              <li><a href="/operator/shop" ${current('shop')}>Shop orders</a></li>
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
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`.text;
}
