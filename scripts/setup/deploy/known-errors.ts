// What well-known refusals of a deployment mean and what mends them. The org's own words come first; this only adds to them.

interface KnownError {
  readonly pattern: RegExp;
  readonly meaning: string;
}

/** Wordings as the Metadata API Developer Guide has them and other projects have reported them. No org has been asked. */
const KNOWN: readonly KnownError[] = [
  {
    pattern: /duplicate value found.*(oauthPlcy|defaultPolicy|Policy)|DUPLICATE_VALUE/i,
    meaning:
      'The org has made a policy of another name for the app. Rename force-app/main/default/extlClntAppOauthPolicies/… to the name it says and deploy again.',
  },
  {
    pattern: /no (Network|SiteDotCom) named|appPage is required/i,
    meaning:
      'The site’s five types (Network, CustomSite, DigitalExperienceConfig, DigitalExperienceBundle, DigitalExperience) must be in one deployment.',
  },
  {
    pattern: /In field: profile - no Profile named|no Profile named/i,
    meaning:
      'The org has no profile of that name: it comes with a licence (step 3 lists it), or has another name in your org.',
  },
  {
    pattern: /Entity of type .*(Knowledge__kav|Order\b)|sObject type '(Knowledge__kav|Order)' is not supported/i,
    meaning: 'The feature is off: turn on Orders or Knowledge, or run with --turn-on-settings.',
  },
  {
    pattern: /UNKNOWN_EXCEPTION|unexpected error/i,
    meaning:
      'Salesforce failed inside. Deploy once more; if it stays, take the component named above out and give Salesforce the error’s number.',
  },
  {
    pattern: /not.*enabled.*(language|translation)|language.*(not active|inactive|not enabled|not supported)/i,
    meaning:
      'Setup → Translation Language Settings: enable, and make the language of the file active (--turn-on-settings does).',
  },
  {
    pattern: /new connected apps?.*(not|disabled|blocked)|can.?t create.*connected app/i,
    meaning:
      'The org makes no new connected apps (the default since Spring ’26): use --client-app external-client-app.',
  },
  {
    pattern: /insufficient access|INSUFFICIENT_ACCESS|Modify ?Metadata/i,
    meaning: 'Your user lacks a right: step 3 lists the rights that are needed.',
  },
  {
    pattern: /email.*sender.*address|emailSenderAddress/i,
    meaning:
      'PORTWAY_SITE_SENDER must be an address that the org may send from; it cannot be changed by deployment once the site exists.',
  },
  {
    pattern: /Test coverage of selected Apex|code coverage/i,
    meaning:
      'Production wants 75 percent of all Apex in the org covered: run with --test-level RunLocalTests and mend the tests that fail.',
  },
];

/** @returns what it means and what to do, if this refusal is known */
export function meaningOf(problem: string): string | undefined {
  return KNOWN.find(({ pattern }) => pattern.test(problem))?.meaning;
}
