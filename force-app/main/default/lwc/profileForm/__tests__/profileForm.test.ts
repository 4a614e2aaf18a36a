import { refreshApex } from '@salesforce/apex';
import getProfile from '@salesforce/apex/ProfileController.getProfile';
import ProfileForm from 'c/profileForm';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';
import type { TestWire } from '../../../../../../test/lwc/wires';

jest.mock(
  '@salesforce/apex/ProfileController.getProfile',
  () => ({ default: jest.requireActual<WireTools>('@salesforce/sfdx-lwc-jest').createApexTestWireAdapter(jest.fn()) }),
  { virtual: true },
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn(() => Promise.resolve()) }), { virtual: true });
interface WireTools {
  createApexTestWireAdapter(call: unknown): unknown;
}

const wire = getProfile as unknown as TestWire;
const PROFILE: Apex.CustomerProfile = {
  customerNumber: 'C-0000042',
  firstName: 'Hanako',
  lastName: 'Mihon',
  canChangeName: true,
  email: 'hanako@example.test',
  language: 'en',
};

async function open(profile?: Apex.CustomerProfile): Promise<HTMLElement> {
  const element = show('c-profile-form', ProfileForm);
  if (profile) wire.emit(profile);
  await settled();
  return element;
}

describe('c-profile-form', () => {
  it('shows that it is loading', async () => {
    expect(find(await open(), 'lightning-spinner')).toBeTruthy();
  });

  it('shows contact details, e-mail address and language, and the number that customers quote', async () => {
    const element = await open(PROFILE);
    expect(findAll(element, 'h2').map(textIn)).toEqual(['Contact details', 'E-mail address', 'Language']);
    expect(textIn(element)).toContain('Customer number C-0000042');
    expect(textIn(element)).toContain('hanako@example.test');
  });

  it('reads again what was saved', async () => {
    const element = await open(PROFILE);
    jest.mocked(refreshApex).mockClear();
    find(element, 'c-profile-contact').dispatchEvent(new CustomEvent('saved'));
    expect(refreshApex).toHaveBeenCalledTimes(1);
  });

  it('says what failed and asks again', async () => {
    const element = await open();
    wire.error({}, 500);
    await settled();
    jest.mocked(refreshApex).mockClear();
    find(find(element, '[role="alert"]'), 'lightning-button').click();
    expect(refreshApex).toHaveBeenCalledTimes(1);
    expect(findAll(element, 'h2')).toHaveLength(0);
  });

  it('is accessible', async () => {
    await expect(await open(PROFILE)).toBeAccessible();
  });
});
