/**
 * Where a mobile or a service number (toll-free, local-rate) begins in countries with several clocks, by calling code; matched against the
 * digits after it. Such a number is not tied to a place, so the country's whole set of zones counts (reference/timezones.md, trap 3).
 * Source: the countries' numbering plans as published by the ITU (E.164 national numbering plans). Wide on purpose: a landline taken for a
 * mobile costs calling time, the reverse a call at night.
 */
export const MOBILE_RANGES: Readonly<Record<string, RegExp>> = {
  '7': /^(9|7[04-7]|80)/, // RU 9xx; KZ 70x, 74x–77x; service numbers 80x
  '34': /^([67]|[89]0)/,
  '52': /^/, // MX: mobiles share the landlines' area codes since 2019
  '55': /^(\d\d[6-9]|\d0)/, // BR: area code, then 9 (older: 6–8); no area code ends in 0
  '56': /^(9|[68]00)/,
  '61': /^[145]/,
  '62': /^8/,
  '64': /^(2|50|80|900)/,
  '86': /^1[3-9]/,
  '243': /^[89]/,
  '262': /^[679]/,
  '299': /^[245]/,
  '351': /^9/,
  '380': /^(39|50|6[3678]|7[37]|9[1-9])/,
  '593': /^9/,
  '675': /^[78]/,
  '686': /^[67]/,
  '689': /^8/,
  '691': /^/, // FM: no plan that tells the islands' mobiles apart
  '976': /^[5-9]/,
}
