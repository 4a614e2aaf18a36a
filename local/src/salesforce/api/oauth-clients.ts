// OAuth clients the org knows: those of the configuration, joined with the External Client Apps of the project, and its connected apps.
// The project says who is pre-authorised and for what; consumer key and certificate are rendered at deploy time and come from outside.
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Project } from '../metadata/project.ts';
import { child, childrenOf, requiredText, textOf, type XmlElement } from '../metadata/xml.ts';
import { SourceError } from '../metadata/source-error.ts';

export interface ClientOptions {
  readonly clientId: string;
  /** Certificate or public key that verifies the client's assertions; one of them. */
  readonly certificatePem?: string;
  readonly publicKeyPem?: string;
  /** API names of permission sets whose users are pre-authorised; left out: as the External Client App says, else everybody. */
  readonly permissionSets?: readonly string[];
  /** External Client App of the project this client is; left out: the one whose consumer key it carries, or the only one. */
  readonly externalClientApp?: string;
}

export interface OAuthClient {
  readonly clientId: string;
  readonly publicKey: KeyObject;
  /** When the certificate ends, epoch milliseconds. */
  readonly validUntil?: number;
  readonly permissionSets?: readonly string[];
  /** As the token answer names them: `api`, `refresh_token`. */
  readonly scopes: readonly string[];
  readonly sessionTimeoutMs?: number;
}

/** Scope names in metadata and in OAuth. Source: Metadata API guide, ExtlClntAppOauthSettings; Help, "OAuth Tokens and Scopes". */
const SCOPES: Readonly<Record<string, string>> = {
  Api: 'api',
  RefreshToken: 'refresh_token',
  OfflineAccess: 'refresh_token',
  Basic: 'id',
  OpenID: 'openid',
  Profile: 'profile',
  Email: 'email',
  Web: 'web',
  Full: 'full',
  CustomPermissions: 'custom_permissions',
  Chatter: 'chatter_api',
};
const DEFAULT_SCOPES: readonly string[] = ['api', 'refresh_token'];

export class OAuthClients {
  readonly #options: readonly ClientOptions[];
  #clients: ReadonlyMap<string, OAuthClient>;

  /** @throws SourceError an External Client App of the project is incomplete; Error a client has no usable key */
  constructor(project: Project, options: readonly ClientOptions[]) {
    this.#options = options;
    this.#clients = clientsOf(project, options);
  }

  /** Another state of the project: apps have come, changed or gone. @throws as the constructor */
  follow(project: Project): void {
    this.#clients = clientsOf(project, this.#options);
  }

  find(clientId: string): OAuthClient | undefined {
    return this.#clients.get(clientId);
  }
}

function clientsOf(project: Project, options: readonly ClientOptions[]): ReadonlyMap<string, OAuthClient> {
  const rendered = project
    .ofType('ExtlClntAppGlobalOauthSettings')
    .flatMap(({ xml }) =>
      xml && textOf(xml, 'consumerKey') && textOf(xml, 'certificate') ? [renderedOptions(xml)] : [],
    );
  const known = new Set(options.map(({ clientId }) => clientId));
  const all = [...options, ...rendered.filter(({ clientId }) => !known.has(clientId))];
  const enabled = all.filter((client) => isEnabled(project, client));
  const connected = project.ofType('ConnectedApp').flatMap(({ xml }) => (xml ? connectedApp(xml) : []));
  // Later entries win: what the configuration says about a client counts.
  return new Map(
    [...connected, ...enabled.map((client) => register(project, client))].map((client) => [client.clientId, client]),
  );
}

/** A connected app that signs in by JWT. Source: Metadata API Developer Guide, "ConnectedApp". */
function connectedApp(app: XmlElement): OAuthClient[] {
  const oauth = child(app, 'oauthConfig');
  const clientId = oauth && textOf(oauth, 'consumerKey');
  const certificatePem = oauth && certificateIn(oauth);
  if (!clientId || !certificatePem) return [];
  const isAdminApproved = textOf(oauth, 'isAdminApproved') === 'true';
  const permissionSets = childrenOf(app, 'permissionSetName').map(({ text }) => text);
  return [
    {
      clientId,
      ...keyOf({ clientId, certificatePem }),
      ...(isAdminApproved && { permissionSets }),
      scopes: namesOf(
        childrenOf(oauth, 'scopes').map(({ text }) => text),
        oauth,
      ),
    },
  ];
}

