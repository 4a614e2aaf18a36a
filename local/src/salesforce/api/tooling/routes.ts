// `/tooling`: queries and records of the Tooling API. Test runs and anonymous Apex have routers of their own (apex/).
// Metadata is written by deployments only: what would change it through here is refused in words.
import { SalesforceError } from '../../dml/save.ts';
import type { SObjectType } from '../../schema/schema.ts';
import type { RunningUser } from '../../security/running-user.ts';
import { columnsOf } from '../../soql/columns.ts';
import type { QueryResult } from '../../soql/result.ts';
import { compileQuery, runQuery } from '../../soql/run-query.ts';
import { describeSummary, describeType } from '../describe.ts';
import { objectBody } from '../json-body.ts';
import { pageOf } from '../query.ts';
import { recordJson } from '../record-json.ts';
import { isVisible } from '../record-input.ts';
import { notFound, type RestAnswer, type RestCall, type RestRoute } from '../rest.ts';
import { toolingOf } from './tooling-org.ts';
import { TOOLING_TYPES } from './types.ts';

const BY_ID = '/tooling/sobjects/:type/:id';

export const toolingRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/tooling', handle: resources },
  { method: 'GET', path: '/tooling/query', handle: query },
  { method: 'GET', path: '/tooling/query/:locator', handle: nextPage },
  { method: 'GET', path: '/tooling/sobjects', handle: describeGlobal },
  { method: 'GET', path: '/tooling/sobjects/:type/describe', handle: describe },
  { method: 'GET', path: '/tooling/sobjects/:type', handle: basic },
  { method: 'POST', path: '/tooling/sobjects/:type', handle: create },
  { method: 'GET', path: BY_ID, handle: read },
  { method: 'PATCH', path: BY_ID, handle: update },
  { method: 'DELETE', path: BY_ID, handle: remove },
  { method: 'GET', path: '/tooling/sobjects/ApexLog/:id/Body', handle: logBody },
];

function resources({ version }: RestCall): RestAnswer {
  const base = `/services/data/v${version}.0/tooling`;
  const names = ['query', 'sobjects', 'executeAnonymous', 'runTestsSynchronous', 'runTestsAsynchronous'];
  return { status: 200, body: Object.fromEntries(names.map((name) => [name, `${base}/${name}`])) };
}

function query(call: RestCall): RestAnswer {
  const soql = call.query.get('q');
  if (!soql?.trim()) throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
  const result = run(call, soql);
  if (call.query.get('columns') === 'true') {
    const columnMetadata = columnsOf(compileQuery(toolingOf(call.context).schema, soql));
    return {
      status: 200,
      body: { columnMetadata, idSelected: columnMetadata.some(({ columnName }) => columnName === 'Id') },
    };
  }
  return page(call, result, 0, undefined);
}

/** Tooling objects are for who may see the set-up, and seen whole; the others as in every query of that user. */
function run(call: RestCall, soql: string): QueryResult {
  const { context, user } = call;
  if (!isOwn(fromOf(soql))) return call.transact((tx) => context.org.query(tx, soql, { access: 'user' }));
  const { schema, store } = toolingOf(context);
  const access = user.has('ViewSetup') || OPEN.has(fromOf(soql).toLowerCase()) ? 'system' : 'user';
  return runQuery({ schema, store, user, now: now(call) }, soql, { access });
}

/** Clients ask these when anybody signs in. */
const OPEN: ReadonlySet<string> = new Set([
  'sandboxprocess',
  'sandboxinfo',
  'packagelicense',
  'installedsubscriberpackage',
]);

const now = ({ context }: RestCall): string => `${new Date(context.org.clock()).toISOString().slice(0, 19)}.000Z`;

/** Object of the statement's own FROM: what stands in brackets belongs to a child query. */
function fromOf(soql: string): string {
  let text = soql.replace(/'(?:\\.|[^'\\])*'/g, "''");
  for (let shorter = ''; shorter !== text;) {
    shorter = text;
    text = text.replace(/\([^()]*\)/g, ' ');
  }
  return /\bFROM\s+(\w+)/i.exec(text)?.[1] ?? '';
}

const OWN_NAMES = new Map(Object.keys(TOOLING_TYPES).map((name) => [name.toLowerCase(), name]));
const isOwn = (name: string): boolean => OWN_NAMES.has(name.toLowerCase());

function nextPage(call: RestCall): RestAnswer {
  const [, id = '', start = '0'] = /^(\w+?)(?:-(\d+))?$/.exec(call.params.locator!) ?? [];
  return page(call, call.context.locators.find(call.user.userId, id), Number(start), id);
}

