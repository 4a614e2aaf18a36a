// Names that standard objects go by in pages and permissions. Facts, gathered from metadata that orgs gave out.

/** Standard fields whose rights can be set, as full profiles list them. Others are always as readable as their record. */
export const PERMISSIONABLE: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    Account: `AccountNumber AccountSource AnnualRevenue BillingAddress Description Fax Industry Jigsaw NumberOfEmployees Ownership ParentId
      Phone Rating ShippingAddress Sic SicDesc Site TickerSymbol Type Website`,
    Case: `AccountId AssetId BusinessHoursId ClosedDate ContactId Description IsClosedOnCreate IsEscalated Origin ParentId Priority Reason
      SourceId Subject SuppliedCompany SuppliedEmail SuppliedName SuppliedPhone Type`,
    Contact: `AccountId AssistantName AssistantPhone Birthdate Department Description DoNotCall Email Fax HasOptedOutOfEmail
      HasOptedOutOfFax HomePhone Jigsaw LeadSource MailingAddress MobilePhone OtherAddress OtherPhone Phone ReportsToId Title`,
    Lead: `Address AnnualRevenue Description DoNotCall Email Fax HasOptedOutOfEmail HasOptedOutOfFax Industry Jigsaw LastTransferDate
      LeadSource MobilePhone NumberOfEmployees Phone Rating Title Website`,
    Opportunity: `AccountId Amount CampaignId ContractId Description ExpectedRevenue IsPrivate LeadSource NextStep Probability
      TotalOpportunityQuantity Type`,
    Order: `ActivatedById ActivatedDate BillToContactId BillingAddress CompanyAuthorizedById CompanyAuthorizedDate CustomerAuthorizedById
      CustomerAuthorizedDate Description Name OpportunityId OrderReferenceNumber PoDate PoNumber QuoteId ShipToContactId ShippingAddress
      TotalAmount Type`,
    OrderItem: 'Description EndDate ListPrice ProductCode QuoteLineItemId ServiceDate',
    Product2:
      'Description DisplayUrl ExternalDataSourceId ExternalId Family ProductCode QuantityUnitOfMeasure StockKeepingUnit',
  }).map(([object, names]) => [object, new Set(names.split(/\s+/))]),
);

/** Columns of list views and related lists that have a name of their own, with the field they show. */
export const COLUMN_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: {
    'ACCOUNT.NAME': 'Name',
    'ACCOUNT.PHONE1': 'Phone',
    'ACCOUNT.TYPE': 'Type',
    'ACCOUNT.INDUSTRY': 'Industry',
    'ACCOUNT.SITE': 'Site',
    'ACCOUNT.URL': 'Website',
    'ACCOUNT.ADDRESS1_CITY': 'BillingCity',
    'ACCOUNT.ADDRESS1_STATE': 'BillingState',
    'ACCOUNT.CREATED_DATE': 'CreatedDate',
    'ACCOUNT.LAST_UPDATE': 'LastModifiedDate',
    'CORE.USERS.ALIAS': 'OwnerId',
    PARENT_NAME: 'ParentId',
  },
  Case: {
    'ACCOUNT.NAME': 'AccountId',
    'CASES.CASE_NUMBER': 'CaseNumber',
    'CASES.CLOSED': 'IsClosed',
    'CASES.CREATED_DATE': 'CreatedDate',
    'CASES.CREATED_DATE_DATE_ONLY': 'CreatedDate',
    'CASES.ORIGIN': 'Origin',
    'CASES.PRIORITY': 'Priority',
    'CASES.STATUS': 'Status',
    'CASES.SUBJECT': 'Subject',
    'CASES.TYPE': 'Type',
    'CORE.USERS.ALIAS': 'OwnerId',
    NAME: 'ContactId',
  },
  Contact: {
    'CONTACT.EMAIL': 'Email',
    'CONTACT.PHONE1': 'Phone',
    'CONTACT.TITLE': 'Title',
    FULL_NAME: 'Name',
  },
  Lead: {
    'CORE.USERS.ALIAS': 'OwnerId',
    FULL_NAME: 'Name',
    'LEAD.CITY': 'City',
    'LEAD.COMPANY': 'Company',
    'LEAD.CREATED_DATE': 'CreatedDate',
    'LEAD.EMAIL': 'Email',
    'LEAD.MOBILE_PHONE': 'MobilePhone',
    'LEAD.PHONE': 'Phone',
    'LEAD.STATE': 'State',
    'LEAD.STATUS': 'Status',
  },
  Opportunity: {
    'ACCOUNT.NAME': 'AccountId',
    'CORE.USERS.ALIAS': 'OwnerId',
    'CORE.USERS.FULL_NAME': 'OwnerId',
    'OPPORTUNITY.AMOUNT': 'Amount',
    'OPPORTUNITY.CLOSED': 'IsClosed',
    'OPPORTUNITY.CLOSE_DATE': 'CloseDate',
    'OPPORTUNITY.CREATED_DATE': 'CreatedDate',
    'OPPORTUNITY.LEAD_SOURCE': 'LeadSource',
    'OPPORTUNITY.NAME': 'Name',
    'OPPORTUNITY.PROBABILITY': 'Probability',
    'OPPORTUNITY.STAGE_NAME': 'StageName',
    'OPPORTUNITY.TYPE': 'Type',
    'OPPORTUNITY.WON': 'IsWon',
  },
  Order: {
    'CORE.USERS.ALIAS': 'OwnerId',
    'ORDER.BILL_TO_CONTACT': 'BillToContactId',
    'ORDERS.EFFECTIVE_DATE': 'EffectiveDate',
    'ORDERS.ORDER_NUMBER': 'OrderNumber',
    'ORDERS.STATUS': 'Status',
    'ORDERS.TOTAL_AMOUNT': 'TotalAmount',
    'SALES.ACCOUNT.NAME': 'AccountId',
    'CONTRACT.CONTRACT_NUMBER': 'ContractId',
  },
  OrderItem: { Product2: 'Product2Id', ProductCode: 'Product2Id' },
  OpportunityLineItem: { Product2: 'Product2Id' },
};

