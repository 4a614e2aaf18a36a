import attachFile from '@salesforce/apex/CaseController.attachFile';
import { Attachments } from 'c/attachments';
import { refusal } from '../../../../../../test/lwc/elements';

jest.mock('@salesforce/apex/CaseController.attachFile', () => ({ default: jest.fn() }), { virtual: true });

const attach = attachFile as unknown as jest.Mock;
const CASE = '500000000000001AAA';
const file = (fileName: string) => ({ fileName, base64: 'JVBERi0=', bytes: 5, bytesBefore: 5 });

const sentNames = (): unknown[] =>
  attach.mock.calls.map(([request]) => (request as { readonly fileName: string }).fileName);

describe('c/attachments', () => {
  it('attaches one file after the other', async () => {
    await new Attachments().send(CASE, [file('a.pdf'), file('b.pdf')]);
    expect(attach).toHaveBeenNthCalledWith(1, { caseId: CASE, fileName: 'a.pdf', base64: 'JVBERi0=' });
    expect(sentNames()).toEqual(['a.pdf', 'b.pdf']);
  });

  it('does not attach again what is attached, when the form is sent again after a failure', async () => {
    const files = [file('a.pdf'), file('b.pdf')];
    const attachments = new Attachments();
    attach.mockResolvedValueOnce(undefined).mockRejectedValueOnce(refusal('Too many files.'));
    await expect(attachments.send(CASE, files)).rejects.toEqual(refusal('Too many files.'));
    await attachments.send(CASE, files);
    expect(sentNames()).toEqual(['a.pdf', 'b.pdf', 'b.pdf']);
  });
});
