// What the language does with the classes of a project: stubs, types that are not known, rules that depend on a version.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runApexTests } from '../../../src/salesforce/apex/testing/run-tests.ts';
import { apexClass, testOrg, xml, type Files } from '../dml/test-org.ts';

/** Runs the tests of a project; each method with what ended it, if anything did. */
async function outcomes(files: Files): Promise<string[]> {
  const { methods } = runApexTests(await testOrg(files));
  return methods.map((one) => `${one.methodName}: ${one.verdict} ${one.message ?? ''}`.trim());
}

const testClass = (body: string): Files => apexClass('RunsTest', `@IsTest\nprivate class RunsTest {\n${body}\n}`);

const SERVICE: Files = {
  ...apexClass('Pricer', 'public interface Pricer { Decimal price(String code); }'),
  ...apexClass(
    'Shop',
    `public virtual class Shop {
       public virtual String name() { return 'real'; }
       public Integer count(List<String> codes) { return codes.size(); }
       public void open() { throw new IllegalArgumentException('not stubbed'); }
     }`,
  ),
  ...apexClass(
    'Recorder',
    `@IsTest public class Recorder implements System.StubProvider {
       public List<String> calls = new List<String>();
       public Object answer;
       public Object handleMethodCall(Object stub, String method, Type returns, List<Type> types, List<String> names, List<Object> args) {
         calls.add(method + ' ' + returns + ' ' + types + ' ' + names + ' ' + args);
         return answer;
       }
     }`,
  ),
};

test('a stub sends every call of a class or interface to its provider', async () => {
  const body = `
    @IsTest static void ofClass() {
      Recorder recorder = new Recorder();
      Shop shop = (Shop) Test.createStub(Shop.class, recorder);
      recorder.answer = 7;
      System.assertEquals(7, shop.count(new List<String>{ 'a' }));
      shop.open();
      System.assertEquals('count Integer (List<String>) (codes) ((a))', recorder.calls[0]);
      System.assert(String.valueOf(shop).startsWith('Shop__sfdc_ApexStub'));
    }
    @IsTest static void ofInterface() {
      Recorder recorder = new Recorder();
      Pricer pricer = (Pricer) Test.createStub(Pricer.class, recorder);
      recorder.answer = 2.5;
      System.assertEquals(2.5, pricer.price('x'));
      System.assertEquals(true, pricer instanceof Pricer);
    }
    @IsTest static void refusesAWrongAnswer() {
      Recorder recorder = new Recorder();
      recorder.answer = 'text';
      ((Shop) Test.createStub(Shop.class, recorder)).count(null);
    }`;
  assert.deepEqual(await outcomes({ ...SERVICE, ...testClass(body) }), [
    'ofClass: Pass',
    'ofInterface: Pass',
    'refusesAWrongAnswer: Fail System.TypeException: Invalid conversion from runtime type String to Integer',
  ]);
});

test('a type that is not known spoils the member that names it, not the class', async () => {
  const files = {
    ...apexClass(
      'Mixed',
      `public class Mixed {
         public Nowhere.Thing held;
         public static Nowhere.Thing take(Nowhere.Thing thing) { return thing; }
         public static Integer works() { return 1; }
       }`,
    ),
    ...testClass(`
      @IsTest static void uses() { System.assertEquals(1, Mixed.works()); }
      @IsTest static void touches() { Mixed.take(null); }`),
  };
  assert.deepEqual(await outcomes(files), [
    'uses: Pass',
    'touches: CompileFail Mixed: line 3, column 24: Invalid type: Nowhere.Thing',
  ]);
});

test('a Set may change while a loop walks it below version 62.0 only', async () => {
  const body = `@IsTest static void walks() {
    Set<Integer> numbers = new Set<Integer>{ 1, 2 };
    for (Integer number : numbers) numbers.remove(number);
    System.assertEquals(0, numbers.size());
  }`;
  const version = (apiVersion: string): Files => ({
    ...testClass(body),
    'classes/RunsTest.cls-meta.xml': xml('ApexClass', `<apiVersion>${apiVersion}</apiVersion><status>Active</status>`),
  });
  assert.deepEqual(await outcomes(version('61.0')), ['walks: Pass']);
  assert.deepEqual(await outcomes(version('62.0')), [
    'walks: Fail System.FinalException: Cannot modify a collection while it is being iterated.',
  ]);
});
