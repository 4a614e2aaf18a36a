// What the Metadata API has and the installed @salesforce/types lacks. Each is emitted by Salesforce's own generator of sites
// (@salesforce/templates 66.13.3, Build Your Own (LWR)); the platform's documentation names them as well.

/** Metadata API Developer Guide, "DigitalExperienceConfig". */
export type DigitalExperienceConfig = {
  label: string;
  site: DigitalExperienceConfigSite;
  space: string;
};
export type DigitalExperienceConfigSite = {
  urlPathPrefix: string;
};

/** Elements here are added to those of the type, or replace them. Metadata API Developer Guide, "CustomSite". */
export type CustomSite = {
  allowGuestPaymentsApi?: boolean;
  siteType: SiteType;
};
export type SiteType = 'Siteforce' | 'Visualforce' | 'User' | 'ChatterNetwork' | 'ChatterNetworkPicasso';

/** The WSDL calls it text (base64); in source format it holds elements, which bundles/configuration.ts judges. */
export type LightningComponentBundle = {
  targetConfigs?: unknown;
};
