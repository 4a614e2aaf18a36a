/** A wire adapter as tests steer it; made by createApexTestWireAdapter of sfdx-lwc-jest. */
export interface TestWire {
  emit(value: unknown): void;
  error(body?: unknown, status?: number, statusText?: string): void;
  getLastConfig(): unknown;
}
