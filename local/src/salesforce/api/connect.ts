// `/connect/communities`: the org's Experience Cloud sites, and publishing one. Source: Connect REST API Developer Guide,
// "Communities Resources". Publishing is a job in the background: BackgroundOperation tells how it went.
import { SalesforceError } from '../dml/save.ts';
import { sitePlaces } from '../site/metadata/site.ts';
import { textOf } from '../metadata/xml.ts';
import type { Row } from '../schema/schema.ts';
import type { ApiContext } from './context.ts';
import { notFound, type RestAnswer, type RestCall, type RestRoute } from './rest.ts';

const COMMUNITIES = '/connect/communities';

export const connectRoutes: readonly RestRoute[] = [
  { method: 'GET', path: COMMUNITIES, handle: list },
  {
    method: 'GET',
    path: `${COMMUNITIES}/:id`,
    handle: ({ context, params, version }) => ok(community(context, find(context, params.id!), version)),
  },
  { method: 'POST', path: `${COMMUNITIES}/:id/publish`, handle: publish },
];

const ok = (body: unknown): RestAnswer => ({ status: 200, body });

function list({ context, version }: RestCall): RestAnswer {
  const communities = [...context.org.store.all('Network')].map((row) => community(context, row, version));
  return ok({ communities, total: communities.length });
}

function find({ org }: ApiContext, id: string): Row {
  const row = org.store.get('Network', id);
  if (!row) throw notFound();
  return row;
}

function community(context: ApiContext, row: Row, version: number): object {
  return {
    id: row['Id'],
    name: row['Name'],
    description: row['Description'] ?? null,
    status: row['Status'],
    url: `/services/data/v${version}.0${COMMUNITIES}/${String(row['Id'])}`,
    urlPathPrefix: row['UrlPathPrefix'] ?? null,
    siteUrl: siteUrl(context, row),
    allowMembersToFlag: row['OptionsAllowMembersToFlag'] === true,
    guestMemberVisibilityEnabled: row['OptionsGuestMemberVisibility'] === true,
    imageOptimizationCDNEnabled: false,
    invitationsEnabled: row['OptionsInvitationsEnabled'] === true,
    knowledgeableEnabled: false,
    loginUrl: `${siteUrl(context, row)}/login`,
    memberVisibilityEnabled: row['OptionsMemberVisibility'] === true,
    nicknameDisplayEnabled: row['OptionsNicknameDisplayEnabled'] === true,
    privateMessagesEnabled: row['OptionsPrivateMessagesEnabled'] === true,
    reputationEnabled: false,
    sendWelcomeEmail: row['OptionsSendWelcomeEmail'] === true,
    siteAsContainerEnabled: row['OptionsSiteAsContainerEnabled'] === true,
    templateName: 'Build Your Own (LWR)',
  };
}

/** Name of the bundle that holds the pages of a Network. */
function bundleOf({ org }: ApiContext, { Name }: Row): string | undefined {
  const network = org.project.ofType('Network').find(({ fullName }) => decodeURIComponent(fullName) === Name);
  return network?.xml && textOf(network.xml, 'picassoSite');
}

function siteUrl(context: ApiContext, row: Row): string {
  const bundle = bundleOf(context, row);
  const place = sitePlaces(context.org.project).find(({ name }) => name === bundle);
  return place ? `${context.origin}/${place.urlPathPrefix}`.replace(/\/$/, '') : context.origin;
}

/** Source: as above, "Publish Community"; asks for Create and Set Up Experiences. */
function publish({ context, user, params }: RestCall): RestAnswer {
  if (!user.has('ManageNetworks')) {
    const message = 'Publishing a site needs the permission Create and Set Up Experiences';
    throw new SalesforceError('INSUFFICIENT_ACCESS', message, { httpStatus: 403 });
  }
  const row = find(context, params.id!);
  const bundle = bundleOf(context, row);
  if (!bundle) throw new SalesforceError('INVALID_INPUT', `${String(row['Name'])} has no pages that can be published`);
  const jobId = beginOperation(context, user.userId, `Publish ${String(row['Name'])}`);
  const build = context.publishSite?.(bundle) ?? Promise.resolve();
  void build.then(
    () => endOperation(context, jobId, 'Complete', null),
    (error: unknown) => endOperation(context, jobId, 'Error', error instanceof Error ? error.message : String(error)),
  );
  const message =
    'We are publishing your changes now. You will receive an email confirmation when your changes are live.';
  return ok({ id: row['Id'], name: row['Name'], message, url: siteUrl(context, row), jobId });
}

const atRest = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}.000Z`;

function beginOperation({ org }: ApiContext, userId: string, Name: string): string {
  const now = atRest(org.clock());
  const Id = org.store.nextId('BackgroundOperation');
  const audit = { CreatedById: userId, CreatedDate: now, LastModifiedById: userId, LastModifiedDate: now };
  const times = { SystemModstamp: now, SubmittedAt: now, StartedAt: now };
  org.store.insert('BackgroundOperation', { Id, Name, Status: 'Running', IsDeleted: false, ...audit, ...times });
  org.store.commit();
  return Id;
}

/** A deployment may have put another org in place meanwhile, which knows nothing of the job. */
function endOperation({ org }: ApiContext, id: string, Status: string, error: string | null): void {
  const row = org.store.get('BackgroundOperation', id);
  if (!row) return;
  const now = atRest(org.clock());
  const Error = error?.slice(0, 255) ?? null;
  org.store.update('BackgroundOperation', { ...row, Status, Error, FinishedAt: now, LastModifiedDate: now });
  org.store.commit();
}
