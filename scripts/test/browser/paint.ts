// What the browser itself says about how a page appeared. Times mean something on a machine that has nothing else to do.
import type { Page } from 'playwright-core';

export interface Paint {
  /** Largest contentful paint, milliseconds after the page was asked for. */
  readonly largestMs: number;
  /** Cumulative layout shift, as the page was left alone. */
  readonly shift: number;
}

/** Largest paint and layout shift of the page that is shown, so far. @see web.dev, "Largest Contentful Paint", "Cumulative Layout Shift" */
export function paintOf(page: Page): Promise<Paint> {
  return page.evaluate(`new Promise((done) => {
    let largestMs = 0, shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (largestMs = entry.startTime)))
      .observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value)))
      .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done({ largestMs, shift }), 100);
  })`);
}
