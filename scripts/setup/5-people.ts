// Step 5: who may do what: the middleware's user, agents and their queues, the site's guest, the owner of what guests make.
import { appendSiteOwner } from './deploy/site-owner.ts';
import { SetupFailure } from './failure.ts';
import type { Org, Row } from './org.ts';
import {
  INTEGRATION_LICENSE,
  INTEGRATION_LICENSE_OPTION,
  INTEGRATION_PROFILE,
  INTEGRATION_PSL,
} from './preflight/checks.ts';
import { profilesOf } from './profiles.ts';
import { recordsOf, type Records } from './records.ts';
import { runAlone, type Step, type StepContext } from './step.ts';

const ROLE = 'Customer_Service';
const PERMISSION_SETS = {
  integration: 'Customer_Portal_Integration',
  agent: 'Customer_Service_Agent',
  guest: 'Portal_Guest',
} as const;
const SITE = 'Customer_Portal';
const NETWORK = 'Customer Portal';
const CUSTOMER_PROFILE = 'Customer Community Plus User';

export const people: Step = {
  number: 5,
  name: 'people',
  title: 'People and rights',
  does: [
    'Finds or makes the integration user with its licence, profile and permission sets; gives you a role and the Knowledge User box;',
    'gives agents their permission set and puts them into the queues; gives the site’s guest user its permission set; names the owner',
    'of what guests make and the profile of people who register.',
  ].join('\n'),
  changes:
    'users, permission set assignments and queue members; the site’s default record owner and registration profile.',
  needs: 'step 4.',
  options: {
    'integration-username': {
      type: 'string',
      value: '<username>',
      help: 'the middleware’s user; made unless it exists',
    },
    ...INTEGRATION_LICENSE_OPTION,
    'customer-profile': {
      type: 'string',
      value: '<name>',
      default: CUSTOMER_PROFILE,
      help: 'profile of people who register',
    },
    agents: { type: 'string', value: '<username,…>', help: 'who answers cases and leads; left out: you' },
    'site-owner': {
      type: 'string',
      value: '<username>',
      help: 'owner of what guests make, with a role; left out: you',
    },
  },
  run: async (context) => {
    const org = context.org();
    const records = recordsOf(context, org);
    const me = await userNamed(records, (await org.display()).username);
    await giveRole(records, me);
    await giveKnowledge(context, records, me);
    await integrationUser(context, org, records, me);
    for (const agent of await agentsOf(context, records, me)) await makeAgent(org, records, agent);
    await siteGuest(context, records, me);
    await customerProfile(context, records);
  },
};

const USER_FIELDS = [
  ...['Username', 'Name', 'Email', 'UserRoleId', 'IsActive', 'UserPermissionsKnowledgeUser'],
  ...['TimeZoneSidKey', 'LocaleSidKey'],
];

async function userNamed(records: Records, username: string): Promise<Row> {
  const user = await records.find('User', { Username: username }, USER_FIELDS);
  if (user) return user;
  throw new SetupFailure(
    `There is no user ${username}.`,
    'the org’s users',
    'Give the username of a user that exists.',
  );
}

async function giveRole(records: Records, { Id }: Row): Promise<void> {
  const user = await records.find('User', { Id: Id as string }, USER_FIELDS); // who deploys is an agent too, and may have got one
  if (!user || user.UserRoleId) return;
  const role = await records.find('UserRole', { DeveloperName: ROLE });
  if (!role) throw notDeployed(`the role ${ROLE}`);
  await records.update('User', user, { UserRoleId: String(role.Id) }, `role ${ROLE} of ${String(user.Username)}`);
}

/** Without the box nobody may write articles; some licences have none to give. */
async function giveKnowledge({ say }: StepContext, records: Records, user: Row): Promise<void> {
  try {
    const what = `Knowledge User box of ${String(user.Username)}`;
    await records.update('User', user, { UserPermissionsKnowledgeUser: true }, what);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`look at        ${error.message}: sample articles cannot be loaded as you`);
  }
}

async function integrationUser(context: StepContext, org: Org, records: Records, me: Row): Promise<void> {
  const username = integrationUsername(context, (await org.display()).id);
  const license = String(context.options['integration-license'] ?? INTEGRATION_LICENSE);
  const profileName = license === INTEGRATION_LICENSE ? INTEGRATION_PROFILE : 'Minimum Access - Salesforce';
  const profileId = (await profileIds(context)).get(profileName);
  if (!profileId) {
    throw new SetupFailure(
      `The org has no profile ${profileName}.`,
      'Setup → Profiles',
      'It comes with the licence. Without a Salesforce Integration licence give --integration-license Salesforce.',
    );
  }
  const values = {
    ProfileId: profileId,
    FirstName: 'Portway',
    LastName: 'Integration',
    Alias: 'portway',
    Email: String(me.Email),
    TimeZoneSidKey: String(me.TimeZoneSidKey),
    LocaleSidKey: String(me.LocaleSidKey),
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
  };
  const id = await records.ensure('User', { Username: username }, values, `integration user ${username}`);
  if (id === undefined) return;
  if (license === INTEGRATION_LICENSE) await assignLicense(context, records, id);
  await assign(records, PERMISSION_SETS.integration, id, username);
}

