// The address that the site begins at. A language other than the site's own stands behind it: `/customer/ja`.
// LWR Sites for Experience Cloud, "Multilingual LWR Sites".
import basePath from '@salesforce/community/basePath';
import activeLanguages from '@salesforce/site/activeLanguages';

/** The language that stands in this page's address; undefined in the site's own. */
export const languageInAddress: string | undefined = activeLanguages
  .map(({ code }) => code)
  .find((code) => basePath.endsWith(`/${code}`));

/** Without a slash at its end; '' for a site at the root. */
export const siteRoot = languageInAddress ? basePath.slice(0, -languageInAddress.length - 1) : basePath;
