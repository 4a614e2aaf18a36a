// PageReference and Page. Source: Apex Reference Guide, "PageReference Class". Pages themselves are not rendered: what would
// render one is refused.
import { nativeClass, type NativeClass, type NativeTable } from '../native.ts';
import { SObjectValue } from '../sobject/sobject-value.ts';
import { ApexList, ApexMap } from '../values/collections.ts';
import type { ApexValue } from '../values/values.ts';
import type { Vm } from '../vm.ts';
import { given, refuse } from './given.ts';
import type { Cookie } from './small-classes.ts';
import { testOf } from '../async/test-context.ts';

export class PageReference {
  readonly path: string;
  readonly parameters: ApexMap;
  readonly headers: ApexMap;
  readonly cookies: ApexMap;
  anchor: string | null = null;
  isRedirect = false;
  redirectCode = 0;

  constructor(vm: Vm, url: string) {
    const texts = () => new ApexMap(vm.types.map(vm.types.string, vm.types.string));
    const [beforeAnchor = '', anchor] = url.split('#');
    const [path = '', query = ''] = beforeAnchor.split('?');
    this.path = path;
    this.parameters = texts();
    this.headers = texts();
    this.cookies = new ApexMap(vm.types.map(vm.types.string, vm.types.native('Cookie')));
    this.anchor = anchor ?? null;
    for (const [key, value] of new URLSearchParams(query)) this.parameters.entries.set(key, { key, value });
  }

  get url(): string {
    const query = [...this.parameters.entries.values()]
      .filter(({ value }) => value !== null)
      .map(({ key, value }) => `${encode(String(key))}=${encode(String(value))}`)
      .join('&');
    return `${this.path}${query && `?${query}`}${this.anchor === null ? '' : `#${this.anchor}`}`;
  }
}

const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

/** The page that code runs for. A test has one from the start; other code that no page began has none. */
const pageOf = () => ({ page: null as PageReference | null });

export function currentPage(vm: Vm): PageReference | null {
  const state = vm.keep(pageOf, pageOf);
  if (!state.page && vm.test) state.page = new PageReference(vm, '');
  return state.page;
}

export function setCurrentPage(vm: Vm, page: PageReference | null): void {
  testOf(vm, 'setCurrentPage');
  vm.keep(pageOf, pageOf).page = page;
}

/** Members of System. */
export const SYSTEM_PAGES: NativeTable = { 'PageReference currentPageReference()': currentPage };

const PAGE_REFERENCE = nativeClass({
  name: 'PageReference',
  js: PageReference,
  constructors: {
    'PageReference(String url)': (vm: Vm, _type, url: string | null) => new PageReference(vm, given(vm, url)),
    'PageReference(SObject record)': (vm: Vm, _type, record: SObjectValue | null) =>
      new PageReference(vm, `/${given(vm, record).id ?? ''}`),
  },
  statics: {
    'PageReference forResource(String name)': (vm: Vm, name: string | null) =>
      new PageReference(vm, `/resource/${given(vm, name)}`),
    'PageReference forResource(String name, String path)': (vm: Vm, name: string | null, path: string | null) =>
      new PageReference(vm, `/resource/${given(vm, name)}/${given(vm, path, 2)}`),
  },
  methods: {
    'String getUrl()': (_vm: Vm, self: PageReference) => self.url,
    'String getAnchor()': (_vm: Vm, self: PageReference) => self.anchor,
    'PageReference setAnchor(String anchor)': (_vm: Vm, self: PageReference, anchor: string | null) =>
      Object.assign(self, { anchor }),
    'Boolean getRedirect()': (_vm: Vm, self: PageReference) => self.isRedirect,
    'PageReference setRedirect(Boolean redirect)': (_vm: Vm, self: PageReference, isRedirect: boolean | null) =>
      Object.assign(self, { isRedirect: isRedirect === true }),
    'Integer getRedirectCode()': (_vm: Vm, self: PageReference) => self.redirectCode,
    'PageReference setRedirectCode(Integer code)': (_vm: Vm, self: PageReference, redirectCode: number | null) =>
      Object.assign(self, { redirectCode: redirectCode ?? 0 }),
    'Map<String, String> getParameters()': (_vm: Vm, self: PageReference) => self.parameters,
    'Map<String, String> getHeaders()': (_vm: Vm, self: PageReference) => self.headers,
    'Map<String, Cookie> getCookies()': (_vm: Vm, self: PageReference) => self.cookies,
    'void setCookies(List<Cookie> cookies)': (vm: Vm, self: PageReference, cookies: ApexList | null) => {
      for (const cookie of given(vm, cookies).items as Cookie[])
        if (cookie.name !== null) self.cookies.entries.set(cookie.name, { key: cookie.name, value: cookie });
      return null;
    },
    'Blob getContent()': renders,
    'Blob getContentAsPDF()': renders,
    'String toString()': (_vm: Vm, self: PageReference) => `System.PageReference[${self.url}]`,
  },
});

function renders(vm: Vm): ApexValue {
  if (vm.test)
    return vm.raise('System.VisualforceException', 'Methods defined as TestMethod do not support getContent call');
  return refuse(vm, 'PageReference.getContent (Visualforce)');
}

/** `Page.Name`: a page of the project; whether it exists is not checked, since pages are not loaded. */
const PAGE = nativeClass({
  name: 'Page',
  dynamicStatic: (name) => ({
    type: 'PageReference',
    get: (vm: Vm) => new PageReference(vm, `/apex/${name.toLowerCase()}`),
  }),
});

export const PAGES: readonly NativeClass[] = [PAGE_REFERENCE, PAGE];
