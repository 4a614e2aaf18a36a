// How Apex looks from a component. The modules of the project's methods are generated: npm run build:lwc.

/** What a wired property holds: nothing yet, data, or an error (see c/errors). */
interface ApexResult<T> {
  readonly data?: T;
  readonly error?: unknown;
}

type ApexMethod<Params extends Record<string, unknown>, Result> =
  Params extends Record<never, never>
    ? keyof Params extends never
      ? () => Promise<Result>
      : (params: Params) => Promise<Result>
    : never;

/** Can be called and wired. A wired method waits until no parameter is undefined. */
type CacheableApexMethod<Params extends Record<string, unknown>, Result> = ApexMethod<Params, Result> &
  import('lwc').WireAdapterConstructor<Params, ApexResult<Result>, Record<string, never>>;

declare module '@salesforce/apex' {
  /** Asks the server again for what a wired property holds. */
  export function refreshApex(wired: unknown): Promise<void>;
}
