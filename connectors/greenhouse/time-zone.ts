/**
 * Names of Ruby on Rails for time zones, by the area of the IANA zone whose city they are named after
 * (https://api.rubyonrails.org/classes/ActiveSupport/TimeZone.html). In which words Greenhouse tells a zone is not
 * documented; it is written in Rails, so these are read beside IANA's.
 */
const CITIES: Readonly<Record<string, string>> = {
  Africa: 'Cairo, Casablanca, Harare, Monrovia, Nairobi',
  America:
    'Bogota, Caracas, Chihuahua, La Paz, Lima, Mazatlan, Mexico City, Monterrey, Montevideo, Puerto Rico, Santiago, Tijuana',
  Asia: [
    'Almaty, Baghdad, Baku, Bangkok, Dhaka, Hong Kong, Irkutsk, Jakarta, Jerusalem, Kabul, Kamchatka, Karachi, Kathmandu',
    'Kolkata, Krasnoyarsk, Kuala Lumpur, Kuwait, Magadan, Muscat, Novosibirsk, Rangoon, Riyadh, Seoul, Singapore',
    'Srednekolymsk, Taipei, Tashkent, Tbilisi, Tehran, Tokyo, Ulaanbaatar, Urumqi, Vladivostok, Yakutsk, Yerevan',
  ].join(', '),
  Atlantic: 'Azores',
  Australia: 'Adelaide, Brisbane, Darwin, Hobart, Melbourne, Perth, Sydney',
  Europe: [
    'Amsterdam, Athens, Belgrade, Berlin, Bratislava, Brussels, Bucharest, Budapest, Copenhagen, Dublin, Helsinki',
    'Istanbul, Kaliningrad, Lisbon, Ljubljana, London, Madrid, Minsk, Moscow, Paris, Prague, Riga, Rome, Samara',
    'Sarajevo, Skopje, Sofia, Stockholm, Tallinn, Vienna, Vilnius, Volgograd, Warsaw, Zagreb, Zurich',
  ].join(', '),
  Pacific: 'Auckland, Fiji, Guam, Port Moresby',
};

/** Names that are no city's, or whose zone is another city's. */
const OTHERS: Readonly<Record<string, string>> = {
  'Abu Dhabi': 'Asia/Muscat',
  Alaska: 'America/Juneau',
  'American Samoa': 'Pacific/Pago_Pago',
  Arizona: 'America/Phoenix',
  Astana: 'Asia/Almaty',
  'Atlantic Time (Canada)': 'America/Halifax',
  Beijing: 'Asia/Shanghai',
  Bern: 'Europe/Zurich',
  Brasilia: 'America/Sao_Paulo',
  'Buenos Aires': 'America/Argentina/Buenos_Aires',
  Canberra: 'Australia/Canberra',
  'Cape Verde Is.': 'Atlantic/Cape_Verde',
  'Central America': 'America/Guatemala',
  'Central Time (US & Canada)': 'America/Chicago',
  'Chatham Is.': 'Pacific/Chatham',
  Chennai: 'Asia/Kolkata',
  Chongqing: 'Asia/Shanghai',
  'Eastern Time (US & Canada)': 'America/New_York',
  Edinburgh: 'Europe/London',
  Ekaterinburg: 'Asia/Yekaterinburg',
  Georgetown: 'America/Guyana',
  Greenland: 'America/Nuuk',
  Guadalajara: 'America/Mexico_City',
  Hanoi: 'Asia/Bangkok',
  Hawaii: 'Pacific/Honolulu',
  'Indiana (East)': 'America/Indiana/Indianapolis',
  'International Date Line West': 'Etc/GMT+12',
  Islamabad: 'Asia/Karachi',
  Kyiv: 'Europe/Kiev',
  'Marshall Is.': 'Pacific/Majuro',
  'Mid-Atlantic': 'Atlantic/South_Georgia',
  'Midway Island': 'Pacific/Midway',
  'Mountain Time (US & Canada)': 'America/Denver',
  Mumbai: 'Asia/Kolkata',
  'New Caledonia': 'Pacific/Noumea',
  'New Delhi': 'Asia/Kolkata',
  Newfoundland: 'America/St_Johns',
  "Nuku'alofa": 'Pacific/Tongatapu',
  Osaka: 'Asia/Tokyo',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  Pretoria: 'Africa/Johannesburg',
  Quito: 'America/Lima',
  Samoa: 'Pacific/Apia',
  Sapporo: 'Asia/Tokyo',
  Saskatchewan: 'America/Regina',
  'Solomon Is.': 'Pacific/Guadalcanal',
  'Sri Jayawardenepura': 'Asia/Colombo',
  'St. Petersburg': 'Europe/Moscow',
  'Tokelau Is.': 'Pacific/Fakaofo',
  Wellington: 'Pacific/Auckland',
  'West Central Africa': 'Africa/Algiers',
};

const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...Object.entries(CITIES).flatMap(([area, cities]) =>
    cities.split(', ').map((city): [string, string] => [city.toLowerCase(), `${area}/${city.replaceAll(' ', '_')}`]),
  ),
  ...Object.entries(OTHERS).map(([name, zone]): [string, string] => [name.toLowerCase(), zone]),
]);

/**
 * The IANA zone that a candidate's time zone names: by its IANA name, or by the one Rails has for it, also in the form
 * "(GMT-05:00) Eastern Time (US & Canada)". Null where there is none, or none that is known.
 */
export function ianaTimeZone(name: string | undefined): string | null {
  const plain = name?.replace(/^\((GMT|UTC)[^)]*\)/i, '').trim();
  if (!plain) return null;
  const zone = BY_NAME.get(plain.toLowerCase()) ?? plain;
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    // An offset such as "+02:00" is taken too, but is no zone: it knows no daylight saving.
    return /^[+-]/.test(resolved) ? null : zone;
  } catch {
    return null;
  }
}
