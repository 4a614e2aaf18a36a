// Everything that is asked before a deployment, as a table: what, why, and how it is mended. In the order an admin would mend it.
import { answered, missing, ok, unknown, warning, type Check, type Facts, type Finding } from './check.ts';
import { changeChecks } from './changes.ts';
import { USER_PERMISSIONS, type License } from './org-facts.ts';

export const INTEGRATION_LICENSE = 'Salesforce Integration';
export const INTEGRATION_PROFILE = 'Minimum Access - API Only Integrations';
/** @see https://help.salesforce.com/s/articleView?id=sf.integration_user.htm */
export const INTEGRATION_PSL = 'SalesforceAPIIntegrationPsl';
export const CUSTOMER_LICENSE = 'Customer Community Plus';

/** Of steps 3 and 5. */
export const INTEGRATION_LICENSE_OPTION = {
  'integration-license': {
    type: 'string',
    value: '<name>',
    default: INTEGRATION_LICENSE,
    help: '“Salesforce” where the org has no integration licence; the profile is then Minimum Access - Salesforce',
  },
} as const;

/** Editions without Apex or custom profiles of their own. @see Organization.OrganizationType, Object Reference */
const SMALL_EDITIONS = new Set(['Group Edition', 'Team Edition', 'Contact Manager Edition', 'Personal Edition']);

export function checksFor(facts: Facts): Check[] {
  return [
    ...orgChecks,
    ...featureChecks,
    ...settingChecks,
    ...facts.project.languages.flatMap(languageChecks),
    customerLicence,
    ...(facts.integrationLicense === INTEGRATION_LICENSE ? integrationLicences : []),
    ...[...facts.project.profiles].map(([profile, files]) => profileCheck(profile, files)),
    ...Object.entries(USER_PERMISSIONS).map(([name, label]) => permissionCheck(name, label)),
    ...userChecks,
    ...facts.project.variables.map(({ name, file }) => variableCheck(name, file)),
    ...changeChecks(facts),
  ];
}

const orgChecks: readonly Check[] = [
  {
    title: 'Edition',
    why: 'Apex, Experience Cloud and the integration licence come with Enterprise Edition and higher (Developer Edition for trials).',
    mend: 'Ask Salesforce for another edition, or use a scratch org: npm run setup -- --create-scratch <alias>',
    look: ({ org }) =>
      answered(org.organization, ({ OrganizationType }) => {
        const edition = String(OrganizationType);
        if (SMALL_EDITIONS.has(edition)) return missing(edition);
        return edition === 'Professional Edition'
          ? warning(`${edition}: needs API access and Apex as an add-on`)
          : ok(edition);
      }),
  },
  {
    title: 'API version',
    why: 'A deployment of a newer version than the org’s is refused.',
    mend: 'Wait for the org’s upgrade, or lower sourceApiVersion in sfdx-project.json and run npm run check.',
    look: ({ org, project }) =>
      answered(org.apiVersion, (version) =>
        Number(version) >= Number(project.apiVersion)
          ? ok(`${version}, the project needs ${project.apiVersion}`)
          : missing(`${version}, the project needs ${project.apiVersion}`),
      ),
  },
  {
    title: 'My Domain',
    why: 'Sites, the sign-in of the middleware and the Pub/Sub API need it.',
    mend: 'Setup → My Domain: register and deploy one.',
    look: ({ org }) => myDomain(new URL(org.info.instanceUrl).hostname),
  },
];

function myDomain(host: string): Finding {
  if (host.endsWith('.my.salesforce.com') || host.endsWith('.my.salesforce.mil')) return ok(host);
  return host.endsWith('.salesforce.com') ? missing(host) : unknown(`${host} is no address of Salesforce`);
}

function hasObject(name: string): (facts: Facts) => Finding {
  return ({ org }) => {
    const described = org.objects.get(name);
    if (described && 'value' in described) return ok('on');
    // An object of a feature that is off is unknown to the API, or hidden from whoever asks.
    return described && /NOT_FOUND|INVALID_TYPE/.test(described.unasked)
      ? missing(`the org has no object ${name}`)
      : answered(described, () => ok('on'));
  };
}

