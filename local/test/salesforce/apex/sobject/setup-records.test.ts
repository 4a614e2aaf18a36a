// Records that an org has of itself, as Apex reads them, and the classes of the same name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failuresIn } from '../test-methods.ts';
import { xml } from '../../dml/test-org.ts';

test('a new org has business hours of day and night', async () => {
  const failures = await failuresIn(`
    BusinessHours hours = [SELECT Id, MondayStartTime FROM BusinessHours WHERE IsDefault = TRUE];
    Datetime start = Datetime.newInstanceGmt(2024, 2, 28, 10, 0, 0);
    System.assertEquals(172800000L, BusinessHours.diff(hours.Id, start, start.addDays(2)));
    System.assertEquals(start.addHours(1), BusinessHours.add(hours.Id, start, 3600000L));
    System.assert(BusinessHours.isWithin(hours.Id, start));
    System.assertEquals(start, BusinessHours.nextStartDate(hours.Id, start));
    System.assertEquals(BusinessHours.SObjectType, hours.getSObjectType());
    Site[] sites = [SELECT Id FROM Site];`);
  assert.deepEqual(failures, []);
});

test('a static resource has its file as body', async () => {
  const failures = await failuresIn(
    `StaticResource resource = [SELECT Body, BodyLength, ContentType FROM StaticResource WHERE Name = 'greeting'];
     System.assertEquals('Hello', resource.Body.toString());
     System.assertEquals(5, resource.BodyLength);`,
    {
      'staticresources/greeting.txt': 'Hello',
      'staticresources/greeting.resource-meta.xml': xml(
        'StaticResource',
        '<cacheControl>Public</cacheControl><contentType>text/plain</contentType>',
      ),
    },
  );
  assert.deepEqual(failures, []);
});
