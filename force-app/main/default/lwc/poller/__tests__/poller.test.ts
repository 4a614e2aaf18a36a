import { Poller } from 'c/poller';
import { settled } from '../../../../../../test/lwc/elements';

const hidden = jest.spyOn(document, 'hidden', 'get');
let isPending = true;
const refresh = jest.fn(() => Promise.resolve());
const poller = (everyMs?: number): Poller =>
  new Poller({ refresh, isPending: () => isPending, ...(everyMs && { everyMs }) });
let running: Poller | undefined;

function start(everyMs?: number): Poller {
  running = poller(everyMs);
  running.start();
  return running;
}

/** Lets time pass, and what it brings be done. */
async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await settled();
}

describe('c/poller', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    isPending = true;
    hidden.mockReturnValue(false);
    refresh.mockReset().mockResolvedValue();
  });
  afterEach(() => {
    running?.stop();
    jest.useRealTimers();
  });

  it('asks every two seconds while somebody looks, or as seldom as it is told', async () => {
    start();
    await pass(2000);
    await pass(2000);
    expect(refresh).toHaveBeenCalledTimes(2);
    running?.stop();
    start(5000);
    await pass(4999);
    expect(refresh).toHaveBeenCalledTimes(2);
    await pass(1);
    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it('asks nothing when nothing is pending, and stops when nothing is any more', async () => {
    isPending = false;
    start();
    await pass(60_000);
    expect(refresh).not.toHaveBeenCalled();
    isPending = true;
    running?.start();
    await pass(2000);
    isPending = false;
    await pass(2000);
    await pass(60_000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('asks seldom while nobody looks, and at once when somebody does again', async () => {
    hidden.mockReturnValue(true);
    start();
    await pass(29_999);
    expect(refresh).not.toHaveBeenCalled();
    hidden.mockReturnValue(false);
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('waits twice as long after each failure, and as before once it is well', async () => {
    refresh.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    start();
    await pass(2000);
    await pass(3999);
    expect(refresh).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(refresh).toHaveBeenCalledTimes(2);
    await pass(2000);
    expect(refresh).toHaveBeenCalledTimes(3);
  });

  it('asks no more after it was stopped', async () => {
    start().stop();
    await pass(60_000);
    document.dispatchEvent(new CustomEvent('visibilitychange'));
    expect(refresh).not.toHaveBeenCalled();
  });
});
