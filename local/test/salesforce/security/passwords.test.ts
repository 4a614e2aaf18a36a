import assert from 'node:assert/strict';
import test from 'node:test';
import { PasswordRefused, Passwords } from '../../../src/salesforce/security/passwords.ts';

const USER = '005Lo0000000001AAA';
const MINUTE = 60_000;

function book() {
  const clock = { now: 0 };
  return { clock, passwords: new Passwords(() => clock.now) };
}

test('a password lets its own user in, and no other password or user does', () => {
  const { passwords } = book();
  passwords.set(USER, 'correct horse 1');
  assert.equal(passwords.check(USER, 'correct horse 1'), true);
  assert.equal(passwords.check(USER, 'correct horse 2'), false);
  assert.equal(passwords.check('005Lo0000000002AAA', 'correct horse 1'), false);
});

test('a password that is short, or lacks letters or digits, is refused in words', () => {
  const { passwords } = book();
  for (const weak of ['short1', 'onlyletters', '1234567890'])
    assert.throws(() => passwords.set(USER, weak), PasswordRefused, weak);
});

test('ten wrong tries lock the user for 15 minutes, the right password too', () => {
  const { clock, passwords } = book();
  passwords.set(USER, 'correct horse 1');
  for (let tries = 0; tries < 10; tries++) passwords.check(USER, 'wrong');
  assert.equal(passwords.check(USER, 'correct horse 1'), false);
  clock.now = 15 * MINUTE + 1;
  assert.equal(passwords.check(USER, 'correct horse 1'), true);
});

test('a link sets the password once, within a day; a refused password does not use it up', () => {
  const { clock, passwords } = book();
  const link = passwords.invite(USER);
  assert.throws(() => passwords.redeem(link, 'weak'), PasswordRefused);
  assert.equal(passwords.redeem(link, 'fresh start 9'), USER);
  assert.equal(passwords.redeem(link, 'fresh start 8'), undefined, 'used');
  assert.equal(passwords.check(USER, 'fresh start 9'), true);
  const late = passwords.invite(USER);
  clock.now = 24 * 60 * MINUTE;
  assert.equal(passwords.redeem(late, 'fresh start 7'), undefined, 'too old');
  assert.equal(passwords.redeem('none', 'fresh start 7'), undefined, 'never given');
});
