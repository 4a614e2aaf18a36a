// The frame around every console page: navigation from the project's Lightning app, and whom the page acts as.
import type { LocalOrg } from '../org.ts';
import { childrenOf } from '../metadata/xml.ts';
import type { SObjectType } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { langAttribute } from './language.ts';

export interface Person {
  readonly username: string;
  readonly name: string;
}

export interface Shell {
  readonly user: RunningUser;
  /** Whom a person may act as. */
  readonly users: readonly Person[];
  readonly tabs: readonly SObjectType[];
  readonly path: string;
}

/** Tabs of the project's Lightning apps, in their order; without an app, the common objects. */
export function tabsOf(org: LocalOrg): SObjectType[] {
  const declared = org.project
    .ofType('CustomApplication')
    .flatMap((app) => (app.xml ? childrenOf(app.xml, 'tabs') : []));
  const names = declared.map((tab) => tab.text.replace(/^standard-/, ''));
  const types = names.flatMap((name) => org.schema.type(name) ?? []);
  return types.length
    ? [...new Set(types)]
    : ['Account', 'Contact', 'Order', 'Case'].flatMap((name) => org.schema.type(name) ?? []);
}

export function framed(shell: Shell, title: string, body: HtmlValue, current?: SObjectType): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · local org</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/console/console.css" />
        <script type="module" src="/console/console.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <strong>Portway · local org</strong>
          <nav aria-label="Objects">${shell.tabs.map((type) => tabLink(type, current))}</nav>
          <form method="post" action="/console/user">
            <input type="hidden" name="back" value="${shell.path}" />
            <label for="running-user">Acting as</label>
            <select id="running-user" name="username">
              ${shell.users.map(({ username, name }) => html`<option value="${username}" ${langAttribute(name)} ${username === shell.user.username ? 'selected' : ''}>${name}</option>`)}
            </select>
            <noscript><button>Switch</button></noscript>
          </form>
        </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`;
}

function tabLink(type: SObjectType, current?: SObjectType): Html {
  return html`<a href="/console/list/${type.name}" ${type === current ? html`aria-current="page"` : ''}
    >${type.labelPlural}</a
  >`;
}

export function messagePage(shell: Shell, text: string): Html {
  return framed(
    shell,
    'Not shown',
    html`<h1>Not shown</h1>
      <div class="errors" role="alert">${text}</div>
      <p><a href="/console">To the first list</a></p>`,
  );
}
