// Step 1: the WHMCS client of the order's account. WH_Account__c, else a client with the contact's e-mail address that is
// this account's by its stored number, else a new one. Runs while the ledger holds the account, so two orders of one new
// customer make one client.
import { randomBytes } from 'node:crypto';
import { PortwayError, isPortwayError } from '../../errors.ts';
import { addClient, findClientByEmail } from '../../whmcs/clients.ts';
import { checkClientIsOf, contactOf, newClient } from './client-mapping.ts';
import { comeBackIn, FIRST_LOOK_MS, type WhmcsContext, type WhmcsJob } from './context.ts';
import { without } from './facts.ts';

/** The client as far as it is known without asking WHMCS. @throws PortwayError CLIENT_NOT_FOUND when the field holds no id */
export function knownClient(context: WhmcsContext, { account, facts }: WhmcsJob): string | null {
  const linked = account.whmcsClientId?.trim() ?? '';
  if (linked !== '' && !/^[1-9]\d*$/.test(linked)) {
    throw new PortwayError(
      'CLIENT_NOT_FOUND',
      `account ‘${account.name}’ has WHMCS Account ID “${linked}”, which is no number`,
    );
  }
  return linked || facts.clientId || context.clientIdsByAccount.get(account.accountId) || null;
}

/**
 * @returns the client's id, remembered for the account's next orders
 * @throws PortwayError CLIENT_…: the data; ComeBack: AddClient's outcome is open
 */
export async function ensureClient(context: WhmcsContext, work: WhmcsJob): Promise<string> {
  const clientId = knownClient(context, work) ?? (await findOrAdd(context, work));
  rememberClient(context, work.account.accountId, clientId);
  return clientId;
}

async function findOrAdd(context: WhmcsContext, work: WhmcsJob): Promise<string> {
  const { job, account } = work;
  const contact = contactOf(job.order, account);
  const found = await findClientByEmail(context.whmcs, contact.email);
  if (found) {
    const others = await context.otherAccountsOfClient(found.clientId, account.accountId);
    checkClientIsOf(found, account, context.settings.clientNumberFieldId, others);
    return found.clientId;
  }
  waitForLostAddClient(context, work);
  await work.commit('submitting', { ...work.facts, addClientSentAt: job.now().toISOString() });
  try {
    const client = newClient(contact, account, clientSettings(context), randomBytes(18).toString('base64url'));
    const clientId = await addClient(context.whmcs, client);
    job.log.info({ clientId }, 'WHMCS client added');
    work.remember({ ...without(work.facts, 'addClientSentAt'), clientId });
    return clientId;
  } catch (error) {
    if (isPortwayError(error, 'WHMCS_UNKNOWN_OUTCOME')) throw comeBackIn(job, FIRST_LOOK_MS, error);
    work.remember(without(work.facts, 'addClientSentAt'));
    throw error;
  }
}

function clientSettings({ settings }: WhmcsContext): { numberFieldId: string | undefined; defaultCountry: string } {
  return { numberFieldId: settings.clientNumberFieldId, defaultCountry: settings.defaultCountry };
}

/** After a lost AddClient the e-mail address is not there yet, but PHP may still be at work. */
function waitForLostAddClient({ settings }: WhmcsContext, { job, facts }: WhmcsJob): void {
  if (facts.addClientSentAt === undefined) return;
  const safeAt = new Date(Date.parse(facts.addClientSentAt) + settings.lookUpWaitMs);
  if (job.now() >= safeAt) return;
  const reason = new PortwayError('WHMCS_UNKNOWN_OUTCOME', 'AddClient: not there yet');
  throw comeBackIn(job, safeAt.getTime() - job.now().getTime(), reason);
}

/** Bounded, oldest out: an account's later orders carry the id themselves once it is written back. */
const MAX_REMEMBERED = 10_000;

function rememberClient({ clientIdsByAccount }: WhmcsContext, accountId: string, clientId: string): void {
  clientIdsByAccount.delete(accountId);
  clientIdsByAccount.set(accountId, clientId);
  if (clientIdsByAccount.size <= MAX_REMEMBERED) return;
  const [oldest] = clientIdsByAccount.keys();
  clientIdsByAccount.delete(oldest!);
}
