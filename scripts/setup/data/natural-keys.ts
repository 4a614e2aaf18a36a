// By what a sample record is recognised, so that data is loaded once however often the step runs. None of these objects has an
// external id that sample data could use.

/** Fields that identify a record of the sample data, by object; a field may hold a reference (`@AccountMihon`). */
export const NATURAL_KEYS: Readonly<Record<string, readonly string[]>> = {
  Product2: ['ProductCode'],
  Pricebook2: ['Name'],
  PricebookEntry: ['Pricebook2Id', 'Product2Id'],
  Account: ['Name'],
  Contact: ['AccountId', 'LastName'],
  Opportunity: ['AccountId', 'Name'],
  OpportunityLineItem: ['OpportunityId', 'PricebookEntryId'],
  Case: ['AccountId', 'Subject'],
  Order: ['AccountId', 'Description'],
  OrderItem: ['OrderId', 'PricebookEntryId'],
  Knowledge__kav: ['UrlName', 'Language'],
};
