// Deployments on the wire: validation, quick deploy, cancelling, tests, and everything that a client can get wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emptyOrg, failuresIn, type Result, type Stage } from './stage.ts';
import { apexClass, packageXml, zipOf } from './zip.ts';

let stage: Stage;
before(async () => (stage = await emptyOrg()));
after(() => stage.close());

const ADDER =
  'public class Adder {\n  public static Integer add(Integer a, Integer b) {\n    return a + b;\n  }\n  public static void never() {\n    Integer x = 1;\n  }\n}\n';
const adderTest = (expected: number) =>
  `@IsTest\nprivate class AdderTest {\n  @IsTest static void adds() {\n    System.assertEquals(${expected}, Adder.add(1, 2));\n  }\n}\n`;
const adder = (expected: number) =>
  zipOf({
    'package.xml': packageXml({ ApexClass: ['*'] }),
    ...apexClass('Adder', ADDER),
    ...apexClass('AdderTest', adderTest(expected)),
  });
const classNames = async () => (await stage.query('SELECT Name FROM ApexClass')).map(({ Name }) => Name);

const quickly = (id: string) =>
  stage.soap(
    `<deployRecentValidation xmlns="http://soap.sforce.com/2006/04/metadata"><validationID>${id}</validationID></deployRecentValidation>`,
  );

test('a validation changes nothing, and can be deployed quickly afterwards, once', async () => {
  const validation = await stage.deploy(adder(3), { checkOnly: true, testLevel: 'RunLocalTests' });
  assert.equal(validation.status, 'Succeeded');
  assert.equal(validation.details.runTestResult.numTestsRun, 1);
  assert.deepEqual(await classNames(), []);
  const { text } = await quickly(validation.id);
  const id = /<result>(\w{18})<\/result>/.exec(text)![1]!;
  const quick = await stage.finished(id);
  assert.equal(quick.status, 'Succeeded');
  assert.equal(quick.numberComponentsDeployed, 2);
  assert.deepEqual(await classNames(), ['Adder', 'AdderTest']);
  const again = await quickly(validation.id);
  assert.match(again.text, /INVALID_ID_FIELD: Cannot quick deploy the validation \w+: it has been deployed already/);
});

test('a validation of what is there already is used up too, and one that others overtook is out of date', async () => {
  const first = await stage.deploy(adder(3), { checkOnly: true, testLevel: 'RunLocalTests' });
  const overtaken = await stage.deploy(adder(3), { checkOnly: true, testLevel: 'RunLocalTests' });
  await stage.finished(/<result>(\w{18})<\/result>/.exec((await quickly(first.id)).text)![1]!);
  assert.match((await quickly(first.id)).text, /it has been deployed already/);
  await stage.deploy(adder(4));
  assert.match((await quickly(overtaken.id)).text, /the org has been deployed to since/);
  await stage.deploy(adder(3));
});

test('a failing test keeps the deployment out and is told with its trace; coverage is told by class', async () => {
  const result = await stage.deploy(adder(4), { testLevel: 'RunSpecifiedTests', runTests: ['AdderTest'] });
  assert.equal(result.status, 'Failed');
  assert.deepEqual([result.numberTestsTotal, result.numberTestErrors], [1, 1]);
  const [failure] = result.details.runTestResult.failures;
  assert.match(failure!.message!, /Expected: 4, Actual: 3/);
  assert.deepEqual(
    result.details.runTestResult.codeCoverage.map(({ name, numLocationsNotCovered }) => [name, numLocationsNotCovered]),
    [['Adder', 1]],
  );
  const [{ Body: body }] = (await stage.query("SELECT Body FROM ApexClass WHERE Name = 'AdderTest'")) as [
    { Body: string },
  ];
  assert.match(body, /assertEquals\(3/);
});

test('tests that are not there are told', async () => {
  const result = await stage.deploy(adder(3), { testLevel: 'RunSpecifiedTests', runTests: ['Nobody'] });
  assert.deepEqual(failuresIn(result), [' There is no Apex test Nobody to run']);
});

test('the org answers while a deployment is worked on, and tells how far it is', async () => {
  const classes = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) =>
      Object.entries(apexClass(`C${index}`, `public class C${index} {}`)),
    ).flat(),
  );
  const response = await stage.begin(zipOf({ 'package.xml': packageXml({ ApexClass: ['*'] }), ...classes }));
  const { id, deployResult } = (await response.json()) as { id: string; deployResult: Result };
  assert.deepEqual([response.status, deployResult.done], [201, false]);
  const seen: Result[] = [];
  const result = await stage.finished(id, (one) => seen.push(one));
  assert.equal(result.numberComponentsDeployed, 40);
  assert.ok(seen.some(({ done, stateDetail }) => !done && stateDetail !== undefined));
});

test('a deployment that waits or is worked on can be cancelled; one that is over cannot', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 2; count++) ids.push(((await (await stage.begin(adder(5))).json()) as { id: string }).id);
  for (const id of ids.toReversed()) {
    const { text } = await stage.soap(
      `<cancelDeploy xmlns="http://soap.sforce.com/2006/04/metadata"><String>${id}</String></cancelDeploy>`,
    );
    assert.match(text, /<cancelDeployResponse><result><done>/);
  }
  for (const id of ids) assert.equal((await stage.finished(id)).status, 'Canceled');
  const { status, text } = await stage.soap(
    `<cancelDeploy xmlns="http://soap.sforce.com/2006/04/metadata"><String>${ids[0]}</String></cancelDeploy>`,
  );
  assert.deepEqual([status, /INVALID_ID_FIELD: Deployment \w+ already completed/.test(text)], [500, true]);
  assert.equal((await stage.deploy(adder(3))).status, 'Succeeded');
});

