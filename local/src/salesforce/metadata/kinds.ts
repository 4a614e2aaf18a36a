// Which file of a Salesforce DX project is which metadata type. Facts: Metadata API Developer Guide, "Metadata Types".
// `engine`: something in the local org executes or reads the component.
// `carried`: the project loads, the component can be looked at, and nothing in the local org acts on it.
// `inactive-only`: would change what saves do and no engine executes it yet, so an active one is refused.

export type Support = 'engine' | 'carried' | 'inactive-only';

export interface Kind {
  /** Metadata API type. */
  readonly type: string;
  readonly support: Support;
  /** inactive-only: names of the elements from the root to the flag that must not read true or Active. */
  readonly activeFlag?: readonly string[];
}

const engine = (type: string): Kind => ({ type, support: 'engine' });
const inactiveOnly = (type: string, ...activeFlag: string[]): Kind => ({ type, support: 'inactive-only', activeFlag });

/** `Name.<suffix>-meta.xml`. Suffixes that several types share stand in KINDS_IN_FOLDER. */
export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['object', engine('CustomObject')],
  ['standardValueSet', engine('StandardValueSet')],
  ['globalValueSet', engine('GlobalValueSet')],
  ['flow', engine('Flow')],
  ['flowDefinition', engine('FlowDefinition')],
  ['permissionset', engine('PermissionSet')],
  ['permissionsetgroup', engine('PermissionSetGroup')],
  ['mutingpermissionset', engine('MutingPermissionSet')],
  ['profile', engine('Profile')],
  ['customPermission', engine('CustomPermission')],
  ['sharingSet', engine('SharingSet')],
  ['sharingRules', engine('SharingRules')],
  ['queue', engine('Queue')],
  ['role', engine('Role')],
  ['group', engine('Group')],
  ['md', engine('CustomMetadata')],
  ['assignmentRules', engine('AssignmentRules')],
  ['eca', engine('ExternalClientApplication')],
  ['ecaOauth', engine('ExtlClntAppOauthSettings')],
  ['ecaGlblOauth', engine('ExtlClntAppGlobalOauthSettings')],
  ['ecaOauthPlcy', engine('ExtlClntAppOauthConfigurablePolicies')],
  ['ecaPlcy', engine('ExtlClntAppConfigurablePolicies')],
  ['ecaOauthSecurity', engine('ExtlClntAppOauthSecuritySettings')],
  ['connectedApp', engine('ConnectedApp')],
  ['layout', engine('Layout')],
  ['flexipage', engine('FlexiPage')],
  ['app', engine('CustomApplication')],
  ['tab', engine('CustomTab')],
  ['network', engine('Network')],
  ['platformEventChannel', engine('PlatformEventChannel')],
  ['platformEventChannelMember', engine('PlatformEventChannelMember')],
  ['managedEventSubscription', engine('ManagedEventSubscription')],
  ['quickAction', engine('QuickAction')],
  ['namedCredential', engine('NamedCredential')],
  ['externalCredential', engine('ExternalCredential')],
  ['remoteSite', engine('RemoteSiteSetting')],
  ['pathAssistant', engine('PathAssistant')],
  ['workflow', inactiveOnly('Workflow', 'rules', 'active')],
  ['approvalProcess', inactiveOnly('ApprovalProcess', 'active')],
  ['duplicateRule', inactiveOnly('DuplicateRule', 'isActive')],
  ['escalationRules', inactiveOnly('EscalationRules', 'escalationRule', 'active')],
  ['autoResponseRules', inactiveOnly('AutoResponseRules', 'autoResponseRule', 'active')],
  ['useraccesspolicy', inactiveOnly('UserAccessPolicy', 'status')],
  ['entitlementProcess', inactiveOnly('EntitlementProcess', 'active')],
  ...carried(`
    snapshot AnalyticSnapshot · notifications ApexEmailNotifications · testSuite ApexTestSuite
    appMenu AppMenu · audience Audience · authprovider AuthProvider · bot Bot · botVersion BotVersion
    brandingSet BrandingSet · cachePartition PlatformCachePartition · callCenter CallCenter
    campaignInfluenceModel CampaignInfluenceModel · CaseSubjectParticle CaseSubjectParticle · cleanDataService CleanDataService
    cmsConnectSource CMSConnectSource · community Community · communityTemplateDefinition CommunityTemplateDefinition
    communityThemeDefinition CommunityThemeDefinition · corsWhitelistOrigin CorsWhitelistOrigin · cspTrustedSite CspTrustedSite
    customApplicationComponent CustomApplicationComponent · feedFilter CustomFeedFilter · customHelpMenuSection CustomHelpMenuSection
    indx CustomIndex · notiftype CustomNotificationType · weblink CustomPageWebLink
    dashboard Dashboard · dashboardFolder DashboardFolder · datacategorygroup DataCategoryGroup · decisionTable DecisionTable
    delegateGroup DelegateGroup · digitalExperience DigitalExperienceBundle · digitalExperienceConfig DigitalExperienceConfig
    document Document · documentFolder DocumentFolder · email EmailTemplate · emailFolder EmailFolder
    emailTemplateFolder EmailTemplateFolder · EmbeddedServiceBranding EmbeddedServiceBranding
    EmbeddedServiceConfig EmbeddedServiceConfig · EmbeddedServiceMenuSettings EmbeddedServiceMenuSettings
    entitlementTemplate EntitlementTemplate · eventRelay EventRelayConfig · delivery EventDelivery · subscription EventSubscription
    externalServiceRegistration ExternalServiceRegistration
    featureParameterBoolean FeatureParameterBoolean · featureParameterDate FeatureParameterDate
    featureParameterInteger FeatureParameterInteger · flowCategory FlowCategory · flowtest FlowTest
    forecastingSourceDefinition ForecastingSourceDefinition · forecastingType ForecastingType
    forecastingTypeSource ForecastingTypeSource · genAiFunction GenAiFunction · genAiPlanner GenAiPlanner
    genAiPlugin GenAiPlugin · genAiPromptTemplate GenAiPromptTemplate
    globalPicklist GlobalPicklist · globalValueSetTranslation GlobalValueSetTranslation
    homePageComponent HomePageComponent · homePageLayout HomePageLayout · iframeWhiteListUrlSettings IframeWhiteListUrlSettings
    inboundNetworkConnection InboundNetworkConnection · installedPackage InstalledPackage · LeadConvertSetting LeadConvertSettings
    letter Letterhead · lightningBolt LightningBolt · lightningExperienceTheme LightningExperienceTheme
    messageChannel LightningMessageChannel · lightningOnboardingConfig LightningOnboardingConfig
    liveChatAgentConfig LiveChatAgentConfig · liveChatButton LiveChatButton · liveChatDeployment LiveChatDeployment
    liveChatSensitiveDataRule LiveChatSensitiveDataRule · managedContentType ManagedContentType · managedTopics ManagedTopics
    matchingRule MatchingRules · messagingChannel MessagingChannel · milestoneType MilestoneType
    mlDomain MlDomain · mlPrediction MLPredictionDefinition · MobileApplicationDetail MobileApplicationDetail
    keywords KeywordList · myDomainDiscoverableLogin MyDomainDiscoverableLogin
    navigationMenu NavigationMenu · networkBranding NetworkBranding · config NotificationTypeConfig
    oauthcustomscope OauthCustomScope · outboundNetworkConnection OutboundNetworkConnection
    paymentGatewayProvider PaymentGatewayProvider · platformEventSubscriberConfig PlatformEventSubscriberConfig
    portal Portal · postTemplate PostTemplate · presenceDeclineReason PresenceDeclineReason
    presenceUserConfig PresenceUserConfig · profilePasswordPolicy ProfilePasswordPolicy
    profileSessionSetting ProfileSessionSetting · prompt Prompt · queueRoutingConfig QueueRoutingConfig
    recommendationStrategy RecommendationStrategy · deployment RecordActionDeployment · redirectWhitelistUrl RedirectWhitelistUrl
    report Report · reportFolder ReportFolder · reportType ReportType
    resource StaticResource · samlssoconfig SamlSsoConfig · searchCustomization SearchCustomization
    serviceChannel ServiceChannel · servicePresenceStatus ServicePresenceStatus · settings Settings · skill Skill
    standardValueSetTranslation StandardValueSetTranslation · synonymDictionary SynonymDictionary
    territory Territory · territory2 Territory2 · territory2Model Territory2Model · territory2Rule Territory2Rule
    territory2Type Territory2Type · timeSheetTemplate TimeSheetTemplate · topicsForObjects TopicsForObjects
    transactionSecurityPolicy TransactionSecurityPolicy · translation Translations · objectTranslation CustomObjectTranslation
    fieldTranslation CustomFieldTranslation · userCriteria UserCriteria · userProvisioningConfig UserProvisioningConfig
    wapp WaveApplication · wcomp WaveComponent · wdash WaveDashboard · wdf WaveDataflow · wds WaveDataset · wlens WaveLens
    xmd WaveXmd · workSkillRouting WorkSkillRouting · actionLinkGroupTemplate ActionLinkGroupTemplate · apt ActionPlanTemplate
    aiEvaluationDefinition AiEvaluationDefinition · genAiPlannerBundle GenAiPlannerBundle · aiAuthoringBundle AiAuthoringBundle
    bundle AiAuthoringBundle · botTemplate BotTemplate · externalAuthIdentityProvider ExternalAuthIdentityProvider
    crt Certificate · dwl DataWeaveResource · asset ContentAsset · page ApexPage · component ApexComponent
    apexTestSuite ApexTestSuite · animationRule AnimationRule · blacklistedConsumer BlacklistedConsumer
    externalDataConnector ExternalDataConnector · permissionSetLicenseDefinition PermissionSetLicenseDefinition
    portalDelegablePermissionSet PortalDelegablePermissionSet · ecaMobile ExtlClntAppMobileSettings
    ecaMobilePlcy ExtlClntAppMobileConfigurablePolicies · ecaNotifications ExtlClntAppNotificationSettings
    ecaSamlPlcy ExtlClntAppSamlConfigurablePolicies · IPAddressRange IPAddressRange · uiFormatSpecificationSet UiFormatSpecificationSet`),
]);

