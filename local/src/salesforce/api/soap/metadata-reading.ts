// The Metadata API's reading half: describeMetadata, listMetadata, readMetadata, retrieve and checkRetrieveStatus.
// Source: Metadata API Developer Guide, "Utility Calls", "File-Based Calls", "CRUD-Based Calls".
import { SalesforceError } from '../../dml/save.ts';
import type { ComponentName } from '../../deploy/manifest.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import type { Row } from '../../schema/schema.ts';
import { Retrievals, type Retrieval } from '../../retrieve/retrievals.ts';
import type { RetrievedFile } from '../../retrieve/retrieve.ts';
import type { ApiContext } from '../context.ts';
import type { SoapAnswer, SoapCall, SoapOperations } from './operation.ts';
import { childNamed, childrenNamed, textNamed, toXml, type XmlFields } from './xml.ts';

export const metadataReading: SoapOperations = {
  'm describeMetadata': (call) => (allowed(call), describeMetadata()),
  'm listMetadata': (call) => listMetadata(allowed(call)),
  'm readMetadata': (call) => readMetadata(allowed(call)),
  'm retrieve': (call) => retrieve(allowed(call)),
  'm checkRetrieveStatus': (call) => checkRetrieveStatus(allowed(call)),
};

/** @throws SalesforceError INSUFFICIENT_ACCESS */
function allowed(call: SoapCall): SoapCall {
  if (['ModifyMetadata', 'ModifyAllData'].some((permission) => call.user.has(permission))) return call;
  const message = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
  throw new SalesforceError('INSUFFICIENT_ACCESS', message);
}

const retrievalsByContext = new WeakMap<ApiContext, Retrievals>();

function retrievalsOf(context: ApiContext): Retrievals {
  let retrievals = retrievalsByContext.get(context);
  if (!retrievals) retrievalsByContext.set(context, (retrievals = new Retrievals()));
  return retrievals;
}

async function describeMetadata(): Promise<SoapAnswer> {
  const { registry } = await import('@salesforce/source-deploy-retrieve');
  const metadataObjects = Object.values(registry.types)
    .filter(({ folderContentType }) => !folderContentType)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, directoryName, suffix, inFolder, folderType, children, strategies }) => ({
      ...(children && { childXmlNames: Object.values(children.types).map((child) => child.name) }),
      directoryName,
      inFolder: inFolder ?? folderType !== undefined,
      metaFile: ['matchingContentFile', 'mixedContent', 'bundle'].includes(strategies?.adapter ?? ''),
      suffix,
      xmlName: name,
    }));
  const facts = { organizationNamespace: '', partialSaveAllowed: true, testRequired: false };
  return { body: toXml({ result: { metadataObjects, ...facts } }) };
}

async function listMetadata({ context, operation }: SoapCall): Promise<SoapAnswer> {
  const { currentTree } = await import('../../retrieve/current-tree.ts');
  const { allOf, isKnownType } = await import('../../retrieve/wanted.ts');
  const { UNDEPLOYED_SETTINGS } = await import('../../retrieve/org-settings.ts');
  const tree = currentTree(context.org.project);
  const audit = auditOf(context);
  const result = childrenNamed(operation, 'queries').flatMap((query) => {
    const type = textNamed(query, 'type') ?? '';
    if (!isKnownType(type)) throw new SalesforceError('INVALID_TYPE', `INVALID_TYPE: Unknown type: ${type}`);
    const found =
      type === 'CustomObject' ? [...tree.components].filter((one) => one.type.name === type) : allOf(tree, type);
    const names = found.map((component) => ({
      type,
      fullName: component.fullName,
      fileName: `${component.type.directoryName}/${component.fullName}${component.type.suffix ? `.${component.type.suffix}` : ''}`,
    }));
    const settings = type === 'Settings' ? Object.keys(UNDEPLOYED_SETTINGS) : [];
    const more = settings
      .filter((name) => !names.some(({ fullName }) => fullName === name))
      .map((fullName) => ({ type, fullName, fileName: `settings/${fullName}.settings` }));
    return [...names, ...more].map((file) => properties(context, audit, file));
  });
  return { body: toXml({ result }) };
}

/** Most components that one call reads. Source: as above, "readMetadata()". */
const MOST_READ = 10;

async function readMetadata({ context, operation }: SoapCall): Promise<SoapAnswer> {
  const type = textNamed(operation, 'type') ?? textNamed(operation, 'metadataType') ?? '';
  const names = childrenNamed(operation, 'fullNames').map(({ text }) => text);
  if (names.length > MOST_READ)
    throw new SalesforceError('LIMIT_EXCEEDED', `At most ${MOST_READ} components can be read in one call`);
  const { readComponents } = await import('../../retrieve/read-components.ts');
  const records = await readComponents(context.org.project, type, names);
  return { body: `<result>${records}</result>` };
}

