// Component tests: Salesforce's own Jest set-up, its accessibility matcher, and stand-ins for modules it does not know.
import { createRequire } from 'node:module';

const { jestConfig } = createRequire(import.meta.url)('@salesforce/sfdx-lwc-jest/config');

export default {
  ...jestConfig,
  // Two cores must do for everything that tests at once.
  maxWorkers: 2,
  resolver: '<rootDir>/test/lwc/resolver.cjs',
  setupFilesAfterEnv: [...jestConfig.setupFilesAfterEnv, '<rootDir>/test/lwc/setup.ts'],
  moduleNameMapper: {
    '^@salesforce/community/basePath$': '<rootDir>/test/lwc/base-path.ts',
    '^@salesforce/i18n/(lang|locale|timeZone)$': '<rootDir>/test/lwc/i18n-$1.ts',
  },
  testMatch: ['**/lwc/**/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: [...jestConfig.testPathIgnorePatterns, '<rootDir>/var/'],
  modulePathIgnorePatterns: ['<rootDir>/var/'],
  collectCoverageFrom: ['force-app/**/lwc/**/*.ts', '!**/*.d.ts', '!**/__tests__/**'],
  coverageDirectory: 'coverage/lwc',
};
