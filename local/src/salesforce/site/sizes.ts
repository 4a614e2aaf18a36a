// How heavy each page of a site is for a browser: our own code apart from the platform's.
import type { Edition } from './server/site-builds.ts';

export interface PageSize {
  /** Folder of the route: `Orders__c`. */
  readonly route: string;
  /** Bytes of JavaScript as sent (gzip): components and pages of the project, theme layout included. */
  readonly ownBytes: number;
  /** Bytes of JavaScript as sent: engine, base components, runtime. */
  readonly platformBytes: number;
}

/** Sizes of what each page's first view asks for, in the site's default language. Meant for an edition whose chunks are small. */
export async function pageSizes({ site, publication }: Edition): Promise<PageSize[]> {
  const total = async (files: readonly string[]): Promise<number> => {
    const sizes = await Promise.all(files.map((file) => publication.assets.gzipSize(file)));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  };
  return Promise.all(
    site.routes.map(async ({ name, viewId }) => {
      const { own, platform } = publication.page(viewId, site.languages[0]!);
      return { route: name, ownBytes: await total(own), platformBytes: await total(platform) };
    }),
  );
}
