// The sites of a project, mounted in the local org: built in a thread of their own, served at the path their metadata names.
import express, { type Router } from 'express';
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
  readonly router: Router;
  /** Addresses of the sites below the org's, e.g. `/customer/`. */
  readonly paths: readonly string[];
  readonly builds: readonly SiteBuilds[];
  close(): Promise<void>;
}

/**
 * Nothing is built before the first page is asked for, except where pages follow the sources.
 * @returns undefined for a project without sites
 */
export function mountSites(context: ApiContext, { isLive = false }: SitesOptions = {}): MountedSites | undefined {
  const { org } = context;
  const sites = sitePlaces(org.project);
  if (sites.length === 0) return undefined;
  const builder = new Builder();
  const router = express.Router();
  const mounted = sites.map(({ name, urlPathPrefix }) => {
    const builds = new SiteBuilds(name, { org, builder, isSmall: !isLive });
    const path = urlPathPrefix === '' ? '' : `/${urlPathPrefix}`;
    const news = isLive ? new SiteNews() : undefined;
    if (isLive) builds.current().catch(() => undefined); // told to whoever opens a page
    router.use(siteRouter({ context, path, builds, ...(news && { news }) }));
    return { name, builds, path, news };
  });
  const watch = isLive
    ? watchSources(org.project, async () => {
        for (const { builds, news } of mounted) await rebuild(builds, news!);
      })
    : undefined;
  context.publishSite = async (bundle) => {
    const site = mounted.find(({ name }) => name === bundle);
    if (!site) throw new Error(`there is no site ${bundle}`);
    await site.builds.rebuild();
  };
  return {
    router,
    paths: mounted.map(({ path }) => `${path}/`),
    builds: mounted.map(({ builds }) => builds),
    close: async () => {
      watch?.close();
      await builder.close();
    },
  };
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
