// Serves one site below its path: pages, files, who may see what, sign-out, and news of builds.
// The API behind the pages is the org's own, on the same origin, as on the platform.
import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import type { ApiContext } from '../../api/context.ts';
import type { Project } from '../../metadata/project.ts';
import { contentOf } from '../../metadata/static-resource.ts';
import { childrenOf, textOf } from '../../metadata/xml.ts';
import { matchPath } from '../address.ts';
import { SiteBuildError } from '../build/problem.ts';
import type { BuiltProject } from '../build/project-layer.ts';
import { basePathOf, codeOf, defaultLanguage, languageOfSegment } from '../metadata/languages.ts';
import { menusFor } from '../metadata/menus.ts';
import type { Route } from '../metadata/routes.ts';
import type { Language, Site } from '../metadata/site.ts';
import type { RouteData, SiteData } from '../site-data.ts';
import { BASE_LABELS } from './base-labels.ts';
import { DOWNLOAD_PATH, sendDownload } from './downloads.ts';
import { i18nFor } from './i18n.ts';
import { messagePage } from './message-page.ts';
import { FONT_FILES, SLDS_ASSETS, type PageFiles } from './publication.ts';
import { contentSecurityPolicy, shell } from './shell.ts';
import type { Edition, SiteBuilds } from './site-builds.ts';
import type { SiteNews } from './site-news.ts';
import { formFactorOf, ID_OF_COMMUNITY, ID_OF_SITE, preferredLanguage, visitorOf, type Visitor } from './visitor.ts';

export interface SiteServer {
  readonly context: ApiContext;
  /** `/customer`; '' for a site at the root. */
  readonly path: string;
  readonly builds: SiteBuilds;
  /** Given where pages follow changes of the sources. */
  readonly news?: SiteNews;
}

const STATIC = { maxAge: '365d', immutable: true, index: false } as const;

export function siteRouter(server: SiteServer): Router {
  const router = express.Router();
  const { path, builds, news } = server;
  router.use(`${path}/_site/slds`, express.static(SLDS_ASSETS, { ...STATIC, fallthrough: true }));
  router.use(`${path}/_site/fonts/files`, express.static(FONT_FILES, STATIC));
  if (news) router.get(`${path}/_site/events`, (_request, response) => news.follow(response));
  router.get(`${path}/_site/*file`, async (request, response) => {
    const { publication } = await builds.current();
    const file = request.params.file.join('/');
    if (!(await publication.assets.send(file, request, response)))
      response.status(404).type('text').send('No such file');
  });
  router.get(`${path}/sfsites/c/resource/:name`, async (request, response) => {
    const { project } = await builds.current();
    const resource = project.find('StaticResource', String(request.params.name));
    const content = resource && contentOf(project, resource);
    if (!content) return void response.status(404).type('text').send('No such file');
    response.type((resource.xml && textOf(resource.xml, 'contentType')) ?? 'application/octet-stream').send(content);
  });
  router.get(path + DOWNLOAD_PATH, (request, response) => sendDownload(server.context, request, response));
  // Visualforce has pages of its own on a site; sign-out is the one that pages lead to.
  router.get(`${path}/vforcesite/secur/logout.jsp`, (request, response) => {
    const to = typeof request.query['retUrl'] === 'string' ? request.query['retUrl'] : `${path}/`;
    response.redirect(302, `/secur/logout.jsp?retUrl=${encodeURIComponent(to)}`);
  });
  router.get([path || '/', `${path}/*rest`], async (request, response, next) => {
    if (request.path.startsWith(`${path}/webruntime/`) || !accepts(request)) return next();
    try {
      sendPage(server, await builds.current(), request, response);
    } catch (error) {
      if (!(error instanceof SiteBuildError)) throw error;
      const items = error.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
      response
        .status(500)
        .type('html')
        .send(messagePage('The site could not be built', items, news && `${path}/_site/events`));
    }
  });
  return router;
}

/** Pages are for people: programs that ask for JSON get the API's answers. */
const accepts = (request: Request): boolean => request.accepts(['html', 'json']) === 'html';

function sendPage(server: SiteServer, edition: Edition, request: Request, response: Response): void {
  const { site } = edition;
  const visitor = visitorOf(server.context, request);
  const below = request.path.slice(server.path.length).replace(/^\/+/, '');
  const [first = '', ...rest] = below.split('/');
  const named = languageOfSegment(site, first);
  const query = queryOf(request);
  if (!named) {
    const wanted = preferredLanguage(site, visitor, request);
    if (wanted !== defaultLanguage(site)) return response.redirect(302, `${basePathOf(site, wanted)}/${below}${query}`);
  }
  const language = named ?? defaultLanguage(site);
  const match = site.isLive ? matchPath(site.routes, named ? rest.join('/') : below) : undefined;
  const route = match?.route ?? site.routes.find(({ routeType }) => routeType === INSTEAD[String(site.isLive)]);
  if (!route) return void response.status(404).type('text').send('No such page');
  if (visitor.isGuest && !route.isPublic) return toLogin(site, language, request, response);
  if (!visitor.user)
    return void response.status(500).type('text').send('The org has no user with a guest licence for its site.');
  const files = edition.publication.page(route.viewId, language);
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string): string => `${server.path}/_site/${file}`;
  const { title, description } = site.views.get(route.viewId)!.seo(language.locale);
  const data = dataFor(server, edition, visitor, language, request);
  // From the error page its links lead on; a site that is not live has no other page.
  const others = site.isLive ? data.routes : [];
  response
    .status(match ? 200 : site.isLive ? 404 : 503)
    .set({
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'origin-when-cross-origin',
    })
    .type('html')
    .send(
      shell({
        language: codeOf(language),
        title: title || route.title,
        description,
        nonce,
        styles: edition.publication.styles.map(address),
        imports: Object.fromEntries(
          Object.entries(edition.publication.imports).map(([specifier, file]) => [specifier, address(file)]),
        ),
        preload: [...files.platform, ...files.own].map(address),
        data: match ? data : { ...data, routes: [...others, notFound(site, route, request, server, language)] },
      }),
    );
}

