// One operation of the SOAP APIs: what it is asked with, and what it answers. Families add theirs to the table of operations.ts.
import type { XmlElement } from '../../metadata/xml.ts';
import type { RunningUser } from '../../security/running-user.ts';
import type { ApiContext } from '../context.ts';
import type { Session } from '../sessions.ts';

/** The APIs by their letter in `/services/Soap/<letter>/65.0`, with the namespace of their messages. */
export const SOAP_NAMESPACES = {
  /** Metadata API. */
  m: 'http://soap.sforce.com/2006/04/metadata',
  /** Apex API. */
  s: 'http://soap.sforce.com/2006/08/apex',
  /** Partner API. */
  u: 'urn:partner.soap.sforce.com',
} as const;

export type SoapApi = keyof typeof SOAP_NAMESPACES;

export interface SoapCall {
  readonly context: ApiContext;
  readonly api: SoapApi;
  /** API version of the URL, 65. */
  readonly version: number;
  /** The first child of `<Body>`; clients choose prefixes, so ask for its children by `childNamed` of xml.ts. */
  readonly operation: XmlElement;
  readonly session: Session;
  readonly user: RunningUser;
}

/** A call of somebody who has not signed in: `login` of the partner API. */
export type OpenSoapCall = Omit<SoapCall, 'session' | 'user'>;

export interface SoapAnswer {
  /** XML inside `<…Response>`: `toXml({ result: … })`, or '' when the operation answers nothing. */
  readonly body: string;
  /** XML inside `<Header>`. */
  readonly header?: string;
}

/** @throws SalesforceError becomes a fault: `sf:<errorCode>` with `<errorCode>: <message>` */
export type SoapOperation<Call = SoapCall> = (call: Call) => SoapAnswer | Promise<SoapAnswer>;

/** By letter and name: `m deploy`. */
export type SoapOperations<Call = SoapCall> = Readonly<Record<`${SoapApi} ${string}`, SoapOperation<Call>>>;
