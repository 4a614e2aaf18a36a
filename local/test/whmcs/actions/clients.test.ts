import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, field, startWhmcs, type Fields } from '../running.ts';

const ADA = {
  firstname: 'Ada',
  lastname: 'Quill',
  email: 'ada@quill.test',
  address1: '1 Long Road',
  city: 'Leeds',
  state: 'Yorkshire',
  postcode: 'LS1 1AA',
  country: 'GB',
  phonenumber: '+44.1130000001',
  password2: 'not-a-real-one',
};

const without = (name: string): Fields => Object.fromEntries(Object.entries(ADA).filter(([key]) => key !== name));

const REFUSALS: readonly (readonly [Fields, string])[] = [
  [without('firstname'), 'You did not enter your first name'],
  [without('lastname'), 'You did not enter your last name'],
  [without('email'), 'You did not enter your email address'],
  [without('address1'), 'You did not enter your  address line 1'],
  [without('city'), 'You did not enter your city'],
  [without('state'), 'You did not enter your state'],
  [without('postcode'), 'You did not enter your postcode'],
  [without('phonenumber'), 'You did not enter your phone number'],
  [without('country'), 'Valid country required'],
  [{ ...ADA, country: 'Japan' }, 'Valid country required'],
  [{ ...ADA, phonenumber: 'call me' }, 'Invalid telephone phone number'],
  [{ ...ADA, email: 'ada' }, 'The email address you entered was not valid'],
  [{ ...ADA, email: 'hanako@EXAMPLE.com' }, 'The email address entered is not available for use.'],
  [{ ...ADA, owner_user_id: 999 }, 'Invalid Owner User ID'],
  [without('password2'), 'You did not enter a password'],
  [{ skipvalidation: 1, password2: 'x' }, 'You did not enter your email address'],
];

test('AddClient refuses what WHMCS refuses, in its words, and creates nothing', async (t) => {
  const whmcs = await startWhmcs(t);
  for (const [fields, message] of REFUSALS) {
    assert.deepEqual(await whmcs.call('AddClient', fields), { result: 'error', message });
  }
  assert.equal((await whmcs.call('GetClients')).totalresults, 1);
});

test('a new client reads back by id and by e-mail, custom fields included', async (t) => {
  const whmcs = await startWhmcs(t);
  const fields = {
    ...ADA,
    customfields: field({ 4: 'C-0000042', 99: 'no such field' }),
    notes: 'a "note"',
    currency: 2,
  };
  assert.deepEqual(await whmcs.call('AddClient', fields), { result: 'success', clientid: '302', owner_id: 52 });
  const byId = await whmcs.call('GetClientsDetails', { clientid: 302 });
  const byEmail = await whmcs.call('GetClientsDetails', { email: 'ADA@quill.test' });
  assert.deepEqual(byEmail, byId);
  const { client } = byId;
  assert.deepEqual([client.id, client.userid, client.client_id], [302, 302, 302]);
  assert.equal(client.email, 'ada@quill.test');
  assert.equal(client.fullname, 'Ada Quill');
  assert.equal(client.countryname, 'United Kingdom');
  assert.equal(client.currency_code, 'USD');
  assert.equal(client.notes, 'a &quot;note&quot;');
  assert.deepEqual(client.customfields, [
    { id: 4, value: 'C-0000042' },
    { id: 5, value: '' },
  ]);
  assert.deepEqual([client.customfields1, client.customfields2], ['C-0000042', '']); // by position
  assert.deepEqual(client.users.user, [{ id: 52, name: 'Ada Quill', email: 'ada@quill.test', is_owner: true }]);
  assert.equal(byId.email, client.email); // the deprecated copy at the top
});

test('an e-mail free as client but taken as user is refused as a user’s', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('UpdateClient', { clientid: CLIENT, email: 'moved@example.com' });
  const reply = await whmcs.call('AddClient', { ...ADA, email: 'hanako@example.com' });
  assert.equal(reply.message, 'A user already exists with that email address');
  const owned = await whmcs.call('AddClient', { ...ADA, email: 'hanako@example.com', owner_user_id: 51 });
  assert.equal(owned.result, 'success');
});

test('skipvalidation lets a client in with next to nothing', async (t) => {
  const whmcs = await startWhmcs(t);
  const reply = await whmcs.call('AddClient', { email: 'bare@example.com', password2: 'x', skipvalidation: 1 });
  assert.equal(reply.result, 'success');
});