const featureChecks: readonly Check[] = [
  {
    title: 'Orders',
    why: 'The order is what an agent approves; its fields, flows and layouts name it.',
    mend: 'Setup → Order Settings → Enable Orders.',
    turnedOnBy: 'Order',
    look: hasObject('Order'),
  },
  {
    title: 'Digital Experiences',
    why: 'The customer site, its sharing set and the external sharing defaults.',
    mend: 'Setup → Digital Experiences → Settings → Enable Digital Experiences.',
    turnedOnBy: 'Communities',
    look: ({ org }) => {
      const { networks } = org;
      if ('value' in networks) return ok(`on, ${networks.value.length} sites`);
      return /INVALID_TYPE/.test(networks.unasked)
        ? missing('the org has no object Network')
        : unknown(networks.unasked);
    },
  },
  {
    title: 'Knowledge',
    why: 'The articles of the customer site have fields of their own. It cannot be turned off again.',
    mend: 'Setup → Knowledge Settings → Enable Lightning Knowledge (your user needs the Knowledge User check box first).',
    turnedOnBy: 'Knowledge',
    look: hasObject('Knowledge__kav'),
  },
];

/** What a setting must be; how it is turned on by hand. */
function settingCheck(member: string, element: string, wanted: 'true' | 'false', words: Omit<Check, 'look'>): Check {
  const judgeText = (text: string | undefined): Finding => {
    if (text === undefined) return unknown(`the org did not give back ${member}.settings ${element}`);
    const word = text === 'true' ? 'on' : 'off';
    return text === wanted ? ok(word) : missing(word);
  };
  return { ...words, look: ({ org }) => answered(org.settings, (all) => judgeText(all.get(member)?.[element])) };
}

/** A setting that nothing fails without at deployment. */
function advised(check: Check): Check {
  return {
    ...check,
    look: (facts) => {
      const finding = check.look(facts);
      return finding.state === 'missing' ? { ...finding, state: 'warning' } : finding;
    },
  };
}

const settingChecks: readonly Check[] = [
  settingCheck('Order', 'enableOptionalPricebook', 'false', {
    title: 'Optional price books',
    why: 'Orders without a price book would have no prices that the middleware can bill.',
    mend: 'Setup → Order Settings → Enable Optional Price Books: off.',
    turnedOnBy: 'Order',
  }),
  settingCheck('Language', 'enableTranslationWorkbench', 'true', {
    title: 'Translation Workbench',
    why: 'The Japanese texts are a translation, which deploys only where translations are on.',
    mend: 'Setup → Translation Language Settings → Enable.',
    turnedOnBy: 'Language',
  }),
  settingCheck('Communities', 'enableOotbProfExtUserOpsEnable', 'true', {
    title: 'Standard external profiles',
    why: 'Customers register with the standard profile Customer Community Plus User.',
    mend: 'Setup → Digital Experiences → Settings → Allow using standard external profiles for self-registration, user creation, and login.',
    turnedOnBy: 'Communities',
  }),
  settingCheck('Flow', 'enableFlowDeployAsActiveEnabled', 'true', {
    title: 'Deploy flows as active',
    why: 'In production flows arrive inactive without it, and approved orders would not be provisioned.',
    mend: 'Setup → Process Automation Settings → Deploy processes and flows as active.',
    turnedOnBy: 'Flow',
  }),
  advised(
    settingCheck('Schema', 'enableAdvancedCSSecurity', 'true', {
      title: 'Restrict custom settings',
      why: 'Otherwise every user of the org can read the secret that signs payment requests.',
      mend: 'Setup → Schema Settings → Restrict access to custom settings.',
      turnedOnBy: 'Schema',
    }),
  ),
];

function languageChecks(language: string): Check[] {
  const isAmong = (languages: readonly string[]): Finding =>
    languages.includes(language) ? ok('active') : missing('not active');
  return [
    {
      title: `Translations into ${language}`,
      why: `force-app has labels, picklist values and messages in ${language}.`,
      mend: `Setup → Translation Language Settings: add ${language} and make it active.`,
      turnedOnBy: 'Language',
      look: ({ org }) => answered(org.languages, isAmong),
    },
    advised({
      title: `Articles in ${language}`,
      why: `Some of the sample articles are in ${language}.`,
      mend: `Setup → Knowledge Settings → Languages: add ${language}.`,
      turnedOnBy: 'Knowledge',
      look: ({ org }) => answered(org.articleLanguages, isAmong),
    }),
  ];
}

