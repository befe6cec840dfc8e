/**
 * Names people and browsers use for zones that the offset table lists under another name:
 * tzdb links, and zones whose clock equals the other one's for the table's whole range
 * (compared in tzdata 2025b; none of them is touched by 2026a–2026f). `target: names`.
 */
const SAME_CLOCK: Record<string, string> = {
  'Africa/Abidjan': 'UTC Etc/UTC Etc/GMT GMT Zulu',
  'Africa/Asmera': 'Africa/Asmara',
  'America/Anchorage': 'US/Alaska America/Yakutat',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires America/Argentina/Cordoba',
  'America/Chicago': 'US/Central',
  'America/Denver': 'US/Mountain Navajo America/Shiprock',
  'America/Detroit': 'US/Michigan',
  'America/Edmonton': 'Canada/Mountain',
  'America/Godthab': 'America/Nuuk',
  'America/Halifax': 'Canada/Atlantic America/Moncton America/Glace_Bay',
  'America/Indiana/Indianapolis':
    'US/East-Indiana America/Indianapolis America/Fort_Wayne America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac',
  'America/Kentucky/Louisville': 'America/Louisville America/Kentucky/Monticello',
  'America/Los_Angeles': 'US/Pacific',
  'America/Mexico_City': 'America/Monterrey',
  'America/New_York': 'US/Eastern',
  'America/Phoenix': 'US/Arizona America/Hermosillo',
  'America/Regina': 'Canada/Saskatchewan',
  'America/Sao_Paulo': 'America/Bahia America/Fortaleza America/Recife',
  'America/St_Johns': 'Canada/Newfoundland',
  'America/Toronto': 'Canada/Eastern America/Montreal America/Nipigon America/Thunder_Bay',
  'America/Vancouver': 'Canada/Pacific',
  'America/Whitehorse': 'Canada/Yukon',
  'America/Winnipeg': 'Canada/Central',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Hong_Kong': 'Asia/Macau',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Singapore': 'Asia/Kuala_Lumpur',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Australia/Sydney': 'Australia/Canberra Australia/Hobart Australia/Melbourne',
  'Europe/Helsinki': 'Europe/Riga Europe/Tallinn Europe/Vilnius',
  'Europe/Kyiv': 'Europe/Kiev',
  'Europe/Lisbon': 'Atlantic/Madeira',
  'Europe/London': 'Europe/Dublin',
  'Europe/Madrid': 'Africa/Ceuta',
  'Europe/Moscow': 'Europe/Minsk',
  'Pacific/Honolulu': 'US/Hawaii',
}

/** [alias, name in the offset table] pairs. */
export const ZONE_ALIASES: readonly (readonly [alias: string, zone: string])[] = Object.entries(SAME_CLOCK).flatMap(
  ([zone, names]) => names.split(' ').map((alias) => [alias, zone] as const),
)
