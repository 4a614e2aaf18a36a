// What `…/sfsites/c/sfc/servlet.shepherd/version/download/<id>` answers: the content of one version of a file, to whoever may see it.
// The address is from components of public projects; the platform does not document it for LWR sites.
import { extname } from 'node:path';
import type { Request, Response } from 'express';
import type { ApiContext } from '../../api/context.ts';
import { SalesforceError } from '../../dml/save.ts';
import type { QueryRecord } from '../../soql/result.ts';
import { visitorOf } from './visitor.ts';

/** Below the site's path. */
export const DOWNLOAD_PATH = '/sfsites/c/sfc/servlet.shepherd/version/download/:id';

const ID = /^068(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/;

/** Answers 404 also where there is such a file but not for this visitor. */
export function sendDownload(context: ApiContext, request: Request, response: Response): void {
  const version = versionFor(context, request);
  if (!version) return void response.status(404).type('text').send('No such file');
  const name = version.fields.get('PathOnClient') as string;
  response
    .attachment(name)
    .type(extname(name) || 'application/octet-stream')
    .set({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
    .send(Buffer.from(version.fields.get('VersionData') as string, 'base64'));
}

function versionFor(context: ApiContext, request: Request): QueryRecord | undefined {
  const { user } = visitorOf(context, request);
  const id = String(request.params['id']);
  if (!user || !ID.test(id)) return undefined;
  const soql = `SELECT PathOnClient, VersionData FROM ContentVersion WHERE Id = '${id}'`;
  try {
    return context.org.transact(user, (tx) => context.org.query(tx, soql, { access: 'user' })).records[0];
  } catch (error) {
    // A visitor without any right to files.
    if (error instanceof SalesforceError) return undefined;
    throw error;
  }
}
