import { TypingPause } from 'c/typingPause';

describe('c/typingPause', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('does only the last of what was asked for in one go', () => {
    const done: string[] = [];
    const pause = new TypingPause();
    for (const typed of ['r', 'ro', 'rou']) pause.wait(() => done.push(typed));
    expect(done).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(done).toEqual(['rou']);
  });

  it('does nothing once it was stopped', () => {
    const work = jest.fn();
    const pause = new TypingPause();
    pause.wait(work);
    pause.stop();
    jest.advanceTimersByTime(1000);
    expect(work).not.toHaveBeenCalled();
  });
});
