import { equipmentStatus, serviceName, serviceStatus } from 'c/serviceWords';

describe('services in words', () => {
  it('has words for each state', () => {
    expect(serviceStatus('Active')).toEqual({ label: 'Running', tone: 'good' });
    expect(serviceStatus('Cancelling')).toEqual({ label: 'Being cancelled', tone: 'attention' });
    expect(equipmentStatus('Overdue')).toBe('Overdue: please send it back now');
  });

  it('shows a state that is new as it is, and says nothing of equipment that is not spoken of', () => {
    expect(serviceStatus('Paused')).toEqual({ label: 'Paused', tone: 'neutral' });
    expect(equipmentStatus('Lost')).toBe('Lost');
    expect(equipmentStatus(undefined)).toBe('');
  });

  it('names a service by what was ordered, else by its kind, else as a service', () => {
    expect(serviceName({ name: 'Home Internet 1G' })).toBe('Home Internet 1G');
    expect(serviceName({ name: 'SIM' })).toBe('Mobile (SIM)');
    expect(serviceName({})).toBe('Service');
  });
});
