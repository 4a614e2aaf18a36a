// API versions, and the list of resources below one.
import type { RestCall, RestRoute } from './rest.ts';

/** Older versions are retired. Source: REST API guide, "API End-of-Life Policy". */
const OLDEST_VERSION = 31;
/** Winter '26; three releases a year. */
const KNOWN_RELEASE = { version: 65, season: 0, year: 26 };
const SEASONS = ['Winter', 'Spring', 'Summer'];

const RESOURCES = ['sobjects', 'query', 'queryAll', 'composite', 'limits', 'tooling'];

export function isSupportedVersion(version: number, orgVersion: string): boolean {
  return version >= OLDEST_VERSION && version <= Number(orgVersion);
}

/** `[{label, url, version}]`, oldest first; the last is the org's own. */
export function versionList(orgVersion: string): object[] {
  const newest = Math.floor(Number(orgVersion));
  return Array.from({ length: newest - OLDEST_VERSION + 1 }, (_, index) => {
    const version = OLDEST_VERSION + index;
    return { label: releaseName(version), url: `/services/data/v${version}.0`, version: `${version}.0` };
  });
}

function releaseName(version: number): string {
  const releases = version - KNOWN_RELEASE.version;
  const season = ((releases % SEASONS.length) + SEASONS.length) % SEASONS.length;
  const year = KNOWN_RELEASE.year + Math.floor(releases / SEASONS.length);
  return `${SEASONS[season]} '${String(year).padStart(2, '0')}`;
}

export const versionRoutes: readonly RestRoute[] = [{ method: 'GET', path: '/', handle: resourceList }];

function resourceList(call: RestCall) {
  const base = `/services/data/v${call.version}.0`;
  const { org, origin } = call.context;
  const resources = Object.fromEntries(RESOURCES.map((name) => [name, `${base}/${name}`]));
  return { status: 200, body: { ...resources, identity: `${origin}/id/${org.organizationId}/${call.user.userId}` } };
}
