import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RunningLocalOrg } from '../../../src/salesforce/serve.ts';
import { rest, signIn, startTestOrg, type Answer, type Refusal } from './running-org.ts';

interface Sub {
  readonly body: Answer & Refusal[];
  readonly httpStatusCode: number;
  readonly httpHeaders: Record<string, string>;
  readonly referenceId: string;
}
let org: RunningLocalOrg;
let token: string;
before(async () => {
  org = await startTestOrg();
  token = await signIn(org);
});
after(() => org.close());

const V = '/services/data/v67.0';
const post = <Body>(path: string, body: unknown) => rest<Body>(org, token, 'POST', path, body);
const composite = async (compositeRequest: object[], allOrNone?: boolean) => {
  const { status, body } = await post<{ compositeResponse: Sub[] }>('/composite', { allOrNone, compositeRequest });
  assert.equal(status, 200, JSON.stringify(body));
  return body.compositeResponse;
};
const sub = (referenceId: string, method: string, url: string, body?: unknown) => ({
  referenceId,
  method,
  url: V + url,
  body,
});
const statuses = (answers: readonly Sub[]) => answers.map(({ httpStatusCode }) => httpStatusCode);
const countOf = (type: string) => [...org.org.store.all(type)].length;

test('later subrequests use what earlier ones answered, in bodies and in URLs', async () => {
  const answers = await composite([
    sub('gadget', 'POST', '/sobjects/Gadget__c', { Name: 'Composite', Size__c: 4 }),
    sub('part', 'POST', '/sobjects/Part__c', { Gadget__c: '@{gadget.id}', Quantity__c: 7 }),
    sub('read', 'GET', '/sobjects/Gadget__c/@{gadget.id}?fields=Name,Size__c'),
    sub('found', 'GET', "/query?q=SELECT Id, Quantity__c FROM Part__c WHERE Gadget__c = '@{gadget.id}'"),
    sub('change', 'PATCH', '/sobjects/Part__c/@{found.records[0].Id}', { Quantity__c: '@{read.Size__c}' }),
  ]);
  assert.deepEqual(statuses(answers), [201, 201, 200, 200, 204]);
  assert.equal(answers[0]!.httpHeaders.Location, `${V}/sobjects/Gadget__c/${answers[0]!.body.id}`);
  assert.equal(answers[4]!.body, null);
  assert.equal(org.org.store.get('Part__c', answers[1]!.body.id)!.Quantity__c, 4);
});

