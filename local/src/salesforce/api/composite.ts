// `/composite` and `/composite/graph`: series of subrequests in which later ones use what earlier ones answered.
// A series counts as one API call. With allOrNone (and always in a graph) it is one transaction.
// @see REST API guide, "Composite" and "Composite Graph"
import { SalesforceError } from '../dml/save.ts';
import type { Transaction } from '../dml/transaction.ts';
import { isObject, objectBody, objectList } from './json-body.ts';
import { mentioned, resolved, resolvedUrl } from './composite-references.ts';
import { answerOf, type RestAnswer, type RestCall, type RestRoute, type RestRoutes } from './rest.ts';

const LIMITS = {
  subrequests: 25,
  /** Of those, queries and collections together. */
  heavySubrequests: 5,
  graphs: 75,
  nodes: 500,
  nodeKinds: 15,
  depth: 15,
  /** After so many failed graphs the rest is not tried. */
  failedGraphs: 14,
} as const;

interface Subrequest {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Headers of the whole request hold for its parts too; all others a part names for itself. */
const INHERITED_HEADERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

interface Subanswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** Ends the transaction of an all-or-none series, carrying what is to be answered. */
class SeriesFailed extends Error {
  readonly answers: readonly Subanswer[];
  constructor(answers: readonly Subanswer[]) {
    super('composite series failed');
    this.answers = answers;
  }
}

/** @param routes the resources subrequests can name; known only when the whole table is */
export function compositeRoutes(routes: () => RestRoutes): readonly RestRoute[] {
  return [
    { method: 'POST', path: '/composite', handle: (call) => composite(call, routes()) },
    { method: 'POST', path: '/composite/graph', handle: (call) => graphs(call, routes()) },
  ];
}

function composite(call: RestCall, routes: RestRoutes): RestAnswer {
  const body = objectBody(call.body);
  const series = subrequestsOf(body.compositeRequest, 'compositeRequest');
  requireAtMost(series.length, LIMITS.subrequests, 'operations');
  requireAtMost(heavyCount(routes, series), LIMITS.heavySubrequests, 'query and collection operations');
  const answers = body.allOrNone === true ? runWhole(call, routes, series) : runEach(call, routes, series);
  return { status: 200, body: { compositeResponse: answers } };
}

// --- running a series

/** Every subrequest on its own; those that depend on a failed one find no value and fail too. */
function runEach(call: RestCall, routes: RestRoutes, series: readonly Subrequest[]): Subanswer[] {
  const bodies = new Map<string, unknown>();
  return series.map((subrequest) => {
    const answer = run(call, routes, subrequest, bodies, call.transact);
    if (answer.httpStatusCode < 300) bodies.set(subrequest.referenceId, answer.body);
    return answer;
  });
}

/** All in one transaction; the first failure takes everything back and halts the rest. */
function runWhole(call: RestCall, routes: RestRoutes, series: readonly Subrequest[]): readonly Subanswer[] {
  const bodies = new Map<string, unknown>();
  try {
    return call.transact((tx) => {
      const inside = <T>(work: (tx: Transaction) => T): T => work(tx);
      return series.map((subrequest, index) => {
        const answer = run(call, routes, subrequest, bodies, inside);
        if (answer.httpStatusCode >= 400) throw new SeriesFailed(haltedExcept(series, index, answer));
        bodies.set(subrequest.referenceId, answer.body);
        return answer;
      });
    });
  } catch (error) {
    if (error instanceof SeriesFailed) return error.answers;
    throw error;
  }
}

function haltedExcept(series: readonly Subrequest[], failedIndex: number, failed: Subanswer): Subanswer[] {
  return series.map(({ referenceId }, index) => (index === failedIndex ? failed : halted(referenceId)));
}

function halted(referenceId: string): Subanswer {
  const message = 'The transaction was rolled back since another operation in the same transaction failed.';
  return subanswer(referenceId, answerOf(new SalesforceError('PROCESSING_HALTED', message)));
}

function run(
  call: RestCall,
  routes: RestRoutes,
  subrequest: Subrequest,
  bodies: ReadonlyMap<string, unknown>,
  transact: RestCall['transact'],
): Subanswer {
  const { referenceId, method } = subrequest;
  try {
    const { path, query, version } = targetOf(resolvedUrl(subrequest.url, bodies));
    const { route } = routes.find(method, path);
    if (!route.inComposite)
      throw new SalesforceError('INVALID_INPUT', `${method} ${path} cannot be part of a composite request`);
    const body = resolved(subrequest.body, bodies);
    const header = (name: string) =>
      INHERITED_HEADERS.has(name.toLowerCase()) ? call.header(name) : subrequest.headers.get(name.toLowerCase());
    return subanswer(referenceId, routes.dispatch({ ...call, header, method, path, query, version, body, transact }));
  } catch (error) {
    if (error instanceof SalesforceError) return subanswer(referenceId, answerOf(error));
    throw error;
  }
}

function subanswer(referenceId: string, { status, body, headers }: RestAnswer): Subanswer {
  return { body: body ?? null, httpHeaders: { ...headers }, httpStatusCode: status, referenceId };
}

/** @throws SalesforceError INVALID_INPUT the URL does not begin with `/services/data/vNN.N/` */
function targetOf(url: string): { path: string; query: URLSearchParams; version: number } {
  const [, version, path = '/', search = ''] = /^\/services\/data\/v(\d+)\.0(\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  if (version === undefined) {
    throw new SalesforceError('INVALID_INPUT', `The url of a subrequest begins with /services/data/vXX.X/: ${url}`);
  }
  return { path, query: new URLSearchParams(search), version: Number(version) };
}

// --- reading the request

function subrequestsOf(value: unknown, name: string): Subrequest[] {
  const series = objectList(value, name).map(({ method, url, referenceId, body, httpHeaders }): Subrequest => {
    if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
      throw new SalesforceError('INVALID_INPUT', 'A subrequest needs a method, a url and a referenceId');
    }
    if (!/^[A-Za-z]\w*$/.test(referenceId)) {
      throw new SalesforceError(
        'INVALID_INPUT',
        `Provided referenceId ('${referenceId}') must start with a letter or a number, and it can contain only letters, numbers and underscores`,
      );
    }
    return { method: method.toUpperCase(), url, referenceId, body, headers: headersOf(httpHeaders) };
  });
  if (series.length === 0) throw new SalesforceError('INVALID_INPUT', `${name} holds no subrequest`);
  const ids = new Set(series.map(({ referenceId }) => referenceId));
  if (ids.size < series.length)
    throw new SalesforceError('INVALID_INPUT', 'referenceIds must be unique within a request');
  return series;
}

function headersOf(given: unknown): Map<string, string> {
  const entries = isObject(given) ? Object.entries(given) : [];
  return new Map(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function heavyCount(routes: RestRoutes, series: readonly Subrequest[]): number {
  return series.filter((subrequest) => kindOf(routes, subrequest) !== 'single').length;
}

function kindOf(routes: RestRoutes, { method, url }: Subrequest): string {
  try {
    return routes.find(method, targetOf(url).path).route.inComposite ?? 'single';
  } catch {
    return 'single'; // refused in its turn, when it runs
  }
}

function requireAtMost(count: number, most: number, what: string): void {
  if (count > most)
    throw new SalesforceError('LIMIT_EXCEEDED', `Limit exceeded for number of ${what}: ${count} of ${most} allowed`);
}

// --- graphs

interface Graph {
  readonly graphId: string;
  readonly nodes: readonly Subrequest[];
}

function graphs(call: RestCall, routes: RestRoutes): RestAnswer {
  const all = graphsOf(objectBody(call.body).graphs);
  requireAtMost(all.length, LIMITS.graphs, 'graphs');
  requireAtMost(
    all.reduce((count, { nodes }) => count + nodes.length, 0),
    LIMITS.nodes,
    'nodes',
  );
  let failed = 0;
  const answers = all.map(({ graphId, nodes }) => {
    const answer =
      failed >= LIMITS.failedGraphs
        ? nodes.map(({ referenceId }) => halted(referenceId))
        : runGraph(call, routes, nodes);
    const isSuccessful = answer.every(({ httpStatusCode }) => httpStatusCode < 400);
    if (!isSuccessful) failed += 1;
    return { graphId, graphResponse: { compositeResponse: answer }, isSuccessful };
  });
  return { status: 200, body: { graphs: answers } };
}

function graphsOf(value: unknown): Graph[] {
  const all = objectList(value, 'graphs').map((graph): Graph => {
    const { graphId, compositeRequest } = graph;
    if (typeof graphId !== 'string' || graphId === '')
      throw new SalesforceError('INVALID_INPUT', 'A graph needs a graphId');
    return { graphId, nodes: subrequestsOf(compositeRequest, 'compositeRequest') };
  });
  if (new Set(all.map(({ graphId }) => graphId)).size < all.length) {
    throw new SalesforceError('INVALID_INPUT', 'graphIds must be unique within a request');
  }
  return all;
}

/** Nodes run in the order of their references, and are answered in the order of the request. */
function runGraph(call: RestCall, routes: RestRoutes, nodes: readonly Subrequest[]): readonly Subanswer[] {
  requireAtMost(new Set(nodes.map(nodeKind)).size, LIMITS.nodeKinds, 'different node kinds');
  const ordered = inDependencyOrder(nodes);
  const answers = new Map(runWhole(call, routes, ordered).map((answer) => [answer.referenceId, answer]));
  return nodes.map(({ referenceId }) => answers.get(referenceId)!);
}

/** Method and object, as the platform tells node kinds apart. */
function nodeKind({ method, url }: Subrequest): string {
  return `${method} ${/\/sobjects\/([^/?]+)/.exec(url)?.[1] ?? url}`;
}

function inDependencyOrder(nodes: readonly Subrequest[]): Subrequest[] {
  const byId = new Map(nodes.map((node) => [node.referenceId, node]));
  const depths = new Map<string, number>();
  const depthOf = (node: Subrequest, path: readonly string[]): number => {
    const known = depths.get(node.referenceId);
    if (known !== undefined) return known;
    if (path.includes(node.referenceId)) {
      throw new SalesforceError('INVALID_INPUT', `References form a circle: ${[...path, node.referenceId].join(', ')}`);
    }
    const parents = [...mentioned([node.url, node.body])].flatMap((id) => byId.get(id) ?? []);
    const depth = 1 + Math.max(0, ...parents.map((parent) => depthOf(parent, [...path, node.referenceId])));
    depths.set(node.referenceId, depth);
    return depth;
  };
  const ordered = [...nodes].sort((a, b) => depthOf(a, []) - depthOf(b, []));
  requireAtMost(Math.max(...depths.values()), LIMITS.depth, 'levels of depth');
  return ordered;
}
