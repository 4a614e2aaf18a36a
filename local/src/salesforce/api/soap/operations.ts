// Every SOAP operation that the local org speaks, by API letter and name.
import { deployOperations } from '../metadata/deploy-operations.ts';
import { apexOperations } from './apex-operations.ts';
import { metadataReading } from './metadata-reading.ts';
import { openPartnerOperations, partnerOperations } from './partner-operations.ts';
import type { OpenSoapCall, SoapOperations } from './operation.ts';

export const OPERATIONS: SoapOperations = {
  ...apexOperations,
  ...metadataReading,
  ...partnerOperations,
  ...deployOperations,
};

/** Those that need no session. */
export const OPEN_OPERATIONS: SoapOperations<OpenSoapCall> = { ...openPartnerOperations };