test('without allOrNone only what depends on a failure fails', async () => {
  const answers = await composite([
    sub('bad', 'POST', '/sobjects/Gadget__c', { Name: 'x', Colour__c: 'Green' }),
    sub('dependant', 'POST', '/sobjects/Part__c', { Gadget__c: '@{bad.id}', Quantity__c: 1 }),
    sub('other', 'POST', '/sobjects/Gadget__c', { Name: 'y' }),
  ]);
  assert.deepEqual(statuses(answers), [400, 400, 201]);
  assert.equal(answers[0]!.body[0]!.errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  assert.equal(answers[1]!.body[0]!.errorCode, 'PROCESSING_HALTED');
});

test('with allOrNone a failure takes everything back and halts the rest', async () => {
  const earlier = countOf('Gadget__c');
  const answers = await composite(
    [
      sub('good', 'POST', '/sobjects/Gadget__c', { Name: 'good' }),
      sub('bad', 'GET', '/sobjects/Gadget__c/a00000000000000AAA'),
      sub('never', 'POST', '/sobjects/Gadget__c', { Name: 'never' }),
    ],
    true,
  );
  assert.deepEqual(statuses(answers), [400, 404, 400]);
  assert.deepEqual(
    answers.map(({ body }) => body[0]!.errorCode),
    ['PROCESSING_HALTED', 'NOT_FOUND', 'PROCESSING_HALTED'],
  );
  assert.equal(countOf('Gadget__c'), earlier);
});

test('a whole composite is one API call', async () => {
  const used = (reply: { headers: Headers }) =>
    Number(/api-usage=(\d+)/.exec(reply.headers.get('sforce-limit-info')!)![1]);
  const first = used(await rest(org, token, 'GET', '/limits'));
  await composite(Array.from({ length: 25 }, (_, n) => sub(`r${n}`, 'GET', '/limits')));
  assert.equal(used(await rest(org, token, 'GET', '/limits')), first + 2);
});

test('collections take part, and refuse within', async () => {
  const records = [{ attributes: { type: 'Gadget__c' }, Name: 'in composite' }];
  const answers = await composite([
    sub('make', 'POST', '/composite/sobjects', { records }),
    sub('change', 'PATCH', '/sobjects/Gadget__c/@{make[0].id}', { Size__c: 9 }),
    sub('nested', 'POST', '/composite', { compositeRequest: [] }),
    sub('nowhere', 'GET', '/nothing'),
    { referenceId: 'outside', method: 'GET', url: '/elsewhere' },
  ]);
  assert.deepEqual(statuses(answers), [200, 204, 400, 404, 400]);
});

const bad: [what: string, request: object, words: RegExp][] = [
  [
    '26 subrequests',
    { compositeRequest: Array.from({ length: 26 }, (_, n) => sub(`r${n}`, 'GET', '/limits')) },
    /26 of 25/,
  ],
  ['6 queries', { compositeRequest: Array.from({ length: 6 }, (_, n) => sub(`r${n}`, 'GET', '/query?q=x')) }, /6 of 5/],
  ['a reference id twice', { compositeRequest: [sub('a', 'GET', '/limits'), sub('a', 'GET', '/limits')] }, /unique/],
  ['a reference id with a dot', { compositeRequest: [sub('a.b', 'GET', '/limits')] }, /referenceId/],
  ['no method', { compositeRequest: [{ referenceId: 'a', url: V }] }, /method/],
  ['nothing', { compositeRequest: [] }, /no subrequest/],
];
for (const [what, request, words] of bad) {
  test(`${what}: the composite is refused`, async () => {
    const { status, body } = await post<Refusal[]>('/composite', request);
    assert.equal(status, 400);
    assert.match(body[0]!.message, words);
  });
}

// --- graphs

interface Graphs {
  readonly graphs: { graphId: string; isSuccessful: boolean; graphResponse: { compositeResponse: Sub[] } }[];
}

test('each graph stands alone, and its nodes run in the order of their references', async () => {
  const earlier = countOf('Gadget__c');
  const { body } = await post<Graphs>('/composite/graph', {
    graphs: [
      {
        graphId: 'good',
        compositeRequest: [
          sub('part', 'POST', '/sobjects/Part__c', { Gadget__c: '@{gadget.id}', Quantity__c: 1 }),
          sub('gadget', 'POST', '/sobjects/Gadget__c', { Name: 'Graph' }),
        ],
      },
      {
        graphId: 'bad',
        compositeRequest: [
          sub('gadget', 'POST', '/sobjects/Gadget__c', { Name: 'Graph' }),
          sub('part', 'POST', '/sobjects/Part__c', { Gadget__c: '@{gadget.id}' }),
        ],
      },
    ],
  });
  assert.deepEqual(
    body.graphs.map(({ graphId, isSuccessful }) => [graphId, isSuccessful]),
    [
      ['good', true],
      ['bad', false],
    ],
  );
  assert.deepEqual(
    body.graphs.map(({ graphResponse }) => statuses(graphResponse.compositeResponse)),
    [
      [201, 201],
      [400, 400],
    ],
  );
  assert.equal(body.graphs[0]!.graphResponse.compositeResponse[0]!.referenceId, 'part');
  assert.equal(countOf('Gadget__c'), earlier + 1);
});

test('a circle of references is refused', async () => {
  const compositeRequest = [
    sub('a', 'POST', '/sobjects/Gadget__c', { Name: '@{b.id}' }),
    sub('b', 'POST', '/sobjects/Gadget__c', { Name: '@{a.id}' }),
  ];
  const { status, body } = await post<Refusal[]>('/composite/graph', { graphs: [{ graphId: 'g', compositeRequest }] });
  assert.equal(status, 400);
  assert.match(body[0]!.message, /circle/);
});

// --- trees

const node = (type: string, referenceId: string, values: object) => ({ attributes: { type, referenceId }, ...values });

test('a tree makes records with their children', async () => {
  const records = [
    node('Gadget__c', 'g1', {
      Name: 'Root',
      Parts__r: { records: [node('Part__c', 'p1', { Quantity__c: 1 }), node('Part__c', 'p2', { Quantity__c: 2 })] },
    }),
    node('Gadget__c', 'g2', { Name: 'Alone' }),
  ];
  const { status, body } = await post<{ hasErrors: boolean; results: { referenceId: string; id: string }[] }>(
    '/composite/tree/Gadget__c',
    { records },
  );
  assert.equal(status, 201);
  assert.equal(body.hasErrors, false);
  assert.deepEqual(
    body.results.map(({ referenceId }) => referenceId),
    ['g1', 'p1', 'p2', 'g2'],
  );
  assert.equal(org.org.store.get('Part__c', body.results[2]!.id)!.Gadget__c, body.results[0]!.id);
});

test('a tree with one bad record makes none, and names it', async () => {
  const earlier = countOf('Gadget__c');
  const records = [node('Gadget__c', 'g1', { Name: 'Root', Parts__r: { records: [node('Part__c', 'p1', {})] } })];
  const { status, body } = await post<{
    hasErrors: boolean;
    results: { referenceId: string; errors: { statusCode: string }[] }[];
  }>('/composite/tree/Gadget__c/', { records });
  assert.equal(status, 400);
  assert.equal(body.hasErrors, true);
  assert.deepEqual(
    body.results.map(({ referenceId, errors }) => [referenceId, errors[0]!.statusCode]),
    [['p1', 'REQUIRED_FIELD_MISSING']],
  );
  assert.equal(countOf('Gadget__c'), earlier);
});

const badTrees: [what: string, records: object[]][] = [
  ['no referenceId', [{ attributes: { type: 'Gadget__c' }, Name: 'x' }]],
  ['a referenceId twice', [node('Gadget__c', 'a', { Name: 'x' }), node('Gadget__c', 'a', { Name: 'x' })]],
  ['another type', [node('Part__c', 'a', {})]],
  ['an unknown relationship', [node('Gadget__c', 'a', { Name: 'x', Nope__r: { records: [] } })]],
  ['201 records', Array.from({ length: 201 }, (_, n) => node('Gadget__c', `r${n}`, { Name: 'x' }))],
];
for (const [what, records] of badTrees) {
  test(`${what}: the tree is refused`, async () =>
    assert.equal((await post('/composite/tree/Gadget__c', { records })).status, 400));
}

// --- batches

test('a batch runs its subrequests one by one', async () => {
  const batchRequests = [
    { method: 'POST', url: 'v67.0/sobjects/Gadget__c', richInput: { Name: 'Batch' } },
    { method: 'GET', url: 'v67.0/sobjects/Gadget__c/a00000000000000AAA' },
    { method: 'GET', url: 'v67.0/limits' },
  ];
  const run = (haltOnError: boolean) =>
    post<{ hasErrors: boolean; results: { statusCode: number }[] }>('/composite/batch', { haltOnError, batchRequests });
  const { body } = await run(false);
  assert.equal(body.hasErrors, true);
  assert.deepEqual(
    body.results.map(({ statusCode }) => statusCode),
    [201, 404, 200],
  );
  assert.deepEqual(
    (await run(true)).body.results.map(({ statusCode }) => statusCode),
    [201, 404, 412],
  );
});