async function profileIds(context: StepContext): Promise<ReadonlyMap<string, string>> {
  const profiles = await profilesOf(context.sf, context.org());
  if ('value' in profiles) return profiles.value;
  throw new SetupFailure(profiles.unasked, 'the org’s profiles', 'Your user needs View Setup and Configuration.');
}

/** Usernames are unique over all orgs of the world: the org's id makes ours so. */
export function integrationUsername({ options }: Pick<StepContext, 'options'>, orgId: string): string {
  const given = options['integration-username'];
  return typeof given === 'string' && given !== ''
    ? given
    : `integration@${orgId.slice(0, 15).toLowerCase()}.portway.example`;
}

/** Rights on standard objects need the permission set licence before the permission set. */
async function assignLicense({ say }: StepContext, records: Records, userId: string): Promise<void> {
  const license = await records.find('PermissionSetLicense', { DeveloperName: INTEGRATION_PSL });
  if (!license) {
    say(`look at        the org has no permission set licence ${INTEGRATION_PSL}: the permission set may be refused`);
    return;
  }
  const key = { AssigneeId: userId, PermissionSetLicenseId: String(license.Id) };
  await records.ensure('PermissionSetLicenseAssign', key, {}, 'permission set licence Salesforce API Integration');
}

async function assign(records: Records, permissionSet: string, userId: string, who: string): Promise<void> {
  const found = await records.find('PermissionSet', { Name: permissionSet });
  if (!found) throw notDeployed(`the permission set ${permissionSet}`);
  const key = { AssigneeId: userId, PermissionSetId: String(found.Id) };
  await records.ensure('PermissionSetAssignment', key, {}, `permission set ${permissionSet} of ${who}`);
}

async function agentsOf({ options }: StepContext, records: Records, me: Row): Promise<Row[]> {
  const given = String(options.agents ?? '')
    .split(',')
    .filter((name) => name.trim() !== '');
  return given.length === 0 ? [me] : Promise.all(given.map((username) => userNamed(records, username.trim())));
}

async function makeAgent(org: Org, records: Records, agent: Row): Promise<void> {
  const who = String(agent.Username);
  await assign(records, PERMISSION_SETS.agent, String(agent.Id), who);
  await giveRole(records, agent);
  const queues = await org.query("SELECT Id, DeveloperName FROM Group WHERE Type = 'Queue' ORDER BY DeveloperName");
  const ours = queues.filter(({ DeveloperName }) => /^(Customer_Service|Leads_)/.test(String(DeveloperName)));
  if (ours.length === 0) throw notDeployed('the queues');
  for (const { Id, DeveloperName } of ours) {
    const key = { GroupId: String(Id), UserOrGroupId: String(agent.Id) };
    await records.ensure('GroupMember', key, {}, `${who} in the queue ${String(DeveloperName)}`);
  }
}

/** Self-registration gives new people this profile. @see Object Reference, Network */
async function customerProfile(context: StepContext, records: Records): Promise<void> {
  const { options, say } = context;
  const name = String(options['customer-profile'] ?? CUSTOMER_PROFILE);
  const network = await records.find('Network', { Name: NETWORK }, ['SelfRegProfileId']);
  const profileId = (await profileIds(context)).get(name);
  if (!network || !profileId)
    return say(`look at        the org lacks ${network ? `the profile ${name}` : `the site ${NETWORK}`}`);
  try {
    const values = { SelfRegProfileId: profileId };
    await records.update('Network', network, values, `profile ${name} of people who register`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`look at        ${error.message}`);
    say(
      `               Setup → All Sites → ${NETWORK} → Workspaces → Administration → Login & Registration: choose ${name}.`,
    );
  }
}

async function siteGuest(context: StepContext, records: Records, me: Row): Promise<void> {
  const fields = ['GuestUserId', 'GuestRecordDefaultOwnerId'];
  const site = await records.find('Site', { Name: SITE }, fields);
  if (!site?.GuestUserId) {
    context.say(
      `look at        ${site ? 'the site has no guest user' : 'the org has no site'} yet: run this step again once it has`,
    );
    return;
  }
  await assign(records, PERMISSION_SETS.guest, site.GuestUserId as string, 'the site’s guest user');
  const given = context.options['site-owner'];
  const owner = typeof given === 'string' && given !== '' ? await userNamed(records, given) : me;
  await giveRole(records, owner);
  await appendSiteOwner(context, {
    site: SITE,
    isOwner: site.GuestRecordDefaultOwnerId === owner.Id,
    owner: String(owner.Username),
  });
}

function notDeployed(what: string): SetupFailure {
  return new SetupFailure(
    `The org lacks ${what}.`,
    'the org’s metadata',
    'Deploy first: npx node scripts/setup/4-deploy.ts',
  );
}

await runAlone(import.meta.filename, people);
