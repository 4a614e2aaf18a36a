// Clients: AddClient, UpdateClient, GetClients, GetClientsDetails. Reference: reference/whmcs-api.md §2.1.
import type { Client, ClientStatus } from '../model/entities.ts';
import { newClient, type Installation } from '../model/installation.ts';
import { formatCents } from '../model/money.ts';
import type { Params } from '../wire/params.ts';
import { Refusal, listOf, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { readCustomFields } from './fields.ts';
import { pageOf } from './paging.ts';

/** Parameter → field, for what both AddClient and UpdateClient take as plain text. */
const TEXT_FIELDS = {
  firstname: 'firstName',
  lastname: 'lastName',
  companyname: 'companyName',
  email: 'email',
  address1: 'address1',
  address2: 'address2',
  city: 'city',
  state: 'state',
  postcode: 'postcode',
  country: 'country',
  phonenumber: 'phoneNumber',
  tax_id: 'taxId',
  language: 'language',
  notes: 'notes',
  paymentmethod: 'defaultGateway',
} as const satisfies Record<string, keyof Client>;

// In the order WHMCS checks them; the double space is WHMCS's own.
const REQUIRED: readonly (readonly [param: string, refusal: string])[] = [
  ['firstname', 'You did not enter your first name'],
  ['lastname', 'You did not enter your last name'],
  ['email', 'You did not enter your email address'],
  ['address1', 'You did not enter your  address line 1'],
  ['city', 'You did not enter your city'],
  ['state', 'You did not enter your state'],
  ['postcode', 'You did not enter your postcode'],
  ['phonenumber', 'You did not enter your phone number'],
];

// As spelt by WHMCS, "overide" included.
const FLAGS = [
  'marketingoptin',
  'latefeeoveride',
  'overideduenotices',
  'taxexempt',
  'separateinvoices',
  'disableautocc',
  'overrideautoclose',
] as const;

const CARD_PARAMS = ['cardtype', 'cardnum', 'expdate', 'startdate', 'issuenumber', 'cvv', 'bankcode', 'bankacct'];
const CLIENT_STATUSES: readonly ClientStatus[] = ['Active', 'Inactive', 'Closed'];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ALL_EMAILS = { general: '1', product: '1', domain: '1', invoice: '1', support: '1', affiliate: '1' } as const;

export const CLIENT_ACTIONS: ActionTable = {
  addclient: addClient,
  updateclient: updateClient,
  getclients: getClients,
  getclientsdetails: getClientsDetails,
};

function addClient(call: Call): Reply {
  const { params, whmcs } = call;
  const { books } = whmcs;
  const email = params.text('email').trim();
  const owner = params.int('owner_user_id');
  if (owner && !books.users.get(owner)) throw new Refusal('Invalid Owner User ID');
  if (!params.flag('skipvalidation')) checkRequired(params);
  // Both stay required for a new user, whatever skipvalidation says.
  if (!owner && email === '') throw new Refusal('You did not enter your email address');
  if (email !== '' && !EMAIL.test(email)) throw new Refusal('The email address you entered was not valid');
  if (!owner && params.text('password2') === '') throw new Refusal('You did not enter a password');
  const customFields = readCustomFields(
    call,
    whmcs.config.clientCustomFields,
    'customfields',
    params.sent('customfields'),
  );
  if (!params.flag('skipvalidation')) checkRequiredCustomFields(whmcs, customFields);
  if (books.clients.by('email', email.toLowerCase()).length > 0) {
    throw new Refusal('The email address entered is not available for use.');
  }
  if (!owner && books.users.by('email', email.toLowerCase()).length > 0) {
    throw new Refusal('A user already exists with that email address');
  }
  const ownerUserId = owner || addUser(whmcs, params, email);
  const client = books.clients.add({
    ...newClient(whmcs),
    ...plainFields(params),
    email,
    id: books.clients.takeId(),
    ownerUserId,
    currencyId: knownCurrency(whmcs, params.int('currency')),
    groupId: params.int('groupid'),
    flags: flagsIn(params),
    emailPreferences: ALL_EMAILS,
    customFields,
  });
  return { clientid: String(client.id), owner_id: ownerUserId, warning: cardWarning(params) };
}

function addUser(whmcs: Installation, params: Params, email: string): number {
  const { users } = whmcs.books;
  const id = users.takeId();
  users.add({ id, email, firstName: params.text('firstname'), lastName: params.text('lastname') });
  return id;
}

function checkRequired(params: Params): void {
  const missing = REQUIRED.find(([name]) => params.text(name).trim() === '');
  if (missing) throw new Refusal(missing[1]);
  if (!/^[A-Za-z]{2}$/.test(params.text('country'))) throw new Refusal('Valid country required');
  if (!/^[+\d][\d\s().-]*$/.test(params.text('phonenumber'))) throw new Refusal('Invalid telephone phone number');
}

function checkRequiredCustomFields(whmcs: Installation, values: ReadonlyMap<number, string>): void {
  const missing = whmcs.config.clientCustomFields.find((field) => field.required && !values.get(field.id));
  if (missing) throw new Refusal(`You did not provide required custom field value for ${missing.name}`);
}

function updateClient(call: Call): Reply {
  const { params, whmcs } = call;
  const { clients } = whmcs.books;
  const client = params.has('clientid')
    ? clients.get(params.int('clientid'))
    : clients.by('email', params.text('clientemail').toLowerCase())[0];
  if (!client) throw new Refusal('Client ID Not Found');
  const email = params.sent('email')?.trim();
  if (email !== undefined) {
    if (!EMAIL.test(email)) throw new Refusal('The email address entered is not valid');
    if (clients.by('email', email.toLowerCase()).some((other) => other.id !== client.id)) {
      throw new Refusal('Duplicate Email Address');
    }
  }
  const status = CLIENT_STATUSES.find((each) => each === params.text('status')) ?? client.status;
  const known = whmcs.config.clientCustomFields;
  clients.change(client, {
    ...plainFields(params),
    ...(email === undefined ? {} : { email }),
    status,
    currencyId: params.has('currency') ? knownCurrency(whmcs, params.int('currency')) : client.currencyId,
    groupId: params.has('groupid') ? params.int('groupid') : client.groupId,
    flags: { ...client.flags, ...flagsIn(params) },
    emailPreferences: { ...client.emailPreferences, ...preferencesIn(params) },
    customFields: readCustomFields(call, known, 'customfields', params.sent('customfields'), client.customFields),
  });
  return { clientid: String(client.id), warning: cardWarning(params) };
}

function plainFields(params: Params): Partial<Record<(typeof TEXT_FIELDS)[keyof typeof TEXT_FIELDS], string>> {
  const sent = Object.entries(TEXT_FIELDS).filter(([name]) => params.sent(name) !== undefined);
  return Object.fromEntries(sent.map(([name, field]) => [field, params.text(name)]));
}

function flagsIn(params: Params): Record<string, boolean> {
  return Object.fromEntries(FLAGS.filter((name) => params.has(name)).map((name) => [name, params.flag(name)]));
}

function preferencesIn(params: Params): Record<string, '0' | '1'> {
  const sent = [...(params.list('email_preferences') ?? [])];
  return Object.fromEntries(sent.map(([name, value]) => [String(name), value === '' || value === '0' ? '0' : '1']));
}

function knownCurrency(whmcs: Installation, id: number): number {
  const { currencies } = whmcs.config;
  return (currencies.find((each) => each.id === id) ?? currencies[0]!).id;
}

function cardWarning(params: Params): string | undefined {
  const sent = CARD_PARAMS.filter((name) => params.has(name));
  return sent.length > 0 ? `Credit card related parameters are now deprecated: ${sent.join(', ')}` : undefined;
}

/** Column to sort by → how to read it. */
const CLIENT_ORDER: Readonly<Record<string, (client: Client) => string | number>> = {
  id: (client) => client.id,
  firstname: (client) => client.firstName,
  lastname: (client) => client.lastName,
  companyname: (client) => client.companyName,
  email: (client) => client.email,
  groupid: (client) => client.groupId,
  datecreated: (client) => client.dateCreated,
  status: (client) => client.status,
};

function getClients({ params, whmcs }: Call): Reply {
  const search = params.text('search').toLowerCase();
  const status = params.text('status');
  const matching = [...whmcs.books.clients.all()].filter(
    (client) => (status === '' || client.status === status) && (search === '' || startsWith(client, search)),
  );
  const keyOf = CLIENT_ORDER[params.text('orderby').toLowerCase()] ?? CLIENT_ORDER['id']!;
  const direction = params.text('sorting').toUpperCase() === 'DESC' ? -1 : 1;
  matching.sort((a, b) => (keyOf(a) < keyOf(b) ? -direction : keyOf(a) > keyOf(b) ? direction : a.id - b.id));
  const page = pageOf(params, matching);
  return {
    ...page.head,
    clients: listOf(
      'client',
      page.rows.map((client) => ({
        id: client.id,
        firstname: client.firstName,
        lastname: client.lastName,
        companyname: client.companyName,
        email: client.email,
        datecreated: client.dateCreated,
        groupid: client.groupId,
        status: client.status,
      })),
    ),
  };
}

function startsWith(client: Client, search: string): boolean {
  const { email, firstName, lastName, companyName } = client;
  return [email, firstName, lastName, `${firstName} ${lastName}`, companyName].some((text) =>
    text.toLowerCase().startsWith(search),
  );
}

function getClientsDetails({ params, whmcs }: Call): Reply {
  const { clients } = whmcs.books;
  const id = params.text('clientid');
  const email = params.text('email').trim().toLowerCase();
  if (id === '' && email === '') throw new Refusal('Either clientid Or email Is Required');
  const client = id === '' ? clients.by('email', email)[0] : clients.get(params.int('clientid'));
  if (!client) throw new Refusal('Client Not Found');
  const details = clientDetails(whmcs, client);
  // The same fields again at the top: deprecated, still sent.
  return { ...details, client: details, ...(params.flag('stats') ? { stats: statsOf(whmcs, client) } : {}) };
}

function clientDetails(whmcs: Installation, client: Client): Reply {
  const user = whmcs.books.users.get(client.ownerUserId);
  const fields = whmcs.config.clientCustomFields.map((field) => ({
    id: field.id,
    value: client.customFields.get(field.id) ?? '',
  }));
  const flag = (name: string) => client.flags[name] ?? false;
  return {
    client_id: client.id,
    id: client.id,
    userid: client.id,
    owner_user_id: client.ownerUserId,
    uuid: client.uuid,
    firstname: client.firstName,
    lastname: client.lastName,
    fullname: `${client.firstName} ${client.lastName}`,
    companyname: client.companyName,
    email: client.email,
    address1: client.address1,
    address2: client.address2,
    city: client.city,
    fullstate: client.state,
    state: client.state,
    postcode: client.postcode,
    countrycode: client.country,
    country: client.country,
    countryname: countryName(client.country),
    statecode: client.state,
    phonenumber: client.phoneNumber,
    phonenumberformatted: client.phoneNumber,
    tax_id: client.taxId,
    email_preferences: client.emailPreferences,
    notes: client.notes,
    currency: client.currencyId,
    currency_code: whmcs.currencyOf(client).code,
    defaultgateway: client.defaultGateway,
    groupid: client.groupId,
    status: client.status,
    credit: formatCents(client.credit),
    taxexempt: flag('taxexempt'),
    latefeeoveride: flag('latefeeoveride'),
    overideduenotices: flag('overideduenotices'),
    separateinvoices: flag('separateinvoices'),
    disableautocc: flag('disableautocc'),
    overrideautoclose: flag('overrideautoclose'),
    marketing_emails_opt_in: flag('marketingoptin'),
    language: client.language,
    lastlogin: 'No Login Logged',
    customfields: fields,
    // Numbered by position, not by id.
    ...Object.fromEntries(fields.map((field, i) => [`customfields${i + 1}`, field.value])),
    users: listOf(
      'user',
      user ? [{ id: user.id, name: `${user.firstName} ${user.lastName}`, email: user.email, is_owner: true }] : [],
    ),
  };
}

const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region' });

function countryName(code: string): string {
  return /^[A-Za-z]{2}$/.test(code) ? (COUNTRY_NAMES.of(code.toUpperCase()) ?? code) : code;
}

function statsOf(whmcs: Installation, client: Client): Reply {
  const services = whmcs.books.services.by('clientId', client.id);
  const unpaid = whmcs.books.invoices.by('clientId', client.id).filter((invoice) => invoice.status === 'Unpaid');
  const { prefix, suffix } = whmcs.currencyOf(client);
  const due = unpaid.reduce((sum, invoice) => sum + invoice.subtotal, 0);
  return {
    productsnumactive: services.filter((service) => service.status === 'Active').length,
    productsnumtotal: services.length,
    numunpaidinvoices: unpaid.length,
    unpaidinvoicesamount: `${prefix}${formatCents(due)}${suffix}`,
  };
}
