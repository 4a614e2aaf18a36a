import { LightningElement, api } from 'lwc';
import current from '@salesforce/label/c.Step_Current';
import done from '@salesforce/label/c.Step_Done';
import failed from '@salesforce/label/c.Step_Failed';
import waiting from '@salesforce/label/c.Step_Waiting';
import { moment } from 'c/formats';

type StepStatus = 'Done' | 'Current' | 'Waiting' | 'Failed';

/** How each state looks and is read out; icons are decoration. */
const STATES: Readonly<
  Record<StepStatus, { readonly words: string; readonly className: string; readonly icon?: string }>
> = {
  Done: { words: done, className: 'step step_done', icon: 'utility:check' },
  Current: { words: current, className: 'step step_current' },
  Waiting: { words: waiting, className: 'step' },
  Failed: { words: failed, className: 'step step_failed', icon: 'utility:warning' },
};

interface ShownStep {
  readonly key: string;
  readonly text: string;
  readonly when: string;
  readonly state: string;
  readonly className: string;
  readonly icon: string | undefined;
  readonly variant: string;
  readonly current: 'step' | undefined;
}

/** The story of one thing in dated steps, the oldest first. */
export default class Timeline extends LightningElement {
  @api steps: readonly Apex.OrderStep[] = [];

  get shown(): readonly ShownStep[] {
    return this.steps.map(({ key, status, text, at }) => {
      const { words, className, icon } = STATES[status as StepStatus] ?? STATES.Waiting;
      return {
        key,
        text,
        when: moment(at),
        state: words,
        className,
        icon,
        variant: 'inverse',
        current: status === 'Current' ? 'step' : undefined,
      };
    });
  }
}
