// Profiles by name. What an org calls its standard profiles depends on the language of whoever asks; the Metadata API's names do not,
// and they are what our files use. @see https://salesforce.stackexchange.com/questions/156802
import type { Asked, Org } from './org.ts';
import type { Sf } from './sf.ts';

interface Listed {
  readonly fullName: string;
  readonly id: string;
}

/** Ids by name, both the Metadata API's and the one shown; unasked where the org refuses the question. */
export async function profilesOf(sf: Sf, org: Org): Promise<Asked<ReadonlyMap<string, string>>> {
  const shown = await org.tryQuery<{ Id: string; Name: string }>('SELECT Id, Name FROM Profile');
  if ('unasked' in shown) return shown;
  const args = ['org', 'list', 'metadata', '--metadata-type', 'Profile', '--target-org', org.target];
  const { status, result } = await sf<Listed[] | Listed>(args);
  const listed = status === 0 && result ? [result].flat() : [];
  return {
    value: new Map([
      ...shown.value.map(({ Name, Id }) => [Name, Id] as const),
      ...listed.filter(({ id }) => id).map(({ fullName, id }) => [decodeURIComponent(fullName), id] as const),
    ]),
  };
}