/** Suffixes that mean different types in different folders: `<folder>/<suffix>`. */
export const KINDS_IN_FOLDER: ReadonlyMap<string, Kind> = new Map([
  ['sites/site', engine('CustomSite')],
  ['siteDotComSites/site', { type: 'SiteDotCom', support: 'carried' }],
  ['dataSources/dataSource', { type: 'ExternalDataSource', support: 'carried' }],
  ['moderation/rule', { type: 'ModerationRule', support: 'carried' }],
  ['restrictionRules/rule', inactiveOnly('RestrictionRule', 'active')],
  ['fieldRestrictionRules/rule', inactiveOnly('FieldRestrictionRule', 'active')],
  ['emailservices/xml', { type: 'EmailServicesFunction', support: 'carried' }],
  ['experiences/site', { type: 'ExperienceBundle', support: 'carried' }],
  ['lwc/js', { type: 'LightningComponentBundle', support: 'carried' }],
  ...['cmp', 'app', 'evt', 'intf', 'design', 'tokens'].map((suffix): [string, Kind] => [
    `aura/${suffix}`,
    { type: 'AuraDefinitionBundle', support: 'carried' },
  ]),
]);

/** Parts of a decomposed object: `objects/<Object>/<folder>/<Part>.<suffix>-meta.xml`. */
export const OBJECT_PARTS: ReadonlyMap<string, Kind> = new Map([
  ['field', engine('CustomField')],
  ['validationRule', engine('ValidationRule')],
  ['recordType', engine('RecordType')],
  ['listView', engine('ListView')],
  ['compactLayout', engine('CompactLayout')],
  ['fieldSet', engine('FieldSet')],
  ['webLink', { type: 'WebLink', support: 'carried' }],
  ['businessProcess', { type: 'BusinessProcess', support: 'carried' }],
  ['sharingReason', { type: 'SharingReason', support: 'carried' }],
  ['index', { type: 'Index', support: 'carried' }],
]);

