// The console: any object's records by its metadata, so that a person can act as an agent without an org.
// It decides nothing: reads are SOQL in user mode, changes go through the save pipeline as the chosen user.
import { cookieOf } from '../api/cookies.ts';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Request, type Response, type Router } from 'express';
import { SalesforceError, type SaveResult } from '../dml/save.ts';
import { SourceError } from '../metadata/source-error.ts';
import type { LocalOrg } from '../org.ts';
import type { SObjectType, Value } from '../schema/schema.ts';
import type { RunningUser } from '../security/running-user.ts';
import { listViewsOf, readListView } from './list-views.ts';
import { formValue } from './field-display.ts';
import { editPage, type Draft } from './edit-page.ts';
import { listPage } from './list-page.ts';
import { messagePage, type Person, type Shell, tabsOf } from './shell.ts';
import { recordPage } from './record-page.ts';
import { readRecord, rowsOf } from './records.ts';
import { relatedListsOf } from './related-lists.ts';

const USER_COOKIE = 'portway_console_user';
const JAPANESE_FONT = '@fontsource-variable/noto-sans-jp/wght.css';
const asset = (name: string): string => readFileSync(new URL(`./static/${name}`, import.meta.url), 'utf8');

/** @param startUsername whom the page acts as until a person picks somebody else; the org's first user when left out */
export function consoleRouter(org: LocalOrg, startUsername?: string): Router {
  const router = express.Router();
  const css = asset('console.css');
  const script = asset('console.js');
  router.get('/', (_request, response) => response.redirect('/console'));
  router.get('/console/console.css', (_request, response) => void response.type('css').send(css));
  router.get('/console/console.js', (_request, response) => void response.type('js').send(script));
  // Names and addresses are often Japanese; a machine without such a font would show boxes.
  const fonts = dirname(createRequire(import.meta.url).resolve(JAPANESE_FONT));
  router.use('/console/fonts', express.static(fonts, { maxAge: '7d', immutable: true }));
  router.use('/console', refuseForeignOrigin, express.urlencoded({ extended: false, limit: '1mb' }));

  const shellFor = (request: Request): Shell => {
    const users = internalUsers(org);
    const asked = cookieOf(request, USER_COOKIE);
    // A cookie outlives the org it was set by, and the user it names.
    const isKnown = users.some(({ username }) => username === asked);
    const user = org.userByName((isKnown && asked) || (startUsername ?? firstUsername(org)));
    return { user, users, tabs: tabsOf(org), path: request.originalUrl };
  };
  const page = (path: string, answer: (shell: Shell, request: Request, response: Response) => void): void => {
    router.get(path, (request, response) => guarded(shellFor(request), request, response, answer));
  };
  const action = (path: string, answer: (shell: Shell, request: Request, response: Response) => void): void => {
    router.post(path, (request, response) => guarded(shellFor(request), request, response, answer));
  };

  page('/console', (shell, _request, response) =>
    response.redirect(`/console/list/${shell.tabs[0]?.name ?? 'Account'}`),
  );
  action('/console/user', (_shell, request, response) => {
    response.cookie(USER_COOKIE, String(formOf(request).username), { httpOnly: true, sameSite: 'strict' });
    response.redirect(localPath(formOf(request).back) ?? '/console');
  });
  page('/console/list/:type', (shell, request, response) => {
    const type = typeNamed(org, String(request.params.type));
    const name = typeof request.query.view === 'string' ? request.query.view : undefined;
    const view = readListView(org.project, org.schema, type, name);
    const rows = rowsOf(org, shell.user, type, view);
    response.send(listPage(shell, type, listViewsOf(org.project, type), view, rows).markup);
  });
  page('/console/record/:id', (shell, request, response) => {
    const record = readRecord(org, shell.user, String(request.params.id));
    response.send(recordPage(org, shell, record, relatedListsOf(org, shell.user, record)).markup);
  });
  page('/console/record/:id/edit', (shell, request, response) => {
    const { type, id, title, values } = readRecord(org, shell.user, String(request.params.id));
    response.send(editPage(org, shell, type, { id, title, values, errors: [] }).markup);
  });
  page('/console/new/:type', (shell, request, response) => {
    const type = typeNamed(org, String(request.params.type));
    const draft: Draft = { id: null, title: '', values: defaultsFor(type, request), errors: [] };
    response.send(editPage(org, shell, type, draft).markup);
  });
  action('/console/record/:id', (shell, request, response) => {
    const { type, id, title, values } = readRecord(org, shell.user, String(request.params.id));
    save(org, shell, type, { id, title, values, errors: [] }, request, response);
  });
  action('/console/new/:type', (shell, request, response) => {
    const type = typeNamed(org, String(request.params.type));
    save(org, shell, type, { id: null, title: '', values: new Map(), errors: [] }, request, response);
  });
  router.use('/console', (request, response) => {
    response.status(404).send(messagePage(shellFor(request), `The console has no page ${request.originalUrl}.`).markup);
  });
  return router;
}

