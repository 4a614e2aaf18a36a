// The sites of a project, mounted in the local org: built in a thread of their own, served at the path their metadata names.
import express, { type RequestHandler } from 'express';
import type { ApiContext } from '../api/context.ts';
import { Builder } from './build/builder.ts';
import { SiteBuildError } from './build/problem.ts';
import { sitePlaces } from './metadata/site.ts';
import { SiteBuilds } from './server/site-builds.ts';
import { SiteNews } from './server/site-news.ts';
import { siteRouter } from './server/site-router.ts';
import { watchSources } from './server/watch-sources.ts';

export interface SitesOptions {
  /** Sources are watched: pages follow them, and chunks are not minified. */
  readonly isLive?: boolean;
}

export interface MountedSites {
  readonly router: RequestHandler;
  /** Takes the sites of the org as it is now. */
  remount(): void;
  /** Addresses of the sites below the org's, e.g. `/customer/`. */
  readonly paths: readonly string[];
  readonly builds: readonly SiteBuilds[];
  close(): Promise<void>;
}

/** Nothing is built before the first page is asked for, except where pages follow the sources. */
export function mountSites(context: ApiContext, { isLive = false }: SitesOptions = {}): MountedSites {
  const builder = new Builder();
  let mounted = mount(context, builder, isLive);
  context.publishSite = async (bundle) => {
    const site = mounted.sites.find(({ name }) => name === bundle);
    if (!site) throw new Error(`there is no site ${bundle}`);
    await site.builds.rebuild();
  };
  return {
    router: (request, response, next) => mounted.router(request, response, next),
    remount: () => {
      mounted.watch?.close();
      mounted = mount(context, builder, isLive);
    },
    get paths() {
      return mounted.sites.map(({ path }) => `${path}/`);
    },
    get builds() {
      return mounted.sites.map(({ builds }) => builds);
    },
    close: async () => {
      mounted.watch?.close();
      await builder.close();
    },
  };
}

function mount(context: ApiContext, builder: Builder, isLive: boolean) {
  const { org } = context;
  const router = express.Router();
  const sites = sitePlaces(org.project).map(({ name, urlPathPrefix }) => {
    const builds = new SiteBuilds(name, { org, builder, isSmall: !isLive });
    const path = urlPathPrefix === '' ? '' : `/${urlPathPrefix}`;
    const news = isLive ? new SiteNews() : undefined;
    if (isLive) builds.current().catch(() => undefined); // told to whoever opens a page
    router.use(siteRouter({ context, path, builds, ...(news && { news }) }));
    return { name, builds, path, news };
  });
  const watch =
    isLive && sites.length > 0
      ? watchSources(org.project, async () => {
          for (const { builds, news } of sites) await rebuild(builds, news!);
        })
      : undefined;
  return { router, sites, watch };
}

async function rebuild(builds: SiteBuilds, news: SiteNews): Promise<void> {
  try {
    const { buildMs } = await builds.rebuild();
    console.log(JSON.stringify({ site: 'built', ms: Math.round(buildMs) }));
    news.built();
  } catch (error) {
    const problems = error instanceof SiteBuildError ? error.problems : [{ file: '', line: 1, message: String(error) }];
    for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`);
    news.failed(problems);
  }
}