function left(licenses: readonly License[], name: string, { org: { user } }: Facts): Finding {
  const license = licenses.find((each) => each.name === name);
  const language = 'value' in user ? String(user.value.LanguageLocaleKey) : '';
  // Whether names of licences follow the language of whoever asks is not said anywhere; those of profiles do.
  if (!license && language !== '' && !language.startsWith('en'))
    return unknown(`none of that name; your language is ${language}, so it may be called otherwise`);
  if (!license) return missing('the org has none');
  const remaining = license.total - license.used;
  const seen = `${remaining} of ${license.total} left`;
  return remaining > 0 ? ok(seen) : warning(`${seen}: enough if those in use are this project’s`);
}

const customerLicence: Check = {
  title: `Licence ${CUSTOMER_LICENSE}`,
  why: 'Every customer who signs in holds one; the sharing set names its profile.',
  mend: 'Ask Salesforce for Experience Cloud licences; a scratch org has them with the feature Communities.',
  look: (facts) => answered(facts.org.userLicenses, (all) => left(all, CUSTOMER_LICENSE, facts)),
};

/** Where the middleware's user has an integration licence. */
const integrationLicences: readonly Check[] = [
  {
    title: `Licence ${INTEGRATION_LICENSE}`,
    why: 'The user whom the middleware signs in as. Enterprise Edition and higher has five.',
    mend: 'Setup → Company Information → User Licenses. Without one: --integration-license Salesforce, which uses up a full licence.',
    look: (facts) => answered(facts.org.userLicenses, (all) => left(all, INTEGRATION_LICENSE, facts)),
  },
  {
    title: 'Salesforce API Integration',
    why: 'The permission set licence that lets the integration user hold rights on accounts, orders and products.',
    mend: 'Setup → Company Information → Permission Set Licenses.',
    look: (facts) => answered(facts.org.permissionSetLicenses, (all) => left(all, INTEGRATION_PSL, facts)),
  },
];

function profileCheck(profile: string, files: readonly string[]): Check {
  return {
    title: `Profile ${profile}`,
    why: `Named by ${files.join(', ')}.`,
    mend: 'It comes with its licence. If yours has another name, name that one in the file.',
    look: ({ org }) =>
      answered(org.profiles, (all) => (all.includes(profile) ? ok('there') : missing('the org has none'))),
  };
}

function permissionCheck(name: string, label: string): Check {
  return {
    title: `Your right: ${label}`,
    why: 'The user who deploys needs it.',
    mend: 'Setup → Users → your user: a profile (System Administrator) or permission set with it.',
    look: ({ org }) =>
      answered(org.permissions, (row) => (row[`Permissions${name}`] === true ? ok('yes') : missing('no'))),
  };
}

const userChecks: readonly Check[] = [
  {
    title: 'Your role',
    why: 'Whoever owns an account with portal users needs a role; the Apex tests and sample data make accounts as you.',
    mend: 'Setup → Users → your user → Role; step 5 gives you the role Customer Service if you have none.',
    look: ({ org }) =>
      answered(org.user, ({ UserRoleId }) => (UserRoleId ? ok('you have one') : warning('you have none'))),
  },
  {
    title: 'Your Knowledge User box',
    why: 'Sample articles are written and published as you.',
    mend: 'Setup → Users → your user → Knowledge User; step 5 ticks it.',
    look: ({ org }) =>
      answered(org.user, ({ UserPermissionsKnowledgeUser }) =>
        UserPermissionsKnowledgeUser === true ? ok('ticked') : warning('not ticked'),
      ),
  },
];

function variableCheck(name: string, file: string): Check {
  return {
    title: `Variable ${name}`,
    why: `sfdx-project.json puts it into ${file.split('/').at(-1)}; without it a placeholder would be deployed.`,
    mend: `export ${name}=… (docs/deploy.md says what belongs there)`,
    look: ({ env }) => (env[name] ? ok('set') : missing('not set')),
  };
}