/** Saves what the form changed; a refusal shows the form again with what was typed and why. */
function save(
  org: LocalOrg,
  shell: Shell,
  type: SObjectType,
  before: Draft,
  request: Request,
  response: Response,
): void {
  const sent = sentValues(org, type, shell.user, formOf(request));
  const changed = Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => value !== (before.values.get(name) ?? null)),
  );
  if (before.id && Object.keys(changed).length === 0) return response.redirect(`/console/record/${before.id}`);
  const [result] = org.transact(shell.user, (tx) =>
    org.save(tx, {
      operation: before.id ? 'update' : 'insert',
      records: [before.id ? { type: type.name, id: before.id, values: changed } : { type: type.name, values: changed }],
      allOrNone: false,
      access: 'user',
    }),
  ) as [SaveResult];
  if (result.success) return response.redirect(`/console/record/${result.id}`);
  const draft: Draft = {
    ...before,
    values: new Map([...before.values, ...Object.entries(sent)]),
    errors: result.errors,
  };
  response.status(400).send(editPage(org, shell, type, draft).markup);
}

function sentValues(
  org: LocalOrg,
  type: SObjectType,
  user: RunningUser,
  form: Readonly<Record<string, unknown>>,
): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, sent] of Object.entries(form)) {
    const field = org.schema.field(type, name);
    // A checked box sends `false` from its hidden twin, then `true`: the last one counts.
    const text = Array.isArray(sent) ? String(sent.at(-1)) : String(sent);
    if (field) values[field.name] = formValue(field, text, user);
  }
  return values;
}

function defaultsFor(type: SObjectType, request: Request): Map<string, Value> {
  const picks = [...type.fields.values()].flatMap((field): [string, Value][] => {
    const preset = field.picklistValues.find((entry) => entry.isDefault)?.value;
    return preset === undefined ? [] : [[field.name, preset]];
  });
  const asked = Object.entries(request.query).flatMap(([name, value]): [string, Value][] =>
    typeof value === 'string' && type.fields.has(name) ? [[name, value]] : [],
  );
  return new Map([...picks, ...asked]);
}

function guarded(
  shell: Shell,
  request: Request,
  response: Response,
  answer: (shell: Shell, request: Request, response: Response) => void,
): void {
  try {
    answer(shell, request, response);
  } catch (error) {
    if (error instanceof SalesforceError) {
      response.status(error.httpStatus).send(messagePage(shell, `${error.errorCode}: ${error.message}`).markup);
    } else if (error instanceof SourceError) {
      response.status(500).send(messagePage(shell, `The project's source cannot be shown. ${error.message}`).markup);
    } else throw error;
  }
}

/** The page changes records with no log-in: only itself may post to it. */
function refuseForeignOrigin(request: Request, response: Response, next: () => void): void {
  const origin = request.get('origin');
  const isOurs = origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.get('host');
  if (request.method === 'GET' || isOurs) return next();
  response.status(403).type('text').send('The console takes changes from its own pages only.');
}

function typeNamed(org: LocalOrg, name: string): SObjectType {
  const type = org.schema.type(name);
  if (!type)
    throw new SalesforceError('NOT_FOUND', `There is no sObject type ${name} in this org.`, { httpStatus: 404 });
  return type;
}

function firstUsername(org: LocalOrg): string {
  const [first] = org.store.all('User');
  return String(first?.Username);
}

function internalUsers(org: LocalOrg): Person[] {
  return [...org.store.all('User')]
    .filter((row) => row.IsActive !== false && !row.ContactId)
    .map((row) => ({ username: String(row.Username), name: String(row.Name ?? row.Username) }));
}

function formOf(request: Request): Record<string, unknown> {
  return (request.body ?? {}) as Record<string, unknown>;
}

function localPath(path: unknown): string | undefined {
  return typeof path === 'string' && /^\/console(\/|$)/.test(path) ? path : undefined;
}
