import FileUpload, { type ChosenFile } from 'c/fileUpload';
import { shrunk } from 'c/photographs';
import { find, findAll, settled, show, textIn } from '../../../../../../test/lwc/elements';

jest.mock('c/photographs', () => ({ shrunk: jest.fn((file: unknown) => Promise.resolve(file)) }));

interface Upload extends HTMLElement {
  clear(): void;
  ready(): Promise<void>;
  showProblem(text: string): void;
}

const KILOBYTE = 1024;
const file = (name: string, kilobytes = 1): File => new File([new Uint8Array(kilobytes * KILOBYTE)], name);

function open(properties: Readonly<Record<string, unknown>> = {}) {
  const upload = show<Upload>('c-file-upload', FileUpload, { label: 'Documents', maxFiles: 2, ...properties });
  const told: (readonly ChosenFile[])[] = [];
  upload.addEventListener('files', ({ detail }: CustomEventInit<ChosenFile[]>) => told.push(detail!));
  return { upload, told };
}

async function choose(upload: Upload, ...files: File[]): Promise<void> {
  find(upload, 'lightning-input').dispatchEvent(new CustomEvent('change', { detail: { files } }));
  await upload.ready();
  await settled();
}

const problem = (upload: HTMLElement): string => findAll(upload, '[role="alert"]').map(textIn).join();

describe('c-file-upload', () => {
  it('reads what is chosen, lists it with its size, and tells', async () => {
    const { upload, told } = open();
    await choose(upload, file('front.jpg', 3));
    await choose(upload, file('back.PNG', 2));
    expect(told.at(-1)!.map(({ fileName, bytes }) => [fileName, bytes])).toEqual([
      ['front.jpg', 3 * KILOBYTE],
      ['back.PNG', 2 * KILOBYTE],
    ]);
    expect(told.at(-1)![0]!.base64).toHaveLength(4 * KILOBYTE);
    expect(textIn(upload)).toContain('front.jpg 3 KB');
  });

  it('says how much smaller a photograph was made', async () => {
    const { upload, told } = open();
    jest.mocked(shrunk).mockResolvedValueOnce(file('card.jpg', 600));
    await choose(upload, file('card.png', 5000));
    expect(shrunk).toHaveBeenCalledWith(expect.objectContaining({ name: 'card.png' }), 1024 * KILOBYTE);
    expect(told.at(-1)![0]).toMatchObject({ fileName: 'card.jpg', bytes: 600 * KILOBYTE });
    expect(textIn(upload)).toContain('600 KB, made smaller from 4.9 MB');
  });

  it('refuses other types, too many and too much, and keeps what was chosen before', async () => {
    const { upload, told } = open();
    await choose(upload, file('a.pdf'));
    await choose(upload, file('virus.exe'));
    expect(problem(upload)).toBe('virus.exe is neither PDF, JPEG nor PNG.');
    await choose(upload, file('b.pdf'), file('c.pdf'));
    expect(problem(upload)).toBe('Choose at most 2 files.');
    await choose(upload, file('b.pdf', 3000));
    expect(problem(upload)).toBe('The files are larger than 2.0 MB together.');
    expect(told).toHaveLength(1);
    expect(textIn(upload)).toContain('a.pdf');
  });

  it('replaces a file of the same name, and the only one where only one is wanted', async () => {
    const several = open();
    await choose(several.upload, file('a.pdf', 1), file('b.pdf', 1));
    await choose(several.upload, file('a.pdf', 2));
    expect(several.told.at(-1)!.map(({ fileName }) => fileName)).toEqual(['b.pdf', 'a.pdf']);
    const one = open({ maxFiles: 1 });
    await choose(one.upload, file('a.pdf'));
    await choose(one.upload, file('b.pdf'));
    expect(one.told.at(-1)!.map(({ fileName }) => fileName)).toEqual(['b.pdf']);
  });

  it('forgets a file that is removed, and all of them when told to', async () => {
    const { upload, told } = open();
    await choose(upload, file('a.pdf'), file('b.pdf'));
    find(upload, '[data-name="a.pdf"]').click();
    expect(told.at(-1)!.map(({ fileName }) => fileName)).toEqual(['b.pdf']);
    upload.clear();
    expect(told.at(-1)).toEqual([]);
  });

  it('shows what the server said', async () => {
    const { upload } = open();
    upload.showProblem('This is no passport.');
    await settled();
    expect(problem(upload)).toBe('This is no passport.');
  });

  it('is accessible', async () => {
    const { upload } = open();
    await choose(upload, file('a.pdf'));
    await expect(upload).toBeAccessible();
  });
});
