// An org without a network of its own whose Apex calls another system.
import { ApexThrow } from '../../../../src/salesforce/apex/errors.ts';
import type { CalloutTargets } from '../../../../src/salesforce/apex/callouts/targets.ts';
import { follow } from '../../../../src/salesforce/dml/steps.ts';
import type { RunningUser } from '../../../../src/salesforce/security/running-user.ts';
import { apexClass, testOrg, xml, type Files, type TestOrg } from '../../dml/test-org.ts';

/** `Call.get('/path')`, `Call.to(request)` and `Call.failure(request)`, by way of the named credential `Open`. */
export const CALL: Files = {
  'namedCredentials/Open.namedCredential-meta.xml': xml(
    'NamedCredential',
    '<label>Open</label><endpoint>https://open.example.test</endpoint><principalType>Anonymous</principalType><protocol>NoAuthentication</protocol>',
  ),
  ...apexClass(
    'Call',
    `public class Call {
      public static HttpRequest request(String method, String path) {
        HttpRequest request = new HttpRequest();
        request.setMethod(method);
        request.setEndpoint('callout:Open' + path);
        return request;
      }
      public static HttpResponse to(HttpRequest request) { return new Http().send(request); }
      public static String get(String path) { return to(request('GET', path)).getBody(); }
      public static String failure(HttpRequest request) {
        try {
          return 'answered ' + to(request).getStatusCode();
        } catch (CalloutException e) {
          return e.getMessage();
        }
      }
      public static String failure(String endpoint) {
        HttpRequest request = request('GET', '');
        request.setEndpoint(endpoint);
        return failure(request);
      }
    }`,
  ),
};

export interface CallingOrg extends TestOrg {
  /** What the block wrote with System.debug; an uncaught exception is the last line. */
  says(source: string, as?: RunningUser): Promise<string[]>;
  /** Told of what fails in the background. */
  onFault: (fault: string) => void;
}

export async function callingOrg(files: Files, callouts: CalloutTargets): Promise<CallingOrg> {
  const reportFault = (fault: string): void => calling.onFault(fault);
  const org = await testOrg({ ...CALL, ...files }, { callouts, reportFault });
  const calling: CallingOrg = Object.assign(org, {
    onFault: console.error,
    async says(source: string, as: RunningUser = org.root): Promise<string[]> {
      let log: readonly string[] = [];
      const steps = org.inSteps(as, (tx) => {
        log = org.apex.machine(tx).debugLog;
        org.apex.runAnonymous(tx, source);
      });
      try {
        await follow(steps);
      } catch (error) {
        if (!(error instanceof ApexThrow)) throw error;
        return [...log, error.message];
      }
      return [...log];
    },
  });
  return calling;
}
