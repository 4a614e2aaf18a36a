// Routes of a site: which address shows which view, and who may see it.
// @see LWR Sites for Experience Cloud, "Route and View Properties"
import { SourceError } from '../../metadata/source-error.ts';
import type { ContentItem } from './placement.ts';

export interface Route {
  /** Folder name: what comm__namedPage names, e.g. `Order_Tracking__c`. */
  readonly name: string;
  readonly file: string;
  readonly title: string;
  readonly routeType: string;
  readonly viewId: string;
  /** Segments below the site's address; `:name` takes any one segment, `:name?` also none. */
  readonly path: readonly string[];
  readonly isPublic: boolean;
}

/** Pages without which nobody could sign in or be told what is wrong. */
export const ALWAYS_PUBLIC: ReadonlySet<string> = new Set([
  'login-main',
  'self-register',
  'forgot-password',
  'check-password',
  'error',
  'service-not-available',
  'too-many-requests',
]);

/** What follows the prefix of an object's pages. Detail, list and related list of an object share one prefix. */
const TAILS: readonly (readonly [routeType: RegExp, segments: readonly string[]])[] = [
  [/^detail-/, [':recordId', ':recordName?']],
  [/^list-/, [':objectApiName', ':filterName?']],
  [/^relatedlist-/, ['related', ':recordId', ':relationshipApiName']],
  [/^managed-content-/, [':contentKey']],
];

/** @throws SourceError the route lacks a part, or its access is of no known kind */
export function readRoute({ name, title, file, body }: ContentItem, isPublicByDefault: boolean): Route {
  const text = (key: string): string => {
    const value = body[key];
    if (typeof value !== 'string') throw new SourceError({ file, line: 1 }, `${key} is missing`);
    return value;
  };
  const routeType = text('routeType');
  const access = typeof body['pageAccess'] === 'string' ? body['pageAccess'] : 'UseParent';
  const isOpen = { UseParent: isPublicByDefault, Public: true, RequiresLogin: false }[access];
  if (isOpen === undefined)
    throw new SourceError({ file, line: 1 }, `pageAccess ${access}: UseParent, Public and RequiresLogin are known`);
  const tail = TAILS.find(([pattern]) => pattern.test(routeType))?.[1] ?? [];
  return {
    name,
    file,
    title,
    routeType,
    viewId: text('activeViewId'),
    path: [...text('urlPrefix').split('/').filter(Boolean), ...tail],
    isPublic: isOpen || ALWAYS_PUBLIC.has(routeType),
  };
}