/** Folders of bundles and mixed content, whose files of any name belong to a component. */
export const CONTENT_FOLDERS: ReadonlySet<string> = new Set([
  'lwc',
  'aura',
  'staticresources',
  'documents',
  'digitalExperiences',
  'experiences',
  'waveTemplates',
]);

/**
 * Folders of what the engines read. A file of no known kind is refused there, since it may be metadata with a mistyped name;
 * elsewhere it is no metadata (a mock, a note), and the Salesforce CLI passes over it too.
 */
export const STRICT_FOLDERS: ReadonlySet<string> = new Set([
  'applications',
  'classes',
  'customMetadata',
  'customPermissions',
  'flows',
  'globalValueSets',
  'groups',
  'labels',
  'objects',
  'permissionsetgroups',
  'permissionsets',
  'profiles',
  'queues',
  'roles',
  'sharingRules',
  'sharingSets',
  'standardValueSets',
  'triggers',
]);

/** Source files with a -meta.xml beside them; their text is the component's content. */
export const SOURCE_FILES: ReadonlyMap<string, Kind> = new Map([
  ['cls', engine('ApexClass')],
  ['trigger', engine('ApexTrigger')],
]);

/** Types whose full name includes the folders between the type's folder and the file. */
export const KINDS_IN_SUBFOLDERS: ReadonlySet<string> = new Set(['Report', 'Dashboard', 'Document', 'EmailTemplate']);

function carried(table: string): [string, Kind][] {
  return table
    .split(/[·\n]/)
    .map((entry) => entry.trim().split(/\s+/))
    .filter((words) => words.length > 1)
    .map((words): [string, Kind] => [words.at(-2)!, { type: words.at(-1)!, support: 'carried' }]);
}
