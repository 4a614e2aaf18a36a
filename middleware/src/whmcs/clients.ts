// WHMCS clients: find one exactly by e-mail, add one.
import { isPortwayError } from '../errors.ts';
import type { WhmcsCall } from './call.ts';
import { serializeMap } from './form.ts';
import { asList, idIn, isRecord, optionalId, textIn, UnreadableReply, type Reply } from './reply.ts';

export interface ClientDetails {
  readonly clientId: string;
  readonly email: string;
  readonly status: string;
  /** Client custom fields by id, entities decoded. */
  readonly customFields: ReadonlyMap<string, string>;
}

/**
 * The client with exactly this e-mail address; null when WHMCS has none.
 * @see https://developers.whmcs.com/api-reference/getclientsdetails/
 */
export async function findClientByEmail(whmcs: WhmcsCall, email: string): Promise<ClientDetails | null> {
  try {
    return await whmcs(
      'GetClientsDetails',
      { email },
      { sends: 'reads', read: readDetails, refusals: [['client not found', 'CLIENT_NOT_FOUND']] },
    );
  } catch (error) {
    if (isPortwayError(error, 'CLIENT_NOT_FOUND')) return null;
    throw error;
  }
}

/**
 * The status of one client: Active, Inactive, Closed; null when WHMCS has none of that id.
 * @see https://developers.whmcs.com/api-reference/getclientsdetails/
 */
export async function clientStatus(whmcs: WhmcsCall, clientId: string): Promise<string | null> {
  try {
    const { status } = await whmcs(
      'GetClientsDetails',
      { clientid: clientId },
      { sends: 'reads', read: readDetails, refusals: [['client not found', 'CLIENT_NOT_FOUND']] },
    );
    return status;
  } catch (error) {
    if (isPortwayError(error, 'CLIENT_NOT_FOUND')) return null;
    throw error;
  }
}

function readDetails(reply: Reply): ClientDetails {
  const client = isRecord(reply.client) ? reply.client : reply; // older versions repeat the fields at the top only
  const clientId = optionalId(client.client_id) ?? optionalId(client.userid) ?? optionalId(client.id);
  if (clientId === null) throw new UnreadableReply('a client without an id');
  const customFields = asList(client.customfields, 'customfield').flatMap((field) => {
    const id = optionalId(field.id);
    return id === null ? [] : [[id, textIn(field, 'value')] as const];
  });
  return {
    clientId,
    email: textIn(client, 'email'),
    status: textIn(client, 'status'),
    customFields: new Map(customFields),
  };
}

export interface NewClient {
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName?: string | undefined;
  readonly email: string;
  readonly address1: string;
  readonly address2?: string | undefined;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phoneNumber: string;
  readonly password: string;
  readonly customFields: Readonly<Record<string, string>>;
}

/**
 * Adds a client and its user, without a welcome mail. Sent once.
 * Validation of required fields is skipped: Japanese addresses have no state in the sense WHMCS asks for.
 * @throws PortwayError CLIENT_REJECTED: nothing was created. CLIENT_AMBIGUOUS: the e-mail address belongs to somebody.
 *   WHMCS_UNKNOWN_OUTCOME: look the e-mail address up before sending again.
 * @see https://developers.whmcs.com/api-reference/addclient/
 */
export async function addClient(whmcs: WhmcsCall, client: NewClient): Promise<string> {
  const hasCustomFields = Object.keys(client.customFields).length > 0;
  return whmcs(
    'AddClient',
    {
      firstname: client.firstName,
      lastname: client.lastName,
      companyname: client.companyName,
      email: client.email,
      address1: client.address1,
      address2: client.address2,
      city: client.city,
      state: client.state,
      postcode: client.postcode,
      country: client.country,
      phonenumber: client.phoneNumber,
      password2: client.password,
      customfields: hasCustomFields ? serializeMap(client.customFields) : undefined,
      noemail: true,
      skipvalidation: true,
    },
    {
      sends: 'once',
      read: (reply) => idIn(reply, 'clientid'),
      refusals: [
        ['a user already exists', 'CLIENT_AMBIGUOUS'],
        ['the email address entered is not available', 'CLIENT_AMBIGUOUS'],
        ['duplicate email', 'CLIENT_AMBIGUOUS'],
        ['you did not', 'CLIENT_REJECTED'],
        ['the email address', 'CLIENT_REJECTED'],
        ['valid country', 'CLIENT_REJECTED'],
        ['invalid telephone', 'CLIENT_REJECTED'],
        ['invalid owner', 'CLIENT_REJECTED'],
      ],
    },
  );
}
