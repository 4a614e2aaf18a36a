// The installation itself: WhmcsDetails and the activity log. Reference: reference/whmcs-api.md §2.6.
import { listOf, Refusal, type Reply } from '../wire/reply.ts';
import type { ActionTable, Call } from './action.ts';
import { pageOf } from './paging.ts';

export const SYSTEM_ACTIONS: ActionTable = {
  whmcsdetails: ({ whmcs }) => ({
    whmcs: { version: whmcs.switches.version, canonicalversion: `${whmcs.switches.version}-release.1` },
  }),
  logactivity: logActivity,
  getactivitylog: getActivityLog,
};

function logActivity({ params, whmcs, ip }: Call): Reply {
  const description = params.text('description');
  if (description === '') throw new Refusal('Description is required');
  const clientId = params.int('clientid');
  whmcs.books.log({ clientId, date: whmcs.clock.dateTime(), description, username: 'API', ipAddress: ip });
  return {};
}

/** Newest first. Filters: clientid, date (its day), user, description (substring), ipaddress. */
function getActivityLog({ params, whmcs }: Call): Reply {
  const clientId = params.int('clientid');
  const [date, user, ip] = [params.text('date'), params.text('user'), params.text('ipaddress')];
  const description = params.text('description').toLowerCase();
  const found = [...whmcs.books.activity.all()]
    .filter(
      (entry) =>
        (!clientId || entry.clientId === clientId) &&
        (date === '' || entry.date.startsWith(date)) &&
        (user === '' || entry.username === user) &&
        (ip === '' || entry.ipAddress === ip) &&
        (description === '' || entry.description.toLowerCase().includes(description)),
    )
    .reverse();
  const { head, rows } = pageOf(params, found);
  return {
    totalresults: head.totalresults,
    startnumber: head.startnumber,
    activity: listOf(
      'entry',
      rows.map((entry) => ({
        id: entry.id,
        clientId: entry.clientId,
        userId: 0,
        adminId: 1,
        date: entry.date,
        description: entry.description,
        username: entry.username,
        ipaddress: entry.ipAddress,
        userid: entry.clientId,
      })),
    ),
  };
}
