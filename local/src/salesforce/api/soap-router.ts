// Of SOAP, only the Apex API's executeAnonymous is spoken, which `sf apex run` uses; all else is refused with a fault, so that
// SOAP clients show words instead of a parse error.
import express, { type Request, type Response, type Router } from 'express';
import { SalesforceError } from '../dml/save.ts';
import { SourceError } from '../metadata/source-error.ts';
import { parseXml, type XmlElement } from '../metadata/xml.ts';
import { executeAnonymous, type AnonymousResult } from './apex/anonymous.ts';
import type { ApiContext } from './context.ts';
import { isSupportedVersion } from './versions.ts';

/** Source: Apex Developer Guide, "Anonymous Blocks": the code has at most a million characters. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export function soapRouter(context: ApiContext): Router {
  const router = express.Router();
  const text = express.text({ type: () => true, limit: MAX_BODY_BYTES });
  router.post('/services/Soap/:api/:version{/*rest}', text, async (request, response) => {
    try {
      response.type('text/xml').send(await answer(context, request));
    } catch (error) {
      if (error instanceof SalesforceError) sendFault(response, error.errorCode, error.message);
      else throw error;
    }
  });
  return router;
}

async function answer(context: ApiContext, request: Request): Promise<string> {
  const envelope = readEnvelope(String(request.body));
  const operation = localChild(envelope, 'Body')?.children[0];
  if (request.params.api !== 's' || !operation || localName(operation) !== 'executeAnonymous') {
    const message = 'SOAP is not supported by the local org: sign in with the OAuth JWT bearer grant';
    throw new SalesforceError('UNSUPPORTED_CLIENT', message);
  }
  const { org } = context;
  const session = context.sessions.find(sessionIdIn(envelope));
  if (!session) throw new SalesforceError('INVALID_SESSION_ID', 'Session expired or invalid');
  const source = localChild(operation, 'apexcode', 'String')?.text ?? '';
  const version = Number(request.params.version);
  if (!isSupportedVersion(version, org.project.apiVersion))
    throw new SalesforceError('UNSUPPORTED_API_VERSION', `Invalid API version specified on URL`);
  const { result, debugLog } = await executeAnonymous(org, org.userById(session.userId), source, version);
  return anonymousAnswer(result, debugLog);
}

function readEnvelope(body: string): XmlElement {
  try {
    return parseXml(body, 'request');
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SalesforceError('UNKNOWN_EXCEPTION', error.message, { cause: error });
  }
}

/** Clients choose their own namespace prefixes. */
const localName = ({ name }: XmlElement): string => name.replace(/^.*:/, '');

function localChild(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  return element.children.find((child) => names.includes(localName(child)));
}

function sessionIdIn(envelope: XmlElement): string {
  const header = localChild(envelope, 'Header');
  const session = header && localChild(header, 'SessionHeader');
  return (session && localChild(session, 'sessionId')?.text) ?? '';
}

function anonymousAnswer(result: AnonymousResult, debugLog: readonly string[]): string {
  const entries = Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = entries.map(([name, value]) =>
    value === null ? `<${name} xsi:nil="true"/>` : `<${name}>${escaped(String(value))}</${name}>`,
  );
  const log = debugLog.map((line) => `USER_DEBUG|DEBUG|${line}`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/08/apex" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><DebuggingInfo><debugLog>${escaped(log)}</debugLog></DebuggingInfo></soapenv:Header><soapenv:Body><executeAnonymousResponse><result>${parts.join('')}</result></executeAnonymousResponse></soapenv:Body></soapenv:Envelope>`;
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

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character]!);
