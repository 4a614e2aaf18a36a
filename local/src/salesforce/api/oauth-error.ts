// A refusal of the token endpoint. Codes and words: Salesforce Help, "OAuth 2.0 Authorization Errors".

export class OAuthError extends Error {
  /** `error` of the answer, e.g. `invalid_grant`. */
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}
