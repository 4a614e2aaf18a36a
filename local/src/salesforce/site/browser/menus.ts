// experience/navigationMenuApi: the wire by which components of LWR sites get a navigation menu.
import type { MenuItem } from '../site-data.ts';
import { siteData } from './session.ts';

interface MenuRequest {
  readonly navigationLinkSetDeveloperName?: string;
  readonly addHomeMenuItem?: boolean;
  readonly menuItemTypesToSkip?: readonly string[];
}

interface MenuResult {
  readonly data: { readonly menuItems: readonly MenuItem[] } | undefined;
  readonly error: unknown;
}

const HOME: MenuItem = {
  actionType: 'InternalLink',
  actionValue: '/',
  imageUrl: null,
  label: 'Home',
  subMenu: [],
  target: 'CurrentWindow',
};

export class getNavigationMenu {
  readonly #tell: (result: MenuResult) => void;

  constructor(tell: (result: MenuResult) => void) {
    this.#tell = tell;
    tell({ data: undefined, error: undefined });
  }
  connect(): void {}
  disconnect(): void {}
  update({ navigationLinkSetDeveloperName, addHomeMenuItem, menuItemTypesToSkip = [] }: MenuRequest): void {
    if (navigationLinkSetDeveloperName === undefined) return;
    const menu = siteData.menus[navigationLinkSetDeveloperName];
    if (!menu) {
      const message = `There is no navigation menu ${navigationLinkSetDeveloperName}`;
      this.#tell({ data: undefined, error: { status: 404, body: { message } } });
      return;
    }
    const kept = menu.filter(({ actionType }) => !menuItemTypesToSkip.includes(actionType));
    this.#tell({ data: { menuItems: addHomeMenuItem ? [HOME, ...kept] : kept }, error: undefined });
  }
}
