// The statement as a tree: what was written, before anyone asks whether it exists. Offsets count characters of the template.

/** `Account.Owner.Name`; one name or more. */
export interface Path {
  readonly kind: 'path';
  readonly names: readonly string[];
  readonly offset: number;
}

/** A function; the name in upper case. `SELECT COUNT()` has no argument. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly argument?: Path | Call;
  /** The field stood in convertTimezone(). */
  readonly inUserZone: boolean;
  /** DISTANCE only. */
  readonly distance?: { readonly from: Place; readonly to: Place; readonly unit: Literal };
  /** FIELDS only. */
  readonly fieldsOf?: 'ALL' | 'CUSTOM' | 'STANDARD';
  readonly offset: number;
}

/** A place on earth: a location field, or GEOLOCATION(latitude, longitude). */
export type Place =
  Path | { readonly kind: 'geolocation'; readonly latitude: Literal; readonly longitude: Literal } | Bind;

export interface Bind {
  readonly kind: 'bind';
  /** The Apex expression as written, without white space. */
  readonly expression: string;
  readonly offset: number;
}

export type Literal =
  | {
      readonly kind: 'null' | 'text' | 'number' | 'boolean' | 'date' | 'time' | 'datetime';
      readonly value: unknown;
      readonly offset: number;
    }
  /** Slot of lifted text: one value in a comparison, any number in a list. */
  | { readonly kind: 'slot'; readonly slot: number; readonly offset: number }
  /** TODAY, LAST_N_DAYS:7 … */
  | { readonly kind: 'period'; readonly name: string; readonly count: number; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Literal[]; readonly offset: number }
  | { readonly kind: 'query'; readonly query: Query; readonly offset: number }
  | Bind;

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly kind: 'not'; readonly term: Condition }
  | {
      readonly kind: 'compare';
      readonly left: Path | Call;
      readonly operator: Operator;
      readonly right: Literal;
      readonly offset: number;
    };

export type SelectItem =
  | { readonly kind: 'field'; readonly path: Path; readonly alias?: string }
  | { readonly kind: 'function'; readonly call: Call; readonly alias?: string }
  | { readonly kind: 'children'; readonly query: Query; readonly offset: number }
  | {
      readonly kind: 'typeof';
      readonly path: Path;
      readonly whens: readonly When[];
      readonly otherwise: readonly Path[];
    };

export interface When {
  readonly type: Path;
  readonly fields: readonly Path[];
}

export interface Ordering {
  readonly by: Path | Call;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface Grouping {
  readonly kind: 'plain' | 'ROLLUP' | 'CUBE';
  readonly by: readonly (Path | Call)[];
}

export type SecurityMode = 'SECURITY_ENFORCED' | 'USER_MODE' | 'SYSTEM_MODE';

export interface Query {
  readonly select: readonly SelectItem[];
  readonly from: Path;
  /** Aliases of FROM: the type's own, and those of parent relationships (`FROM Contact c, c.Account a`). */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly scope?: { readonly name: string; readonly offset: number };
  readonly where?: Condition;
  readonly mode?: SecurityMode;
  readonly groupBy?: Grouping;
  readonly having?: Condition;
  readonly orderBy: readonly Ordering[];
  readonly limit?: Literal;
  readonly offset?: Literal;
  readonly allRows: boolean;
  readonly forClauses: readonly string[];
  /** Where the FROM type stands. */
  readonly at: number;
}
