// lightning/navigation that remembers where a component wanted to go. In a test:
// `jest.mock('lightning/navigation', () => jest.requireActual<object>('../../../../../../test/lwc/navigation'))`.
import type { PageReference } from 'lightning/navigation';

const stub = jest.requireActual<typeof import('lightning/navigation')>('lightning/navigation');
const { Navigate, GenerateUrl } = stub.NavigationMixin;

/** Called with the page reference of each navigation, and whether it replaces the page in the history. */
export const navigated = jest.fn<void, [PageReference, boolean?]>();

type Constructor = new (...args: never[]) => object;

function mixin(Base: never): unknown {
  const Stubbed = stub.NavigationMixin(Base) as unknown as Constructor;
  return class extends Stubbed {
    [Navigate](page: PageReference, replace?: boolean): void {
      navigated(page, replace);
    }
  };
}

export const NavigationMixin = Object.assign(mixin, { Navigate, GenerateUrl });
export const { CurrentPageReference } = stub;
