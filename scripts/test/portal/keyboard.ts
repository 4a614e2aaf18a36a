// A person's keyboard: reaches things with Tab alone, and sees at every stop that counts where they are.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** More stops than any page has before something: who needs more is going in circles. */
const MOST_STOPS = 60;
/** The mark of the focus may be drawn around an element, or around what stands for it. */
const AROUND = 20;

// Not by document.activeElement: under synthetic shadow that is the outermost component around the element.
const hasFocus = (element: { matches(selector: string): boolean }): boolean => element.matches(':focus');

/** Goes on from where the focus is, with Tab, to this element. @throws AssertionError it is not reached, or nothing shows that it has the focus */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor({ state: 'attached' });
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate(hasFocus)) return showsFocus(page, wanted);
  }
  assert.fail(`${MOST_STOPS} times Tab do not lead to ${String(wanted)}`);
}

/** The picture with the focus is another than without it. */
async function showsFocus(page: Page, focused: Locator): Promise<void> {
  const box = (await focused.boundingBox())!;
  const x = Math.max(0, box.x - AROUND);
  const y = Math.max(0, box.y - AROUND);
  const clip = { x, y, width: box.width + 2 * AROUND, height: box.height + 2 * AROUND };
  const withFocus = await page.screenshot({ clip, animations: 'disabled' });
  await focused.blur();
  const without = await page.screenshot({ clip, animations: 'disabled' });
  await focused.focus();
  assert.ok(!withFocus.equals(without), `nothing shows that ${String(focused)} has the focus`);
}