function retrieve({ context, user, operation, version }: SoapCall): SoapAnswer {
  const request = childNamed(operation, 'request', 'retrieveRequest');
  const unpackaged = request && childNamed(request, 'unpackaged');
  if (!request || !unpackaged) {
    const message = 'The local org retrieves what a list of types names (unpackaged); it has no packages';
    throw new SalesforceError('INVALID_OPERATION', message);
  }
  const retrieval = retrievalsOf(context).begin(context.org, user.userId, {
    members: membersIn(unpackaged),
    apiVersion: textNamed(unpackaged, 'version') ?? textNamed(request, 'apiVersion') ?? `${version}.0`,
    isSinglePackage: textNamed(request, 'singlePackage') === 'true',
  });
  return { body: toXml({ result: { done: false, id: retrieval.id, state: 'Queued' } }) };
}

function membersIn(unpackaged: XmlElement): ComponentName[] {
  return childrenNamed(unpackaged, 'types').flatMap((types) => {
    const type = textNamed(types, 'name') ?? '';
    return childrenNamed(types, 'members').map(({ text }) => ({ type, fullName: text }));
  });
}

function checkRetrieveStatus({ context, operation }: SoapCall): SoapAnswer {
  const id = textNamed(operation, 'asyncProcessId') ?? textNamed(operation, 'id') ?? '';
  const retrieval = retrievalsOf(context).find(id);
  if (!retrieval)
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: no retrieval ${id}`);
  const withZip = textNamed(operation, 'includeZip') !== 'false';
  return { body: toXml({ result: statusOf(context, retrieval, withZip) }) };
}

function statusOf(context: ApiContext, { id, outcome, fault }: Retrieval, withZip: boolean): XmlFields {
  if (fault)
    return {
      done: true,
      errorMessage: fault.message,
      errorStatusCode: 'UNKNOWN_EXCEPTION',
      id,
      status: 'Failed',
      success: false,
    };
  if (!outcome) return { done: false, id, status: 'InProgress', success: false };
  const audit = auditOf(context);
  const manifest = outcome.files.at(-1)!.fileName;
  return {
    done: true,
    fileProperties: outcome.files.map((file) => properties(context, audit, file)),
    id,
    messages: outcome.problems.map((problem) => ({ fileName: manifest, problem })),
    status: 'Succeeded',
    success: true,
    zipFile: withZip ? outcome.zip.toString('base64') : null,
  };
}

type Audit = Readonly<Record<string, string>>;

/** Everything came with the org: who made it and when stand for all components. */
function auditOf({ org }: ApiContext): Audit {
  const organization = org.store.get('Organization', org.organizationId);
  const made = String(organization?.['CreatedDate'] ?? new Date(org.clock()).toISOString());
  const maker: Row | undefined = org.store.get('User', String(organization?.['CreatedById'] ?? ''));
  const id = String(maker?.['Id'] ?? '');
  const name = String(maker?.['Name'] ?? '');
  return {
    ...{ createdById: id, createdByName: name, createdDate: made },
    ...{ lastModifiedById: id, lastModifiedByName: name, lastModifiedDate: made },
  };
}

/** Records that stand for components; of others the local org keeps no ids. */
const RECORDS: Readonly<Record<string, readonly [type: string, field: string]>> = {
  ApexClass: ['ApexClass', 'Name'],
  ApexTrigger: ['ApexTrigger', 'Name'],
  ApexPage: ['ApexPage', 'Name'],
  StaticResource: ['StaticResource', 'Name'],
  PermissionSet: ['PermissionSet', 'Name'],
  Profile: ['Profile', 'Name'],
  Role: ['UserRole', 'DeveloperName'],
  Network: ['Network', 'Name'],
  CustomSite: ['Site', 'Name'],
};

function properties({ org }: ApiContext, audit: Audit, { type, fullName, fileName }: RetrievedFile): XmlFields {
  const [record, field] = RECORDS[type] ?? [];
  const row = record && field ? org.store.find(record, field, decodeURIComponent(fullName))[0] : undefined;
  const { createdById, createdByName, createdDate, ...modified } = audit;
  return {
    ...{ createdById, createdByName, createdDate, fileName, fullName, id: String(row?.['Id'] ?? '') },
    ...modified,
    manageableState: type === 'Package' ? undefined : 'unmanaged',
    type,
  };
}
