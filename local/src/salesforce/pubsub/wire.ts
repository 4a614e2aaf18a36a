// Messages of config/pubsub_api.proto as proto-loader hands them over (camel case, bytes as Buffers, enums as names).

export interface TopicRequest {
  readonly topicName: string;
}
export interface SchemaRequest {
  readonly schemaId: string;
}
export interface ProducerEvent {
  readonly id: string;
  readonly schemaId: string;
  readonly payload: Buffer;
}
export interface ConsumerEvent {
  readonly event: ProducerEvent;
  readonly replayId: Buffer;
}
export interface FetchRequest {
  readonly topicName: string;
  readonly replayPreset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  readonly replayId: Buffer;
  readonly numRequested: number;
}
export interface FetchResponse {
  readonly events: readonly ConsumerEvent[];
  readonly latestReplayId: Buffer;
  readonly rpcId: string;
  readonly pendingNumRequested: number;
}
export interface PublishRequest {
  readonly topicName: string;
  readonly events: readonly ProducerEvent[];
}
export interface PublishResult {
  readonly replayId?: Buffer;
  readonly error?: { readonly code: 'PUBLISH'; readonly msg: string };
  readonly correlationKey: string;
}