/** Columns of list views of any custom object. Source: forcedotcom/sf-skills, platform-list-view-generate. */
export const CUSTOM_COLUMNS: Readonly<Record<string, string>> = {
  NAME: 'Name',
  'CREATEDBY_USER.ALIAS': 'CreatedById',
  CREATEDBY_USER: 'CreatedById',
  CREATED_DATE: 'CreatedDate',
  LAST_ACTIVITY: 'LastActivityDate',
  LAST_UPDATE: 'LastModifiedDate',
  'OWNER.ALIAS': 'OwnerId',
  'OWNER.FIRST_NAME': 'OwnerId',
  'OWNER.LAST_NAME': 'OwnerId',
  RECORDTYPE: 'RecordTypeId',
  'UPDATEDBY_USER.ALIAS': 'LastModifiedById',
  UPDATEDBY_USER: 'LastModifiedById',
};

/** Related lists by name, with the object of their rows; null: rows of no object that we know by field. */
export const RELATED_LISTS: Readonly<Record<string, string | null>> = {
  RelatedActivityList: null,
  RelatedCaseList: 'Case',
  RelatedCommentsList: 'CaseComment',
  RelatedContactList: 'Contact',
  RelatedContactRoleList: null,
  RelatedContentNoteList: null,
  RelatedEntityHistoryList: null,
  RelatedFileList: null,
  RelatedHistoryList: null,
  RelatedLineItemList: 'OpportunityLineItem',
  RelatedOpportunityList: 'Opportunity',
  RelatedOrderItemList: 'OrderItem',
  RelatedOrderList: 'Order',
  RelatedPricebookEntryList: null,
  RelatedStandardPriceList: null,
};

/** Tabs that stand for no object. */
export const OTHER_TABS: ReadonlySet<string> = new Set(
  'home report Dashboard Chatter File Feed CollaborationGroup OtherUserProfile Workspace ContentSearch'
    .split(' ')
    .map((name) => `standard-${name}`),
);

/** Fields on layouts that stand for others of the object. */
export const LAYOUT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Case: ['Comments', 'ThreadId'],
  OrderItem: ['ProductCode'],
};

/** Standard components of Lightning pages that hold nothing but themselves or facets. */
export const PAGE_COMPONENTS: ReadonlySet<string> = new Set(
  `flexipage:column flexipage:fieldSection flexipage:filterListCard flexipage:richText flexipage:tab flexipage:tabset
    force:detailPanel force:highlightsPanel force:relatedListContainer force:relatedListSingleContainer
    forceChatter:recordFeedContainer lst:dynamicRelatedList runtime_sales_activities:activityPanel
    runtime_sales_pathassistant:pathAssistant`.split(/\s+/),
);

/** Properties of those components that name a facet of the page. */
export const FACET_PROPERTIES: readonly string[] = ['body', 'columns', 'tabs'];

/** Regions of the page templates. */
export const TEMPLATE_REGIONS: Readonly<Record<string, readonly string[]>> = {
  'flexipage:recordHomeTemplateDesktop': ['header', 'main', 'sidebar'],
  'flexipage:recordHomeWithSubheaderTemplateDesktop': ['header', 'subheader', 'main', 'sidebar'],
};
