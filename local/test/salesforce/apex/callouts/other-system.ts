// Another system on this machine, for Apex to call, and the metadata of a project that knows it.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { xml, type Files } from '../../dml/test-org.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface OtherSystem {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on. */
  answers: (request: Received, response: ServerResponse) => void | Promise<void>;
  close(): Promise<void>;
}

export async function startOtherSystem(): Promise<OtherSystem> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const bytes = Buffer.concat(chunks);
      const received = { method, path: url, headers, body: bytes.toString(), bytes };
      system.received.push(received);
      void system.answers(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const system: OtherSystem = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answers: (_request, response) => void response.end('ok'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return system;
}

/** `Shop` as a named credential with a token in a header, and the principal `Desk` of its external credential. */
export const SHOP_CREDENTIALS: Files = {
  'namedCredentials/Shop.namedCredential-meta.xml': xml(
    'NamedCredential',
    `<label>Shop</label><generateAuthorizationHeader>true</generateAuthorizationHeader>
    <namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>https://shop.example.test</parameterValue></namedCredentialParameters>
    <namedCredentialParameters><externalCredential>Shop_Keeper</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>`,
  ),
  'externalCredentials/Shop_Keeper.externalCredential-meta.xml': xml(
    'ExternalCredential',
    `<authenticationProtocol>Custom</authenticationProtocol><label>Shop keeper</label>
    <externalCredentialParameters><parameterGroup>Desk</parameterGroup><parameterName>Desk</parameterName><parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters>
    <externalCredentialParameters><parameterGroup>DefaultGroup</parameterGroup><parameterName>Authorization</parameterName><parameterType>AuthHeader</parameterType><parameterValue>{!'Bearer ' &amp; $Credential.Shop_Keeper.Token}</parameterValue><sequenceNumber>1</sequenceNumber></externalCredentialParameters>`,
  ),
};

export const PRINCIPAL_ACCESS =
  '<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Shop_Keeper-Desk</externalCredentialPrincipal></externalCredentialPrincipalAccesses>';

export const SHOP_SECRETS = { Shop_Keeper: { Desk: { Token: 'token-of-the-desk' } } };
