import { LightningElement, api } from 'lwc';
import colleague from '@salesforce/label/c.Case_Author_Colleague';
import named from '@salesforce/label/c.Case_Author_Named';
import support from '@salesforce/label/c.Case_Author_Support';
import you from '@salesforce/label/c.Case_Author_You';
import noDescription from '@salesforce/label/c.Case_No_Description';
import statusChanged from '@salesforce/label/c.Case_Status_Changed';
import { caseStatus } from 'c/caseWords';
import { fileSize, filled, moment } from 'c/formats';
import { siteRoot } from 'c/siteRoot';

/** Who is said to have done something. A word that these pages do not know yet is somebody of ours. */
const AUTHORS: Readonly<Record<Apex.CaseAuthorsWord, (name: string | undefined) => string>> = {
  You: () => you,
  Colleague: (name) => (name ? filled(named, name) : colleague),
  Support: () => support,
};

/** What stands in an entry that has no words of a person, or in place of them. */
const TEXTS: Readonly<Record<Apex.CaseEntryWord, (entry: Apex.CaseEntry) => string>> = {
  Opened: ({ text }) => text ?? noDescription,
  Comment: ({ text }) => text ?? '',
  File: () => '',
  Status: ({ status }) => filled(statusChanged, caseStatus(status ?? '').label),
};

/** Where the platform gives out the content of a version of a file, to whoever may see it. */
const downloadAddress = (versionId: string): string =>
  `${siteRoot}/sfsites/c/sfc/servlet.shepherd/version/download/${versionId}`;

/** Everything that happened in a case, dated, the oldest first. What people wrote is shown as text, never as markup. */
export default class CaseThread extends LightningElement {
  @api entries: readonly Apex.CaseEntry[] = [];

  get shown() {
    return this.entries.map((entry) => {
      const { key, kind, at, author, authorName, downloadId, fileName, fileBytes } = entry;
      return {
        key,
        at: moment(at),
        author: (AUTHORS[author as Apex.CaseAuthorsWord] ?? AUTHORS.Support)(authorName),
        className: `entry entry_${author === 'Support' ? 'ours' : 'theirs'}`,
        text: TEXTS[kind as Apex.CaseEntryWord]?.(entry) ?? '',
        file: downloadId && {
          address: downloadAddress(downloadId),
          name: fileName,
          size: fileSize(fileBytes ?? 0),
        },
      };
    });
  }
}
