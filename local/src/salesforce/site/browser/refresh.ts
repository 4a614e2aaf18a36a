// lightning/refresh: components that show data register what refreshes it; whoever changed data asks for it.
// @see Lightning Web Components Developer Guide, "Refresh Component Data"

type Handler = () => Promise<unknown>;

interface Registration {
  readonly element: EventTarget;
  readonly handler: Handler;
}

const NAME = 'lightning__refreshview';
const registrations = new Map<number, Registration>();
let last = 0;

export class RefreshEvent extends CustomEvent<unknown> {
  constructor() {
    super(NAME, { bubbles: true, composed: true, cancelable: true });
  }
}

/** @returns what unregisterRefreshHandler takes */
export function registerRefreshHandler(element: EventTarget, handler: Handler): number {
  registrations.set(++last, { element, handler });
  return last;
}

export function unregisterRefreshHandler(id: number): void {
  registrations.delete(id);
}

/** A container hears of refreshes below it. The page is one container: all handlers run. */
export function registerRefreshContainer(element: EventTarget, handler: (promise: Promise<unknown>) => void): number {
  containers.set(++last, { element, handler });
  return last;
}

export function unregisterRefreshContainer(id: number): void {
  containers.delete(id);
}

export const REFRESH_ERROR = 'Error';
export const REFRESH_COMPLETE = 'Complete';
export const REFRESH_COMPLETE_WITH_ERRORS = 'CompleteWithErrors';

const containers = new Map<number, { element: EventTarget; handler: (promise: Promise<unknown>) => void }>();

document.addEventListener(NAME, () => {
  const done = Promise.allSettled([...registrations.values()].map(({ handler }) => handler())).then((results) =>
    results.some(({ status }) => status === 'rejected') ? REFRESH_COMPLETE_WITH_ERRORS : REFRESH_COMPLETE,
  );
  for (const { handler } of containers.values()) handler(done);
});
