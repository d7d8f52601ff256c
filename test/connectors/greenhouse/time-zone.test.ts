import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ianaTimeZone } from '../../../connectors/greenhouse/time-zone.js';

describe('greenhouse time zones', () => {
  it('reads IANA names and the names Rails has for them', () => {
    const table: [string | undefined, string | null][] = [
      ['America/New_York', 'America/New_York'],
      ['UTC', 'UTC'],
      ['Eastern Time (US & Canada)', 'America/New_York'],
      ['(GMT-05:00) Eastern Time (US & Canada)', 'America/New_York'],
      ['(UTC+00:00) London', 'Europe/London'],
      ['pacific time (us & canada)', 'America/Los_Angeles'],
      ['Mexico City', 'America/Mexico_City'],
      ["Nuku'alofa", 'Pacific/Tongatapu'],
      ['Brasilia', 'America/Sao_Paulo'],
      ['Kyiv', 'Europe/Kiev'],
      ['Port Moresby', 'Pacific/Port_Moresby'],
      ['Gotham', null],
      ['+02:00', null],
      ['', null],
      ['(GMT+01:00)', null],
      [undefined, null],
    ];
    for (const [name, zone] of table) assert.equal(ianaTimeZone(name), zone, name);
  });

  it('gives a zone that can be computed with for each name of Rails', () => {
    const names = [
      ...['International Date Line West', 'Midway Island', 'American Samoa', 'Hawaii', 'Alaska', 'Tijuana', 'Arizona'],
      ...['Mountain Time (US & Canada)', 'Central Time (US & Canada)', 'Saskatchewan', 'Monterrey', 'Indiana (East)'],
      ...['Atlantic Time (Canada)', 'La Paz', 'Newfoundland', 'Buenos Aires', 'Georgetown', 'Puerto Rico', 'Greenland'],
      ...[
        'Mid-Atlantic',
        'Azores',
        'Cape Verde Is.',
        'Edinburgh',
        'Lisbon',
        'Casablanca',
        'Monrovia',
        'Bern',
        'Zurich',
      ],
      ...['West Central Africa', 'Pretoria', 'St. Petersburg', 'Samara', 'Abu Dhabi', 'Ekaterinburg', 'New Delhi'],
      ...['Sri Jayawardenepura', 'Almaty', 'Astana', 'Rangoon', 'Hanoi', 'Beijing', 'Chongqing', 'Kuala Lumpur'],
      ...['Urumqi', 'Osaka', 'Canberra', 'Srednekolymsk', 'Solomon Is.', 'New Caledonia', 'Marshall Is.', 'Wellington'],
      ...['Tokelau Is.', 'Chatham Is.', 'Samoa', 'Kathmandu', 'Kamchatka', 'Hong Kong', 'Ulaanbaatar'],
    ];
    for (const name of names) {
      const zone = ianaTimeZone(name);
      assert.match(zone ?? '', /\//, name);
      new Intl.DateTimeFormat('en', { timeZone: zone ?? '' });
    }
  });

  it('never throws, and gives nothing but zones that can be computed with', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const zone = ianaTimeZone(name);
        if (zone !== null) new Intl.DateTimeFormat('en', { timeZone: zone });
      }),
    );
  });
});
