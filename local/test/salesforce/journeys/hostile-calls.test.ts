// What comes over the wire instead of what a page would send. A controller answers, refuses in words, or is not reached at all:
// anything else would be an exception of ours with its class, line and stack on a stranger's screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AS_GUEST, call, customer } from './customer-site.ts';

/** Parameters by method; an object's fields in braces. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  'RegistrationController.signUp': ['applicant{firstName,lastName,companyName,email,phone,language}'],
  'RegistrationController.linkExisting': ['customerNumber', 'email', 'language'],
  'SignInController.signIn': ['username', 'password', 'startUrl'],
  'SignInController.forgotPassword': ['username'],
  'ContactUsController.send': ['message{firstName,lastName,email,phone,prefecture,message,hasConsented,secondsOpen}'],
  'EligibilityController.requestCheck': ['address{postalCode,prefecture,city,street,building}', 'commodity'],
  'IdentityController.submit': ['documents'],
  'CatalogueController.getCatalogue': ['commodity'],
  'OrderController.reviewOrder': ['request{requestKey,lines,shownTotal}'],
  'OrderController.placeOrder': ['request{requestKey,lines,shownTotal}'],
  'OrderController.getOrders': ['pageNumber'],
  'OrderController.getOrder': ['orderId'],
  'InvoiceController.getInvoices': ['filter', 'pageNumber'],
  'InvoiceController.getInvoice': ['invoiceId'],
  'ServiceController.getService': ['serviceId'],
  'CancellationController.getTerms': ['serviceId', 'lastDay'],
  'CancellationController.requestCancellation': ['serviceId', 'lastDay', 'reason'],
  'CancellationController.requestInitialCancellation': ['serviceId'],
  'CaseController.getCases': ['filter', 'searchText', 'pageNumber'],
  'CaseController.getCase': ['caseId'],
  'CaseController.createCase': ['subject', 'description'],
  'CaseController.addComment': ['caseId', 'text'],
  'CaseController.attachFile': ['caseId', 'fileName', 'base64'],
  'CaseController.closeCase': ['caseId'],
  'CaseController.reopenCase': ['caseId', 'reason'],
  'KnowledgeController.findArticles': ['searchText', 'topic', 'pageNumber'],
  'KnowledgeController.suggestArticles': ['typed'],
  'KnowledgeController.getArticle': ['urlName'],
  'KnowledgeController.vote': ['urlName', 'wasHelpful'],
  'NotificationController.markRead': ['upTo'],
  'ProfileController.saveProfile': ['changes{firstName,lastName,phone,mobilePhone,postalCode,prefecture,city,street}'],
  'ProfileController.saveLanguage': ['language'],
  'ProfileController.requestEmailChange': ['newEmail'],
};

const HOSTILE: readonly unknown[] = [
  null,
  '',
  -1,
  2147483648,
  1e308,
  0.5,
  true,
  [],
  [null],
  [{ fileName: {}, base64: 1 }],
  [{ productId: '=1+1', quantity: '1' }],
  {},
  "' OR Name LIKE '%",
  '<script>alert(1)</script>',
  'x'.repeat(10_000),
  '\u0000\u202e\ud800',
  "{0} '{",
  '001000000000001AAA',
  '2026-02-30',
  '99999-01-01T00:00:00Z',
];

/** Every parameter, and every field of one, in turn. */
function* calls(parameters: readonly string[]): Generator<object> {
  for (const value of HOSTILE)
    for (const parameter of parameters) {
      const [name, fields] = parameter.split(/[{}]/) as [string, string?];
      yield { [name]: value };
      for (const field of fields?.split(',') ?? []) yield { [name]: { [field]: value } };
    }
}

/** @returns why the call showed more than it may; undefined = it did not */
async function leak(session: string, method: string, params: object): Promise<string | undefined> {
  const [classname, name] = method.split('.') as [string, string];
  try {
    await call(session, classname, name, params);
  } catch (error) {
    const told = (error as Error).message;
    const isRefusal = told.includes('"exceptionType":"System.AuraHandledException"') || !told.includes('exceptionType');
    return isRefusal ? undefined : `${method}(${JSON.stringify(params).slice(0, 80)}) told ${told.slice(0, 300)}`;
  }
  return undefined;
}

async function leaksFor(session: string): Promise<string[]> {
  const leaks: string[] = [];
  for (const [method, parameters] of Object.entries(METHODS))
    for (const params of calls(parameters)) {
      const found = await leak(session, method, params);
      if (found) leaks.push(found);
    }
  return leaks;
}

test('whatever a customer sends is answered or refused in words', async () => {
  const { session } = await customer('Hostile');
  assert.deepEqual(await leaksFor(session), []);
});

test('whatever a stranger sends is answered or refused in words', async () => {
  assert.deepEqual(await leaksFor(AS_GUEST), []);
});
