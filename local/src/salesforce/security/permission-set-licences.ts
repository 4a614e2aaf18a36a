// Permission set licences that an org has beside its user licences. Source: Salesforce Help, "Permission Set Licenses"; the names
// as orgs show them. Like user licences they are plenty here.
import type { SetupRecords } from './setup-records.ts';

const LICENCES: readonly [developerName: string, label: string][] = [
  ['SalesforceAPIIntegrationPsl', 'Salesforce API Integration'],
];
const PLENTY = 100;

export function addPermissionSetLicences(setup: SetupRecords): void {
  for (const [DeveloperName, MasterLabel] of LICENCES)
    setup.add('PermissionSetLicense', {
      DeveloperName,
      MasterLabel,
      PermissionSetLicenseKey: DeveloperName,
      Language: 'en_US',
      Status: 'Active',
      TotalLicenses: PLENTY,
      UsedLicenses: 0,
    });
}
