// Runs before every file of component tests.
import { setup } from '@sa11y/jest';

setup();

// What a component shows is read from its labels, as a person reads it: the mocks of labels are their names, `c.Order_Back`.
afterEach(() => {
  document.body.replaceChildren();
  jest.clearAllMocks();
});
