// A customer of Salesforce as a WHMCS client. Pure. Japanese names and addresses are the ordinary case: they travel as
// they are, only full-width digits in phone numbers and postcodes become plain ones.
import { PortwayError } from '../../errors.ts';
import type { Address, OrderAccount, OrderContact, SalesforceOrder } from '../../salesforce/orders.ts';
import type { ClientDetails, NewClient } from '../../whmcs/clients.ts';

/** Whom the client is made from. @throws PortwayError CLIENT_EMAIL_MISSING, CLIENT_AMBIGUOUS */
export function contactOf(order: SalesforceOrder, account: OrderAccount): OrderContact & { readonly email: string } {
  const usable = order.contacts.flatMap((contact) => {
    const email = contact.email?.trim() ?? '';
    return email === '' ? [] : [{ ...contact, email }];
  });
  const [first, ...others] = usable;
  if (!first) {
    const who =
      order.contacts.length > 0 ? `the Bill To Contact of order ${order.orderNumber}` : `account ‘${account.name}’`;
    throw new PortwayError('CLIENT_EMAIL_MISSING', `${who} has no e-mail address`);
  }
  if (others.some((contact) => contact.email.toLowerCase() !== first.email.toLowerCase())) {
    throw new PortwayError(
      'CLIENT_AMBIGUOUS',
      `account ‘${account.name}’ has ${usable.length} contacts with different e-mail addresses`,
    );
  }
  return first;
}

/**
 * Whether a client found by e-mail is this account's.
 * @param otherAccounts names of other Salesforce accounts already linked to it
 * @throws PortwayError CLIENT_AMBIGUOUS it is somebody else's, or may be
 */
export function checkClientIsOf(
  client: ClientDetails,
  account: OrderAccount,
  numberFieldId: string | undefined,
  otherAccounts: readonly string[],
): void {
  const storedNumber = numberFieldId === undefined ? '' : (client.customFields.get(numberFieldId)?.trim() ?? '');
  if (storedNumber !== '' && storedNumber === account.number) return;
  if (storedNumber !== '') {
    throw new PortwayError(
      'CLIENT_AMBIGUOUS',
      `WHMCS client ${client.clientId} has the contact’s e-mail but belongs to customer ${storedNumber}, not ${account.number ?? account.name}`,
    );
  }
  if (otherAccounts.length > 0) {
    throw new PortwayError(
      'CLIENT_AMBIGUOUS',
      `WHMCS client ${client.clientId} has the contact’s e-mail but belongs to account ‘${otherAccounts[0]}’`,
    );
  }
}

export interface ClientSettings {
  /** Client custom field that holds the Salesforce account number. */
  readonly numberFieldId: string | undefined;
  /** ISO 3166-1 alpha-2, where Salesforce has no country. */
  readonly defaultCountry: string;
}

/** @param password for the client's new user; it is never stored here, the customer sets another by WHMCS's mail */
export function newClient(
  contact: OrderContact & { readonly email: string },
  account: OrderAccount,
  settings: ClientSettings,
  password: string,
): NewClient {
  const address = hasAddress(contact.address) ? contact.address : account.address;
  const [address1 = '', ...more] = linesOf(address.street);
  const personName = `${contact.firstName ?? ''} ${contact.lastName ?? ''}`.trim();
  const reverseName = `${contact.lastName ?? ''} ${contact.firstName ?? ''}`.trim();
  const isCompany = ![personName, reverseName].includes(account.name.trim());
  return {
    firstName: contact.firstName ?? '',
    lastName: contact.lastName ?? account.name,
    companyName: isCompany ? account.name : undefined,
    email: contact.email,
    address1,
    address2: more.length > 0 ? more.join(' ') : undefined,
    city: address.city ?? '',
    state: address.state ?? '',
    postcode: halfWidth(address.postalCode ?? ''),
    country: countryCode(address.country) ?? settings.defaultCountry,
    phoneNumber: phoneOf(contact.phone ?? account.phone ?? ''),
    password,
    customFields:
      settings.numberFieldId !== undefined && account.number !== null
        ? { [settings.numberFieldId]: account.number }
        : {},
  };
}

function hasAddress(address: Address): boolean {
  return address.street !== null || address.city !== null || address.postalCode !== null;
}

function linesOf(street: string | null): string[] {
  return (street ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function halfWidth(text: string): string {
  return text.normalize('NFKC').trim();
}

/** Digits, +, -, ., brackets and spaces: what WHMCS takes for a phone number. */
function phoneOf(text: string): string {
  return halfWidth(text)
    .replace(/[‐‑–—ー−]/g, '-')
    .replace(/[^0-9+\-(). ]/g, '')
    .trim();
}

/** Country names in English and Japanese, lower case → ISO code; Salesforce stores the name unless picklists are on. */
let codesByName: Map<string, string> | undefined;

function countryCode(country: string | null): string | undefined {
  const text = halfWidth(country ?? '');
  if (/^[a-z]{2}$/i.test(text)) return text.toUpperCase();
  codesByName ??= namesOfCountries();
  return codesByName.get(text.toLowerCase());
}

function namesOfCountries(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => new Intl.Locale(`und-${code}`).region === code); // former codes turn into today's
  const names = new Map<string, string>([
    ['usa', 'US'],
    ['uk', 'GB'],
  ]);
  for (const language of ['en', 'ja']) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = display.of(code)?.toLowerCase();
      if (name !== undefined && !names.has(name)) names.set(name, code);
    }
  }
  return names;
}