/** @throws SourceError there is something that is no certificate */
function certificateIn(element: XmlElement): string | undefined {
  const certificate = child(element, 'certificate');
  if (!certificate?.text) return undefined;
  try {
    new X509Certificate(certificate.text);
    return certificate.text;
  } catch (cause) {
    throw new SourceError(certificate.position, 'the certificate of the client app cannot be read: it must be PEM', {
      cause,
    });
  }
}

function renderedOptions(settings: XmlElement): ClientOptions {
  return {
    clientId: requiredText(settings, 'consumerKey'),
    certificatePem: certificateIn(settings)!,
    externalClientApp: requiredText(settings, 'externalClientApplication'),
  };
}

/** A client whose app is switched off is unknown to the token endpoint. */
function isEnabled(project: Project, options: ClientOptions): boolean {
  const app = appOf(project, options);
  const policy = app && partOf(project, 'ExtlClntAppConfigurablePolicies', app);
  return !policy || (textOf(policy, 'isEnabled') === 'true' && textOf(policy, 'isOauthPluginEnabled') === 'true');
}

function register(project: Project, options: ClientOptions): OAuthClient {
  const app = appOf(project, options);
  const policy = app && partOf(project, 'ExtlClntAppOauthConfigurablePolicies', app);
  const settings = app && partOf(project, 'ExtlClntAppOauthSettings', app);
  const permissionSets = options.permissionSets ?? (policy && preAuthorised(policy));
  const timeoutMinutes = policy && textOf(policy, 'sessionTimeoutInMinutes');
  return {
    clientId: options.clientId,
    ...keyOf(options),
    ...(permissionSets && { permissionSets }),
    scopes: settings ? scopesOf(settings) : DEFAULT_SCOPES,
    ...(timeoutMinutes && { sessionTimeoutMs: Number(timeoutMinutes) * 60_000 }),
  };
}

function appOf(project: Project, options: ClientOptions): string | undefined {
  if (options.externalClientApp) return options.externalClientApp;
  const byKey = project
    .ofType('ExtlClntAppGlobalOauthSettings')
    .find(({ xml }) => xml && textOf(xml, 'consumerKey') === options.clientId);
  if (byKey?.xml) return textOf(byKey.xml, 'externalClientApplication');
  const apps = project.ofType('ExternalClientApplication');
  return apps.length === 1 ? apps[0]!.fullName : undefined;
}

function partOf(project: Project, type: string, app: string): XmlElement | undefined {
  const part = project.ofType(type).find(({ xml }) => xml && textOf(xml, 'externalClientApplication') === app);
  return part?.xml;
}

/** Permission sets of the policy; undefined when all users may authorise themselves. */
function preAuthorised(policy: XmlElement): readonly string[] | undefined {
  if (textOf(policy, 'permittedUsersPolicyType') !== 'AdminApprovedPreAuthorized') return undefined;
  return listOf(textOf(policy, 'commaSeparatedPermissionSet'));
}

function scopesOf(settings: XmlElement): string[] {
  return namesOf(listOf(textOf(settings, 'commaSeparatedOauthScopes')), settings);
}

function namesOf(scopes: readonly string[], at: XmlElement): string[] {
  return scopes.map((scope) => {
    const name = SCOPES[scope];
    if (!name) throw new SourceError(at.position, `unknown OAuth scope ${scope}`);
    return name;
  });
}

function listOf(commaSeparated: string | undefined): string[] {
  return (commaSeparated ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function keyOf(options: ClientOptions): { publicKey: KeyObject; validUntil?: number } {
  if (options.certificatePem) {
    const certificate = new X509Certificate(options.certificatePem);
    return { publicKey: certificate.publicKey, validUntil: Date.parse(certificate.validTo) };
  }
  if (options.publicKeyPem) return { publicKey: createPublicKey(options.publicKeyPem) };
  throw new Error(`OAuth client ${options.clientId} has neither certificate nor public key`);
}
