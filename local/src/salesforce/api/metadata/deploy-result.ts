// A deployment as DeployResult tells it, for SOAP and REST alike.
// Source: Metadata API Developer Guide, "DeployResult", "DeployDetails", "DeployMessage", "RunTestsResult".
import type { MethodOutcome, SuiteOutcome } from '../../apex/testing/outcome.ts';
import type { Deployment } from '../../deploy/deployment.ts';
import type { ComponentOutcome } from '../../deploy/outcome.ts';
import type { Problem } from '../../deploy/problem.ts';
import type { LocalOrg } from '../../org.ts';
import type { XmlFields } from '../soap/xml.ts';

type Ids = (type: string, name: string) => string | undefined;

/** @param org for the ids of classes and the like */
export function deployResult(deployment: Deployment, org: LocalOrg, includeDetails: boolean): XmlFields {
  const { id, options, status, components, tests, createdBy, canceledBy, outcome } = deployment;
  const { isDone, isSuccess, startedAt, completedAt, stateDetail, errorMessage } = deployment;
  return {
    ...(canceledBy && { canceledBy: canceledBy.id, canceledByName: canceledBy.name }),
    checkOnly: options.checkOnly,
    ...(completedAt !== undefined && { completedDate: dateOf(completedAt) }),
    createdBy: createdBy.id,
    createdByName: createdBy.name,
    createdDate: dateOf(deployment.createdAt),
    ...(includeDetails && { details: detailsOf(deployment, idsIn(org)) }),
    done: isDone,
    ...(errorMessage !== undefined && { errorMessage, errorStatusCode: 'UNKNOWN_EXCEPTION' }),
    id,
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: dateOf(deployment.changedAt),
    numberComponentErrors: components.failed,
    numberComponentsDeployed: components.done,
    numberComponentsTotal: components.total,
    numberTestErrors: tests.failed,
    numberTestsCompleted: tests.done - tests.failed,
    numberTestsTotal: tests.total,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== 'NoTestRun' && (isDone ? outcome?.tests !== undefined : true),
    ...(startedAt !== undefined && { startDate: dateOf(startedAt) }),
    ...(stateDetail !== undefined && { stateDetail }),
    status,
    success: isSuccess,
  };
}

const dateOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** Types that are records too, and the field that has their name. */
const NAME_FIELDS: Readonly<Record<string, string>> = {
  ApexClass: 'Name',
  ApexTrigger: 'Name',
  CustomPermission: 'DeveloperName',
  PermissionSet: 'Name',
  Profile: 'Name',
  Role: 'DeveloperName',
  StaticResource: 'Name',
};

function idsIn({ store }: LocalOrg): Ids {
  return (type, name) => {
    const field = NAME_FIELDS[type];
    const row = field && store.find(type === 'Role' ? 'UserRole' : type, field, name)[0];
    return row ? String(row['Id']) : undefined;
  };
}

function detailsOf({ outcome, completedAt, changedAt, options }: Deployment, ids: Ids): XmlFields {
  if (!outcome) return { componentFailures: [], componentSuccesses: [], runTestResult: testResult(undefined, ids) };
  const createdDate = dateOf(completedAt ?? changedAt);
  const isFailure = ({ severity }: Problem) =>
    severity === undefined || (severity === 'warning' && !options.ignoreWarnings);
  const told = new Set(outcome.problems.map(keyOf));
  const plain = outcome.components.filter((part) => !told.has(keyOf(part)));
  const changes = new Map(outcome.components.map((part) => [keyOf(part), part]));
  const problem = (one: Problem): XmlFields =>
    problemMessage(one, changes.get(keyOf(one)), isFailure(one), createdDate);
  return {
    componentFailures: outcome.problems.filter(isFailure).map(problem),
    componentSuccesses: [
      ...(plain.length > 0 ? [packageMessage(createdDate)] : []),
      ...plain.map((part) => successMessage(part, ids, createdDate)),
      ...outcome.problems.filter((one) => !isFailure(one)).map(problem),
    ],
    runTestResult: testResult(outcome.tests, ids),
  };
}

const keyOf = ({ type, fullName }: { type: string; fullName: string }): string => `${type} ${fullName}`;

/** The manifest counts as changed by every deployment. */
const packageMessage = (createdDate: string): XmlFields => ({
  changed: true,
  componentType: '',
  created: false,
  createdDate,
  deleted: false,
  fileName: 'package.xml',
  fullName: 'package.xml',
  success: true,
  warning: false,
});

function successMessage(
  { type, fullName, fileName, change }: ComponentOutcome,
  ids: Ids,
  createdDate: string,
): XmlFields {
  const id = ids(type, fullName);
  return {
    ...flagsOf(change),
    componentType: type,
    createdDate,
    fileName,
    fullName,
    ...(id && { id }),
    success: true,
    warning: false,
  };
}

const flagsOf = (change: ComponentOutcome['change'] | undefined) => ({
  changed: change === 'changed' || change === 'created' || change === 'deleted',
  created: change === 'created',
  deleted: change === 'deleted',
});

function problemMessage(
  { type, fullName, fileName, line, column, what, severity }: Problem,
  part: ComponentOutcome | undefined,
  isFailure: boolean,
  createdDate: string,
): XmlFields {
  return {
    ...flagsOf(isFailure ? undefined : part?.change),
    ...(line !== undefined && { columnNumber: column ?? 1 }),
    componentType: type,
    createdDate,
    fileName,
    fullName,
    ...(line !== undefined && { lineNumber: line }),
    problem: what,
    problemType: severity === undefined ? 'Error' : 'Warning',
    success: !isFailure,
    warning: severity !== undefined,
  };
}

function testResult(tests: SuiteOutcome | undefined, ids: Ids): XmlFields {
  const { methods = [], coverage = [], timeMs = 0 } = tests ?? {};
  const failed = methods.filter(({ verdict }) => verdict !== 'Pass');
  return {
    codeCoverage: coverage.map(({ name, isTrigger, covered, uncovered }) => ({
      id: ids(isTrigger ? 'ApexTrigger' : 'ApexClass', name) ?? '',
      locationsNotCovered: uncovered.map((line) => ({ column: 0, line, numExecutions: 0, time: -1 })),
      name,
      namespace: null,
      numLocations: covered.length + uncovered.length,
      numLocationsNotCovered: uncovered.length,
      type: isTrigger ? 'Trigger' : 'Class',
    })),
    codeCoverageWarnings: [],
    failures: failed.map((method) => ({
      ...methodFields(method, ids),
      message: method.message ?? '',
      packageName: method.className,
      stackTrace: method.stackTrace,
      type: 'Class',
    })),
    numFailures: failed.length,
    numTestsRun: methods.length,
    successes: methods.filter(({ verdict }) => verdict === 'Pass').map((method) => methodFields(method, ids)),
    totalTime: Math.round(timeMs),
  };
}

const methodFields = ({ className, methodName, timeMs }: MethodOutcome, ids: Ids) => ({
  id: ids('ApexClass', className) ?? '',
  methodName,
  name: className,
  namespace: null,
  seeAllData: false,
  time: Math.round(timeMs),
});