/** What is shown where no page can be, by whether the site's Network is Live. */
const INSTEAD: Readonly<Record<string, string>> = { true: 'error', false: 'service-not-available' };

/** The error page stands at whatever address was asked for. */
function notFound(site: Site, route: Route, request: Request, server: SiteServer, language: Language): RouteData {
  const base = basePathOf(site, language);
  const below = request.path.startsWith(`${base}/`)
    ? request.path.slice(base.length)
    : request.path.slice(server.path.length);
  return { ...routeData(server, site, route, language), path: below.split('/').filter(Boolean) };
}

const queryOf = ({ originalUrl }: Request): string =>
  originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?')) : '';

/** As the platform does: the login page is told where the visitor was going. */
function toLogin(site: Site, language: Language, request: Request, response: Response): void {
  const login = site.routes.find(({ routeType }) => routeType === 'login-main');
  if (!login)
    return void response.status(401).type('text').send('This page is for members, and the site has no login page.');
  const start = encodeURIComponent(request.originalUrl);
  response.redirect(302, `${basePathOf(site, language)}/${login.path.join('/')}?ec=302&startURL=${start}`);
}

function dataFor(
  server: SiteServer,
  { project, site, publication, cacheable }: Edition,
  { user, isGuest }: Visitor,
  language: Language,
  request: Request,
): SiteData {
  const code = codeOf(language);
  const pages = new Map<string, PageFiles>(
    site.routes.map(({ viewId }) => [viewId, publication.page(viewId, language)]),
  );
  const address = (file: string): string => `${server.path}/_site/${file}`;
  return {
    basePath: basePathOf(site, language),
    servicePath: server.path,
    site: {
      Id: ID_OF_SITE,
      communityId: ID_OF_COMMUNITY,
      activeLanguages: site.languages.map((one, at) => ({ label: one.label, code: codeOf(one), default: at === 0 })),
    },
    user: {
      Id: isGuest ? undefined : user!.userId,
      isGuest,
      record: isGuest ? {} : ownRecord(server.context, user!.userId),
    },
    formFactor: formFactorOf(request),
    i18n: i18nFor({
      language: code,
      locale: isGuest ? language.locale : user!.locale,
      timeZone: user!.timeZone,
      currency: 'JPY',
    }),
    baseLabels: BASE_LABELS[code] ?? {},
    permissions: permissionsOf(project, user!),
    resources: resourceAddresses(server.path, publication.built),
    cacheable,
    routes: site.routes.map((route) => routeData(server, site, route, language)),
    views: Object.fromEntries([...pages].map(([name, { view }]) => [name, address(view)])),
    layouts: Object.fromEntries([...pages].map(([name, { layout }]) => [layoutName(site, name), address(layout)])),
    menus: menusFor(project, site.networkName, isGuest),
    isLive: server.news !== undefined,
  };
}

/** What a page may ask of its visitor's own user by record services. */
const OWN_FIELDS = ['Id', 'Name', 'FirstName', 'LastName'];

function ownRecord({ org }: ApiContext, userId: string): Record<string, string> {
  const row = org.store.get('User', userId);
  return Object.fromEntries(OWN_FIELDS.map((name) => [name, String(row?.[name] ?? '')]));
}

function layoutName(site: Site, viewId: string): string {
  const view = site.views.get(viewId)!;
  return (site.themeLayouts.get(view.themeLayoutType) ?? site.themeLayouts.get('Inner'))!.name;
}

function routeData({ context }: SiteServer, site: Site, route: Route, language: Language): RouteData {
  const { title, description } = site.views.get(route.viewId)!.seo(language.locale);
  const object = /^(?:detail|list|relatedlist)-(.+)$/.exec(route.routeType)?.[1];
  const type =
    object === undefined
      ? undefined
      : [...context.org.schema.types.values()].find(({ name, keyPrefix }) => keyPrefix === object || name === object);
  return {
    name: route.name,
    type: route.routeType,
    path: route.path,
    view: route.viewId,
    layout: layoutName(site, route.viewId),
    isPublic: route.isPublic,
    title: title || route.title,
    description,
    ...(type && { object: { apiName: type.name, keyPrefix: type.keyPrefix ?? '' } }),
  };
}

function resourceAddresses(path: string, { imports }: BuiltProject): Record<string, string> {
  const names = imports.filter(({ kind }) => kind === 'resource').map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, `${path}/sfsites/c/resource/${name}`]));
}

/** Permissions that components of the project may ask for. */
function permissionsOf(project: Project, user: NonNullable<Visitor['user']>): string[] {
  const custom = project.ofType('CustomPermission').map(({ fullName }) => fullName);
  const sets = project.ofType('PermissionSet').flatMap(({ xml }) => (xml ? childrenOf(xml, 'userPermissions') : []));
  const named = new Set(sets.flatMap((element) => childrenOf(element, 'name').map(({ text }) => text)));
  return [...custom.filter((name) => user.isGranted(name)), ...[...named].filter((name) => user.has(name))];
}