test('over SOAP a deployment tells each component as an element', async () => {
  const zip = adder(3).toString('base64');
  const begun = await stage.soap(
    `<deploy xmlns="http://soap.sforce.com/2006/04/metadata"><ZipFile>${zip}</ZipFile><DeployOptions><rollbackOnError>true</rollbackOnError></DeployOptions></deploy>`,
  );
  const id = /<id>(\w+)<\/id>/.exec(begun.text)![1]!;
  await stage.finished(id);
  const { text } = await stage.soap(
    `<checkDeployStatus xmlns="http://soap.sforce.com/2006/04/metadata"><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
  );
  assert.match(text, /<componentSuccesses>.*<fullName>Adder<\/fullName>.*<\/componentSuccesses>/s);
  assert.match(text, /<status>Succeeded<\/status><success>true<\/success>/);
});

test('an expired session is told in the very words that make clients sign in again', async () => {
  const { status, text } = await stage.soap('<checkDeployStatus/>', 'm', 'gone');
  assert.equal(status, 500);
  assert.ok(text.includes('<faultcode>sf:INVALID_SESSION_ID</faultcode>'));
});

test('what is no deployment is refused in words', async (t) => {
  const cases: readonly [string, Buffer, RegExp][] = [
    ['no zip', Buffer.from('hello'), /^package\.xml This is no zip file$/],
    ['a zip cut short', adder(3).subarray(40), /^package\.xml The zip is damaged: /],
    ['no package.xml', zipOf({ 'classes/A.cls': '' }), /^package\.xml No package\.xml found$/],
    ['a package.xml that is no XML', zipOf({ 'package.xml': '<Package>' }), /^package\.xml:1 malformed XML: /],
    ['another root', zipOf({ 'package.xml': '<Parcel/>' }), /^package\.xml:1 package\.xml must be a <Package>$/],
    [
      'a version of the future',
      zipOf({ 'package.xml': packageXml({}, '99.0') }),
      /^package\.xml Invalid version specified: 99\.0/,
    ],
    ['a path out of the zip', zipOf({ '../../x': '' }), /^package\.xml The zip holds a path that leads out of it/],
    [
      'a file that unpacks to more than it says',
      lyingZip(),
      /^package\.xml The zip is damaged: .* cannot be unpacked$/,
    ],
    [
      'a zip that says it unpacks to a gigabyte',
      hugeZip(),
      /^package\.xml The zip unpacks to \d+ bytes; at most 419430400/,
    ],
  ];
  for (const [name, zip, expected] of cases)
    await t.test(name, async () => {
      const result = await stage.deploy(zip);
      assert.deepEqual([result.status, result.success], ['Failed', false]);
      assert.match(failuresIn(result)[0]!, expected);
    });
});

test('requests that make no sense are refused in words', async (t) => {
  const path = '/services/data/v65.0/metadata/deployRequest';
  const json = { 'content-type': 'application/json' };
  const cases: readonly [string, () => Promise<{ status: number; text: string }>, number, RegExp][] = [
    ['garbage', () => rest(path, 'garbage', json), 400, /JSON_PARSER_ERROR/],
    [
      'an empty multipart body',
      () => rest(path, 'x', { 'content-type': 'multipart/form-data; boundary=b' }),
      400,
      /INVALID_MULTIPART_REQUEST/,
    ],
    [
      'no such validation',
      () => rest(path, '{"validatedDeployRequestId":"0Af000000000000AAA"}', json),
      400,
      /INVALID_ID_FIELD/,
    ],
    ['an unknown test level', () => begun({ testLevel: 'Sometimes' }), 400, /testLevel must be one of NoTestRun/],
    ['specified tests without names', () => begun({ testLevel: 'RunSpecifiedTests' }), 400, /needs names of tests/],
    ['no such deployment', () => rest(`${path}/0Af000000000000AAA`), 404, /invalid cross reference id/],
    [
      'a zip that is no base64',
      () => stage.soap('<deploy><ZipFile>%%%</ZipFile></deploy>'),
      500,
      /ZipFile is not base64/,
    ],
    ['garbage in place of an envelope', () => rest('/services/Soap/m/65.0', 'garbage', {}), 500, /UNKNOWN_EXCEPTION/],
    ['a body without end', () => rest('/services/Soap/m/65.0', 'x'.repeat(52_428_801), {}), 500, /LIMIT_EXCEEDED/],
    [
      'an API version of the future',
      () => rest('/services/Soap/m/99.0', '<E><Body><deploy/></Body></E>', {}),
      500,
      /UNSUPPORTED_API_VERSION/,
    ],
  ];
  for (const [name, ask, status, expected] of cases)
    await t.test(name, async () => {
      const answer = await ask();
      assert.equal(answer.status, status);
      assert.match(answer.text, expected);
    });
});

async function rest(path: string, body?: string, headers: Record<string, string> = {}) {
  const response = await stage.fetch(path, body === undefined ? {} : { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

async function begun(options: object) {
  const response = await stage.begin(adder(3), options);
  return { status: response.status, text: await response.text() };
}

/** Says that its file is shorter than it is. */
function lyingZip(): Buffer {
  const zip = zipOf({ 'package.xml': 'x'.repeat(1_000_000) });
  const entry = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  zip.writeUInt32LE(10, entry + 24);
  return zip;
}

function hugeZip(): Buffer {
  const zip = zipOf({ 'package.xml': 'x' });
  const entry = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  zip.writeUInt32LE(1_000_000_000, entry + 24);
  return zip;
}