test('card parameters are answered with a warning', async (t) => {
  const whmcs = await startWhmcs(t);
  const reply = await whmcs.call('AddClient', { ...ADA, cardnum: '4111' });
  assert.equal(reply.result, 'success');
  assert.match(reply.warning, /deprecated/);
});

test('an unreadable customfields string is ignored, not refused', async (t) => {
  const whmcs = await startWhmcs(t);
  const broken = Buffer.from('a:1:{i:4;s:99:"C-1";}').toString('base64');
  assert.equal((await whmcs.call('AddClient', { ...ADA, customfields: broken })).result, 'success');
  const { client } = await whmcs.call('GetClientsDetails', { clientid: 302 });
  assert.equal(client.customfields[0].value, '');
  const { requests } = await whmcs.local('GET', '/local/requests');
  assert.match(requests[1].notes[0], /customfields ignored: .* at byte/);
});

test('GetClientsDetails says what it misses', async (t) => {
  const whmcs = await startWhmcs(t);
  assert.equal((await whmcs.call('GetClientsDetails')).message, 'Either clientid Or email Is Required');
  assert.equal((await whmcs.call('GetClientsDetails', { clientid: 5 })).message, 'Client Not Found');
  assert.equal((await whmcs.call('GetClientsDetails', { email: 'no@example.com' })).message, 'Client Not Found');
});

test('GetClientsDetails counts on request', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddOrder', { clientid: CLIENT, paymentmethod: 'mailin', 'pid[0]': 2 });
  const { stats } = await whmcs.call('GetClientsDetails', { clientid: CLIENT, stats: 1 });
  assert.deepEqual(stats, {
    productsnumactive: 0,
    productsnumtotal: 1,
    numunpaidinvoices: 1,
    unpaidinvoicesamount: '¥200.00 JPY',
  });
});

test('UpdateClient changes what is sent and leaves the rest', async (t) => {
  const whmcs = await startWhmcs(t);
  const change = { clientemail: 'HANAKO@example.com', city: '架空市', status: 'Inactive', taxexempt: 1 };
  const more = { 'email_preferences[invoice]': 0, customfields: field({ 5: 'Hana' }) };
  assert.deepEqual(await whmcs.call('UpdateClient', { ...change, ...more }), { result: 'success', clientid: CLIENT });
  const { client } = await whmcs.call('GetClientsDetails', { clientid: CLIENT });
  assert.deepEqual(
    [client.city, client.status, client.firstname, client.taxexempt],
    ['架空市', 'Inactive', '花子', true],
  );
  assert.equal(client.email_preferences.invoice, '0');
  assert.deepEqual([client.customfields1, client.customfields2], ['C-0000001', 'Hana']);
});

test('UpdateClient refuses another client’s e-mail and unknown clients', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddClient', ADA);
  const taken = await whmcs.call('UpdateClient', { clientid: CLIENT, email: 'ada@quill.test' });
  assert.equal(taken.message, 'Duplicate Email Address');
  const invalid = await whmcs.call('UpdateClient', { clientid: CLIENT, email: 'x' });
  assert.equal(invalid.message, 'The email address entered is not valid');
  assert.equal((await whmcs.call('UpdateClient', { clientid: 5 })).message, 'Client ID Not Found');
  const freed = await whmcs.call('UpdateClient', { clientid: 302, email: 'ada2@quill.test' });
  assert.equal(freed.result, 'success');
  assert.equal((await whmcs.call('GetClientsDetails', { email: 'ada@quill.test' })).message, 'Client Not Found');
});

const SEARCHES: readonly (readonly [Fields, number[]])[] = [
  [{ search: 'ada' }, [302]],
  [{ search: 'ada qu' }, [302]],
  [{ search: 'quill' }, [302]],
  [{ search: 'da' }, []],
  [{ orderby: 'firstname', sorting: 'ASC' }, [302, 301]],
  [{ orderby: 'id', sorting: 'DESC' }, [302, 301]],
  [{ limitstart: 1 }, [302]],
  [{ limitnum: 1 }, [301]],
  [{ status: 'Closed' }, []],
];

test('GetClients finds by prefix, sorts and pages', async (t) => {
  const whmcs = await startWhmcs(t);
  await whmcs.call('AddClient', ADA);
  for (const [fields, ids] of SEARCHES) {
    const reply = await whmcs.call('GetClients', fields);
    const found = (reply.clients.client as { id: number }[]).map((client) => client.id);
    assert.deepEqual(found, ids, JSON.stringify(fields));
    assert.equal(reply.numreturned, ids.length);
  }
});
