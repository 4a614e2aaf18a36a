// The SOAP APIs: reads the envelope, finds who asks and the operation in the table (soap/operations.ts), wraps the answer.
// What is not in the table is refused with a fault, so that SOAP clients show words instead of a parse error.
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { SalesforceError } from '../dml/save.ts';
import { SourceError } from '../metadata/source-error.ts';
import { parseXml, type XmlElement } from '../metadata/xml.ts';
import type { ApiContext } from './context.ts';
import { SOAP_NAMESPACES, type OpenSoapCall, type SoapAnswer, type SoapApi } from './soap/operation.ts';
import { OPEN_OPERATIONS, OPERATIONS } from './soap/operations.ts';
import { childNamed, escaped, localName, textNamed } from './soap/xml.ts';
import { isSupportedVersion } from './versions.ts';

/** Source: Metadata API Developer Guide, "deploy()": a zip of at most 39 MB, 50 MB as base64, and so the request. */
const MAX_BODY_BYTES = 52_428_800;

export function soapRouter(context: ApiContext): Router {
  const router = express.Router();
  const path = '/services/Soap/:api/:version{/*rest}';
  router.post(path, express.text({ type: () => true, limit: MAX_BODY_BYTES }), async (request, response) => {
    try {
      response.type('text/xml').send(await answer(context, request));
    } catch (error) {
      if (error instanceof SalesforceError) sendFault(response, error.errorCode, error.message);
      else throw error;
    }
  });
  router.use(path, tooLarge);
  return router;
}

const tooLarge: ErrorRequestHandler = (error: { type?: string }, _request, response, next) => {
  if (error.type !== 'entity.too.large' || response.headersSent) return next(error);
  const message = `Maximum size of request reached. Maximum size of request is ${MAX_BODY_BYTES} bytes.`;
  sendFault(response.set('connection', 'close'), 'LIMIT_EXCEEDED', message);
};

async function answer(context: ApiContext, request: Request): Promise<string> {
  const envelope = readEnvelope(request.body);
  const operation = childNamed(envelope, 'Body')?.children[0];
  const api = String(request.params.api);
  if (!operation || !isSoapApi(api)) throw unknownOperation(operation && localName(operation), api);
  const name = `${api} ${localName(operation)}` as const;
  const version = Number(request.params.version);
  if (!isSupportedVersion(version, context.org.project.apiVersion))
    throw new SalesforceError('UNSUPPORTED_API_VERSION', 'Invalid API version specified on URL');
  const call: OpenSoapCall = { context, api, version, operation };
  const { body, header = '' } = await run(name, call, envelope);
  const responseName = `${localName(operation)}Response`;
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${SOAP_NAMESPACES[api]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header>${header}</soapenv:Header><soapenv:Body><${responseName}>${body}</${responseName}></soapenv:Body></soapenv:Envelope>`;
}

async function run(name: `${SoapApi} ${string}`, call: OpenSoapCall, envelope: XmlElement): Promise<SoapAnswer> {
  if (Object.hasOwn(OPEN_OPERATIONS, name)) return OPEN_OPERATIONS[name]!(call);
  if (!Object.hasOwn(OPERATIONS, name)) throw unknownOperation(localName(call.operation), call.api);
  const { context } = call;
  const session = context.sessions.find(sessionIdIn(envelope));
  if (!session) throw invalidSession();
  return OPERATIONS[name]!({ ...call, session, user: context.org.userById(session.userId) });
}

/** Its code alone makes the Salesforce CLI sign in again. */
const invalidSession = () =>
  new SalesforceError('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Session expired or invalid');

const isSoapApi = (letter: string): letter is SoapApi => Object.hasOwn(SOAP_NAMESPACES, letter);

function unknownOperation(operation = 'an empty body', api: string): SalesforceError {
  const message = `SOAP is not supported by the local org for ${operation} at /services/Soap/${api}; to sign in, use the OAuth JWT bearer grant`;
  return new SalesforceError('UNSUPPORTED_CLIENT', message);
}

function readEnvelope(body: unknown): XmlElement {
  try {
    return parseXml(typeof body === 'string' ? body : '', 'request');
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SalesforceError('UNKNOWN_EXCEPTION', error.message, { cause: error });
  }
}

function sessionIdIn(envelope: XmlElement): string {
  const header = childNamed(envelope, 'Header');
  const session = header && childNamed(header, 'SessionHeader');
  return (session && textNamed(session, 'sessionId')) ?? '';
}

function sendFault(response: Response, code: string, message: string): void {
  const fault = `<faultcode>sf:${code}</faultcode><faultstring>${code}: ${escaped(message)}</faultstring>`;
  response
    .status(500)
    .type('text/xml')
    .send(
      `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault>${fault}</soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
    );
}
