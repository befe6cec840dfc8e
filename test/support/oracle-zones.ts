/**
 * Where a phone of the test lists may ring, reckoned apart from the product's tables.
 *
 * Source: libphonenumber map_data.txt v9.0.35 (Apache-2.0), with its known mistakes corrected, all prefixes of an
 * area code taken together, reduced to the area codes in leads-5000.csv and to zones with a clock of their own (Boise runs as Denver,
 * North Dakota as Chicago). Codes that source lacks or has wrong stand as NANPA has them: 364, 448, 458, 729, 915,
 * 930 and 931 have two zones; 357, 436, 457, 465, 471, 483, 565, 621, 624, 679, 761, 837, 861 and 924 lie in the state named there (for 621
 * Houston, of which it is an overlay; for 761 both zones of Kentucky).
 */
const AREA_CODES: readonly [zones: string[], areaCodes: string][] = [
  [
    ['America/Chicago'],
    `205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319 320 325 327 331 334 337 346 353 361 402 405
     409 414 417 430 432 447 457 464 469 471 479 483 501 504 507 512 515 531 534 539 557 563 572 573 580 601 608 612 615 618 621 629
     630 636 641 651 659 660 662 682 708 712 713 715 726 730 731 737 763 769 773 779 806 815 816 817 830 832 847 861 870 872 901 903
     913 918 920 924 936 938 940 945 952 956 972 975 979 985`,
  ],
  [['America/Denver'], '303 307 385 406 435 505 575 719 720 748 801 970 983'],
  [
    ['America/Los_Angeles'],
    `206 209 213 253 279 310 323 341 350 357 360 369 408 415 424 425 442 503 509 510 530 559 562 564 619 626 628 650 657 661 669 702
     707 714 725 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951 971`,
  ],
  [
    ['America/New_York'],
    `201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302 304 305 313 315 317 321 324
     326 329 330 332 336 339 347 351 352 363 380 386 401 404 407 410 412 413 419 434 436 440 443 445 463 465 470 472 475 478 484 502
     508 513 516 517 518 540 551 561 565 567 570 571 582 585 586 603 607 609 610 614 616 617 624 631 640 645 646 656 667 678 679 680
     681 686 689 703 704 706 716 717 718 724 727 728 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 810 813 814
     821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 917 919 929 934 937 941 943 947
     948 954 959 973 978 980 984 989`,
  ],
  [['America/Phoenix'], '480 520 602 623'],
  [['America/Chicago', 'America/Denver'], '308 605 620 701 785 915'],
  [['America/Chicago', 'America/New_York'], '219 270 364 423 448 574 606 729 761 812 850 906 930 931'],
  [['America/Denver', 'America/Los_Angeles'], '208 458 541 775 986'],
  [['America/Denver', 'America/Phoenix'], '928'],
]

const zonesByAreaCode = new Map(
  AREA_CODES.flatMap(([zones, areaCodes]) => areaCodes.split(/\s+/).map((areaCode) => [areaCode, zones] as const)),
)

/** Every zone in which the person may be. */
export function zonesOfPhone(phone: string): string[] {
  const areaCode = phone.slice(2, 5)
  const zones = zonesByAreaCode.get(areaCode)
  if (!zones) throw new Error(`The oracle does not know where area code ${areaCode} is`)
  return zones
}

const HOUR_MS = 3_600_000
/** Minutes to be added to UTC, by zone and hour: clocks change on the hour. Intl is right for these zones (timezones.md, trap 1). */
const offsets = new Map<string, number>()
const formats = new Map<string, Intl.DateTimeFormat>()

/** The local time of day as hours from 0 to 24. */
export function localHour(zone: string, at: number): number {
  const hour = Math.floor(at / HOUR_MS)
  const key = `${zone} ${hour}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    offset = offsetOf(zone, hour * HOUR_MS)
    offsets.set(key, offset)
  }
  const sinceMidnight = (at / HOUR_MS + offset / 60) % 24
  return sinceMidnight < 0 ? sinceMidnight + 24 : sinceMidnight
}

/** The local date, as `2026-11-23`. */
export function localDate(zone: string, at: number): string {
  return new Date(at + offsetOf(zone, at) * 60_000).toISOString().slice(0, 10)
}

function offsetOf(zone: string, at: number): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? []
  if (hours === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
