// The plain way to do it, kept for comparison only: one subscriber, one event at a time, per-order reads, AddOrder, AcceptOrder,
// a look at the services, and one update per record. No ledger, no batching, no recovery. Reads the middleware's environment.
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { credentials, loadPackageDefinition, Metadata, type ClientDuplexStream } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import avsc, { type Schema } from 'avsc';
import { Connection } from 'jsforce';

const env = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

interface FetchResponse {
  events: { event: { payload: Buffer; schema_id: string } }[];
}
interface PubSubClient {
  Subscribe(metadata: Metadata): ClientDuplexStream<unknown, FetchResponse>;
  GetSchema(
    request: { schema_id: string },
    metadata: Metadata,
    done: (error: Error | null, reply: { schema_json: string }) => void,
  ): void;
}
interface BaselineOrder {
  Id: string;
  OrderItems: { records: { Id: string; Quantity: number; UnitPrice: number; Product2Id: string }[] };
  AccountId: string;
  OpportunityId: string | null;
}

const salesforce = await signIn();
await subscribe();

async function signIn(): Promise<Connection> {
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: env('SF_CLIENT_ID'), sub: env('SF_USERNAME'), aud: env('SF_LOGIN_URL'), exp: now + 180 };
  const unsigned = `${base64({ alg: 'RS256' })}.${base64(claims)}`;
  const signature = createSign('RSA-SHA256')
    .update(unsigned)
    .sign(readFileSync(env('SF_PRIVATE_KEY_PATH')), 'base64url');
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${unsigned}.${signature}`,
  });
  const reply = await fetch(`${env('SF_LOGIN_URL')}/services/oauth2/token`, { method: 'POST', body });
  const token = (await reply.json()) as { access_token: string; instance_url: string };
  return new Connection({ accessToken: token.access_token, instanceUrl: token.instance_url, version: '66.0' });
}

async function subscribe(): Promise<void> {
  const proto = new URL('../../config/pubsub_api.proto', import.meta.url).pathname;
  const loaded = loadPackageDefinition(loadSync(proto, { keepCase: true, longs: String })) as unknown as {
    eventbus: {
      v1: { PubSub: new (address: string, channel: ReturnType<typeof credentials.createSsl>) => PubSubClient };
    };
  };
  const channel = credentials.createSsl(readFileSync(env('SF_PUBSUB_CA_PATH')));
  const client = new loaded.eventbus.v1.PubSub(env('SF_PUBSUB_ENDPOINT'), channel);
  const metadata = new Metadata();
  metadata.set('accesstoken', salesforce.accessToken!);
  metadata.set('instanceurl', salesforce.instanceUrl);
  metadata.set('tenantid', salesforce.accessToken!.split('!')[0]!);
  const decoders = new Map<string, avsc.Type>();
  const stream = client.Subscribe(metadata);
  const ask = (preset: string): boolean =>
    stream.write({ topic_name: '/event/OrderProvisionRequested__e', replay_preset: preset, num_requested: 1 });
  ask('EARLIEST');
  console.log(JSON.stringify({ ready: true }));
  for await (const response of stream as AsyncIterable<FetchResponse>) {
    for (const { event } of response.events) {
      const decoder =
        decoders.get(event.schema_id) ?? avsc.Type.forSchema(await schemaOf(client, event.schema_id, metadata));
      decoders.set(event.schema_id, decoder);
      const payload = decoder.fromBuffer(event.payload) as { OrderId__c: string };
      await provision(payload.OrderId__c);
      ask('LATEST');
    }
  }
}

function schemaOf(client: PubSubClient, schemaId: string, metadata: Metadata): Promise<Schema> {
  return new Promise((resolve, reject) => {
    client.GetSchema({ schema_id: schemaId }, metadata, (error, reply) =>
      error ? reject(error) : resolve(JSON.parse(reply.schema_json) as Schema),
    );
  });
}

async function provision(orderId: string): Promise<void> {
  const order = (await salesforce
    .sobject('Order')
    .findOne(
      { Id: orderId },
      'Id, AccountId, OpportunityId, (SELECT Id, Quantity, UnitPrice, Product2Id FROM OrderItems)',
    )) as unknown as BaselineOrder;
  const account = (await salesforce.sobject('Account').retrieve(order.AccountId)) as unknown as {
    WH_Account__c: string;
  };
  const lines = order.OrderItems.records;
  const products = await Promise.all(lines.map((line) => salesforce.sobject('Product2').retrieve(line.Product2Id)));
  const fields: Record<string, string> = {
    clientid: account.WH_Account__c,
    paymentmethod: env('WHMCS_PAYMENT_METHOD'),
  };
  lines.forEach((line, index) => {
    fields[`pid[${index}]`] = String(products[index]!.WHMCS_Product_Id__c);
    fields[`billingcycle[${index}]`] = 'monthly';
    fields[`qty[${index}]`] = String(line.Quantity);
    fields[`priceoverride[${index}]`] = String(line.UnitPrice);
  });
  const added = await whmcs('AddOrder', fields);
  await whmcs('AcceptOrder', { orderid: String(added.orderid) });
  await whmcs('GetClientsProducts', {
    clientid: account.WH_Account__c,
    serviceid: String(added.serviceids).split(',')[0]!,
  });
  const serviceIds = String(added.serviceids).split(',').map(Number);
  for (const [index, line] of lines.entries()) {
    await salesforce.sobject('OrderItem').update({ Id: line.Id, WHMCS_Service_ID__c: serviceIds[index] ?? null });
  }
  await salesforce
    .sobject('Order')
    .update({ Id: orderId, Activation_Status__c: 'Provisioned', WHMCS_Order_Id__c: Number(added.orderid) });
  await salesforce.sobject('Order').update({ Id: orderId, Status: 'Activated' });
  if (order.OpportunityId)
    await salesforce.sobject('Opportunity').update({ Id: order.OpportunityId, StageName: 'Active' });
}

async function whmcs(action: string, fields: Record<string, string>): Promise<Record<string, unknown>> {
  const login = { identifier: env('WHMCS_API_IDENTIFIER'), secret: env('WHMCS_API_SECRET'), responsetype: 'json' };
  const reply = await fetch(env('WHMCS_API_URL'), {
    method: 'POST',
    body: new URLSearchParams({ action, ...login, ...fields }),
  });
  const answer = (await reply.json()) as Record<string, unknown>;
  if (answer.result !== 'success') throw new Error(`${action}: ${String(answer.message)}`);
  return answer;
}
