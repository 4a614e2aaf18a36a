import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getServices from '@salesforce/apex/ServiceController.getServices';
import loading from '@salesforce/label/c.Common_Loading';
import goToShop from '@salesforce/label/c.Orders_Go_To_Shop';
import orderMore from '@salesforce/label/c.Orders_Order_More';
import runsSince from '@salesforce/label/c.Service_Runs_Since';
import runsUntil from '@salesforce/label/c.Service_Runs_Until';
import empty from '@salesforce/label/c.Services_Empty';
import emptyText from '@salesforce/label/c.Services_Empty_Text';
import heading from '@salesforce/label/c.Services_Heading';
import { commodityWords } from 'c/commodityWords';
import { day, filled } from 'c/formats';
import { Freshness } from 'c/freshness';
import { serviceName, serviceStatus } from 'c/serviceWords';

/** What the customer has, colleagues' services too, the newest first; ended services are not in it. */
export default class ServiceList extends LightningElement {
  label = { empty, emptyText, goToShop, heading, loading, orderMore };
  private readonly freshness = new Freshness('services');

  @wire(getServices)
  services: ApexResult<readonly Apex.ServiceSummary[]> = {};

  renderedCallback(): void {
    this.freshness.check(this.services);
  }

  get isLoading(): boolean {
    return !this.services.data && !this.services.error;
  }

  get isEmpty(): boolean {
    return this.services.data?.length === 0;
  }

  get rows() {
    return (this.services.data ?? []).map((service) => ({
      serviceId: service.serviceId,
      name: serviceName(service),
      // A service that is named by its kind does not say it twice.
      kind: service.commodity && service.commodity !== service.name ? commodityWords(service.commodity) : '',
      since: service.runsSince ? filled(runsSince, day(service.runsSince)) : '',
      until: service.runsUntil ? filled(runsUntil, day(service.runsUntil)) : '',
      status: serviceStatus(service.status),
    }));
  }

  handleRetry(): void {
    void refreshApex(this.services);
  }
}
