// Addresses of a site's pages: which route an address means, and the address of a page reference. Pure: the server asks before
// it answers, the runtime in the browser when a person moves on.
import type { RouteData } from './site-data.ts';

export interface PageReference {
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly state?: Readonly<Record<string, string | undefined>>;
}

export interface Match<R> {
  readonly route: R;
  /** Parts of the path by their names: `recordId`. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pathed {
  readonly path: readonly string[];
}

/** The route of a path below the site, `orders/801…`; fixed segments win over named ones. */
export function matchPath<R extends Pathed>(routes: readonly R[], path: string): Match<R> | undefined {
  const given = path.split('/').filter(Boolean).map(decoded);
  if (given.includes(undefined)) return undefined;
  const matches = routes.flatMap((route) => {
    const parameters = parametersOf(route.path, given as string[]);
    return parameters ? [{ route, parameters }] : [];
  });
  return matches.sort((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length)[0];
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function parametersOf(path: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (given.length > path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, segment] of path.entries()) {
    const value = given[at];
    if (value === undefined) {
      if (!segment.endsWith('?')) return undefined;
    } else if (segment.startsWith(':')) {
      parameters[segment.slice(1).replace(/\?$/, '')] = value;
    } else if (segment.toLowerCase() !== value.toLowerCase()) return undefined;
  }
  return parameters;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A page reference that leads nowhere on this site. */
export class NoSuchPage extends Error {}

/** What the routes of a site offer to page references. */
export interface Places {
  readonly basePath: string;
  readonly servicePath: string;
  readonly routes: readonly RouteData[];
}

type Locate = (places: Places, attributes: Readonly<Record<string, unknown>>) => string;

const namedPage: Locate = (places, { name }) => {
  const route = places.routes.find((candidate) => candidate.name === name);
  if (!route) throw new NoSuchPage(`The site has no page named ${String(name)}`);
  return fill(places, route, {});
};

const recordPage: Locate = (places, { recordId, objectApiName }) => {
  const id = textOf(recordId);
  const route = places.routes.find(
    ({ type, object }) =>
      type.startsWith('detail-') && (object?.keyPrefix === id.slice(0, 3) || object?.apiName === objectApiName),
  );
  if (!route) throw new NoSuchPage(`The site has no page for the record ${id}`);
  return fill(places, route, { recordId: id });
};

const objectPage: Locate = (places, { objectApiName }) => {
  const route = places.routes.find(({ type, object }) => type.startsWith('list-') && object?.apiName === objectApiName);
  if (!route) throw new NoSuchPage(`The site has no list of ${String(objectApiName)}`);
  return fill(places, route, { objectApiName: String(objectApiName) });
};

/** Page reference types of LWR sites. @see Lightning Web Components Developer Guide, "PageReference Types" */
const TYPES: Readonly<Record<string, Locate>> = {
  comm__namedPage: namedPage,
  standard__recordPage: recordPage,
  comm__recordPage: recordPage,
  standard__objectPage: objectPage,
  comm__objectPage: objectPage,
  comm__loginPage: (places, { actionName }) => {
    if (actionName === 'logout') return `${places.servicePath}/vforcesite/secur/logout.jsp`;
    const login = places.routes.find(({ type }) => type === 'login-main');
    if (!login) throw new NoSuchPage('The site has no login page');
    return fill(places, login, {});
  },
  standard__webPage: ({ basePath, servicePath }, { url }) => {
    const address = textOf(url);
    // A path is one of the site's, unless it says so already.
    if (!address.startsWith('/') || address.startsWith('//')) return address;
    return address === servicePath || address.startsWith(`${servicePath}/`) ? address : basePath + address;
  },
};

/** The address a page reference leads to. @throws NoSuchPage the site has no such page, or the type is not one of LWR sites */
export function addressOf(places: Places, { type, attributes, state = {} }: PageReference): string {
  const locate = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!locate) throw new NoSuchPage(`Page references of type ${type} are not supported on this site`);
  const address = locate(places, attributes ?? {});
  const query = new URLSearchParams(
    Object.entries(state ?? {}).filter((entry): entry is [string, string] => entry[1] != null),
  );
  return query.size > 0 ? `${address}${address.includes('?') ? '&' : '?'}${query.toString()}` : address;
}

function fill({ basePath }: Places, { path }: RouteData, parameters: Readonly<Record<string, string>>): string {
  const segments = path.flatMap((segment) => {
    if (!segment.startsWith(':')) return [segment];
    const value = parameters[segment.slice(1).replace(/\?$/, '')];
    return value === undefined ? [] : [encodeURIComponent(value)];
  });
  return segments.length > 0 ? `${basePath}/${segments.join('/')}` : `${basePath}/`;
}

/** What CurrentPageReference tells a component on this page. */
export function referenceOf({ route, parameters }: Match<RouteData>, query: URLSearchParams): PageReference {
  const state = Object.fromEntries(query);
  if (route.type.startsWith('detail-')) {
    const attributes = { ...parameters, objectApiName: route.object?.apiName, actionName: 'view' };
    return { type: 'standard__recordPage', attributes, state };
  }
  if (route.type.startsWith('list-'))
    return { type: 'standard__objectPage', attributes: { ...parameters, actionName: 'list' }, state };
  if (route.type === 'login-main') return { type: 'comm__loginPage', attributes: { actionName: 'login' }, state };
  return { type: 'comm__namedPage', attributes: { ...parameters, name: route.name }, state };
}
