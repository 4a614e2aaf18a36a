import { LightningElement, api } from 'lwc';

/** good: done or running. busy: somebody works on it. attention: the customer should act. bad: failed or overdue. neutral: over. */
export type Tone = 'good' | 'busy' | 'attention' | 'bad' | 'neutral';

/** One state of one thing. The word says it; the colour only helps. */
export default class StatusBadge extends LightningElement {
  /** The state in the reader's words. */
  @api label = '';
  @api tone: Tone = 'neutral';

  get className(): string {
    return `badge badge_${this.tone}`;
  }
}
