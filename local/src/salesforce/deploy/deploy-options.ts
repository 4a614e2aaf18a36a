// What a client asks of a deployment. Source: Metadata API Developer Guide, "deploy()", DeployOptions.

export const TEST_LEVELS = ['NoTestRun', 'RunSpecifiedTests', 'RunLocalTests', 'RunAllTestsInOrg'] as const;
export type TestLevel = (typeof TEST_LEVELS)[number];

export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  readonly rollbackOnError: boolean;
  readonly testLevel: TestLevel;
  /** Names of test classes, `Class` or `Class.method`. */
  readonly runTests: readonly string[];
}
