import { LightningElement, api, wire } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { getNavigationMenu } from 'experience/navigationMenuApi';
import { getFieldValue, getRecord } from 'lightning/uiRecordApi';
import USER_NAME from '@salesforce/schema/User.Name';
import USER_EMAIL from '@salesforce/schema/User.Email';
import userId from '@salesforce/user/Id';

interface RecordResult {
  readonly data?: object;
  readonly error?: { readonly body: { readonly message: string } };
}

interface Item {
  readonly label: string;
  readonly actionValue: string;
}

export default class SiteMenu extends NavigationMixin(LightningElement) {
  @api menuName?: string;
  @wire(getNavigationMenu, { navigationLinkSetDeveloperName: '$menuName', addHomeMenuItem: true })
  menu?: { data?: { menuItems: readonly Item[] } };

  userId = userId;
  @wire(getRecord, { recordId: '$userId', fields: [USER_NAME] })
  user?: RecordResult;
  @wire(getRecord, { recordId: '$userId', fields: [USER_EMAIL] })
  userWithMore?: RecordResult;

  get who(): unknown {
    return this.user?.data && getFieldValue(this.user.data, USER_NAME);
  }

  get refused(): string | undefined {
    return this.userWithMore?.error?.body.message;
  }

  get items(): readonly Item[] {
    return this.menu?.data?.menuItems ?? [];
  }

  handleClick(event: Event): void {
    event.preventDefault();
    const url = (event.currentTarget as HTMLElement).dataset['url'];
    this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
  }
}