function page(call: RestCall, result: QueryResult, start: number, locator: string | undefined): RestAnswer {
  const { schema } = toolingOf(call.context);
  const { totalSize, done, records, ...rest } = pageOf(call, result, start, locator, { schema, area: '/tooling' });
  const entityTypeName = result.records[0]?.type ?? null;
  const body = { size: records.length, totalSize, done, queryLocator: null, entityTypeName, records, ...rest };
  return { status: 200, body };
}

/** @throws SalesforceError NOT_FOUND: no such object, or none that this user may know of */
function typeOf({ context, user, params }: RestCall): SObjectType {
  const type = toolingOf(context).schema.type(params.type!);
  const isOpen = type && (isOwn(type.name) ? user.has('ViewSetup') : isVisible(user, type));
  if (!isOpen) throw notFound();
  return type;
}

/** Who may see the set-up sees all of the Tooling objects. */
function seeing(user: RunningUser): RunningUser {
  const can: RunningUser['can'] = (right, type) => isOwn(type.name) || user.can(right, type);
  const canReadField: RunningUser['canReadField'] = (type, field) => isOwn(type.name) || user.canReadField(type, field);
  return { ...user, has: (name) => user.has(name), can, canReadField, canEditField: canReadField };
}

function describeGlobal(call: RestCall): RestAnswer {
  const { schema } = toolingOf(call.context);
  const types = [...schema.types.values()]
    .filter((type) => (isOwn(type.name) ? call.user.has('ViewSetup') : isVisible(call.user, type)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const sobjects = types.map((type) => inTooling(describeSummary(seeing(call.user), type, call.version)));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
}

function basic(call: RestCall): RestAnswer {
  const summary = describeSummary(seeing(call.user), typeOf(call), call.version);
  return { status: 200, body: { objectDescribe: inTooling(summary), recentItems: [] } };
}

function describe(call: RestCall): RestAnswer {
  const { schema } = toolingOf(call.context);
  return { status: 200, body: inTooling(describeType(schema, seeing(call.user), typeOf(call), call.version)) };
}

/** Addresses below `/tooling`, where the descriptions of the REST API give theirs. */
function inTooling(description: object): unknown {
  return JSON.parse(JSON.stringify(description).replaceAll(/(\/v\d+\.0)\/sobjects\//g, '$1/tooling/sobjects/'));
}

function read(call: RestCall): RestAnswer {
  const type = typeOf(call);
  const wanted = call.query.get('fields')?.split(',') ?? [...type.fields.keys()];
  const { id } = call.params;
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(id!)) throw notFound();
  const readable = wanted.filter((name) => {
    const field = type.fields.get(name);
    return !field || isOwn(type.name) || call.user.canReadField(type, field);
  });
  const [record] = run(call, `SELECT ${readable.join(', ')} FROM ${type.name} WHERE Id = '${id}'`).records;
  if (!record) throw notFound();
  return { status: 200, body: recordJson(toolingOf(call.context), call.version, record, '/tooling') };
}

function create(call: RestCall): RestAnswer {
  const type = writableType(call);
  const tooling = toolingOf(call.context);
  const id = tooling.records.create(tooling.schema, type, objectBody(call.body), writerOf(call));
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

const writerOf = (call: RestCall) => ({ userId: call.user.userId, now: now(call) });

function update(call: RestCall): RestAnswer {
  const tooling = toolingOf(call.context);
  tooling.records.update(tooling.schema, writableType(call), call.params.id!, objectBody(call.body), writerOf(call));
  return { status: 204 };
}

function remove(call: RestCall): RestAnswer {
  const { context, params } = call;
  if (typeOf(call).name === 'ApexLog') return removeLog(call);
  toolingOf(context).records.remove(writableType(call), params.id!);
  return { status: 204 };
}

function removeLog({ context, params }: RestCall): RestAnswer {
  if (!context.org.store.get('ApexLog', params.id!)) throw notFound();
  context.org.store.remove('ApexLog', params.id!);
  context.org.store.commit();
  return { status: 204 };
}

function writableType(call: RestCall): SObjectType {
  const type = typeOf(call);
  if (isOwn(type.name) && type.createable) return type;
  const message = `The local org takes ${type.name} by deployment only: use the Metadata API (sf project deploy start)`;
  throw new SalesforceError('METHOD_NOT_ALLOWED', message, { httpStatus: 405 });
}

function logBody(call: RestCall): RestAnswer {
  const body = toolingOf(call.context).logs.bodyOf(call.params.id!);
  if (body === undefined) throw notFound();
  return { status: 200, body: Buffer.from(body), headers: { 'content-type': 'text/plain;charset=UTF-8' } };
}
