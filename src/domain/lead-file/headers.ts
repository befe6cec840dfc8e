import { variableName } from '../template.ts'

/** What a column of a list is for. `ignore` only by an explicit mapping. */
export type ColumnRole =
  | 'name'
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'zone'
  | 'street'
  | 'city'
  | 'state'
  | 'postal_code'
  | 'country'
  | 'consent'
  | 'consent_wording'
  | 'consent_source'
  | 'consent_date'
  | 'consent_expires'
  | 'tags'
  | 'priority'
  | 'external_id'
  | 'phone'
  | 'variable'
  | 'ignore'

export interface HeaderGuess {
  role: ColumnRole
  /** The n of `phone1` … `phone10`; null for a phone column without a number of its own. */
  phoneNumber: number | null
}

/** Headings as people write them, letters and digits only. Every other heading is a variable. */
const SYNONYMS: Readonly<Record<Exclude<ColumnRole, 'variable' | 'ignore' | 'phone'>, string>> = {
  name: 'name fullname yourname contactname contactfullname personname customername clientname leadname recipientname displayname contact customer client recipient nombre nom namen vollername',
  first_name: 'firstname first givenname forename fname contactfirstname prenom vorname',
  last_name: 'lastname last surname familyname lname contactlastname nachname apellido apellidos',
  email:
    'email emails emailaddress mail mailaddress emailid email1 primaryemail contactemail workemail personalemail businessemail correo courriel',
  zone: 'timezone tz ianatimezone timezoneiana contacttimezone localtimezone',
  street:
    'address street streetaddress address1 addressline addressline1 mailingaddress homeaddress streetname calle strasse direccion',
  city: 'city town cityname homecity mailingcity ciudad ville',
  state:
    'state province region stateprovince provincestate statecode provincecode stateregion homestate mailingstate usstate',
  postal_code: 'zip zipcode zip5 postalcode postcode zippostalcode zippostcode postal mailingzip homezip plz',
  country: 'country countrycode countryname homecountry mailingcountry pais pays',
  consent: 'consent consenttype consentstatus consentgiven callconsent consenttocall phoneconsent tcpaconsent',
  consent_wording: 'consentwording consenttext consentlanguage consentstatement consentdisclosure',
  consent_source: 'consentsource sourceofconsent consentorigin',
  consent_date:
    'consentdate consentat dateofconsent consenttime consenttimestamp consentgivenat consentgivenon consentdatetime',
  consent_expires:
    'consentexpires consentexpiry consentexpiresat consentexpireson consentexpiration consentexpirydate consentexpirationdate consentvaliduntil consentuntil',
  tags: 'tags tag labels label',
  priority: 'priority leadpriority',
  // Not "customer id" and the like: what a business calls its customers is spoken of, and two of them may share one.
  external_id:
    'externalid externalref externalreference externalcontactid externalrecordid crmid crmrecordid crmcontactid crmleadid recordid contactid leadid hubspotid hubspotcontactid hubspotrecordid salesforceid salesforcecontactid salesforceleadid pipedriveid zohoid zohorecordid',
}
const PHONE_KINDS =
  'phone phonenumber phonenum phoneno telephone telephonenumber telephoneno tel telno mobile mobilephone mobilenumber mobileno mobil cell cellphone cellnumber cellular cellularphone handphone contactnumber contactphone callnumber e164 landline phonee164 homephone workphone businessphone officephone directphone primaryphone secondaryphone otherphone mainphone alternatephone altphone homenumber worknumber worktel hometel mobiletel officetel workmobile workcell homecell phonehome phonework phonemobile phoneprimary phoneother customerphone clientphone leadphone personphone telefon telefono telefonnummer handy handynummer telefone celular movil'

const ROLES = new Map<string, ColumnRole>([
  ...Object.entries(SYNONYMS).flatMap(([role, words]) =>
    words.split(' ').map((it) => [it, role as ColumnRole] as const),
  ),
  ...PHONE_KINDS.split(' ').map((it) => [it, 'phone'] as const),
])

/** `Phone Number 1`, `E-Mail`, `﻿name` all without case, spaces, marks and accents. */
export function squash(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

export function guessHeader(header: string): HeaderGuess {
  const key = squash(header)
  const role = ROLES.get(key)
  if (role) return { role, phoneNumber: null }
  const numbered = /^(\p{L}+?)(?:number|no)?(\d{1,2})(?:number|no)?$/u.exec(key)
  if (numbered && ROLES.get(numbered[1]!) === 'phone') {
    const n = Number(numbered[2])
    // phone11 and beyond are more phones than a contact has: kept as variables.
    return n >= 1 && n <= 10 ? { role: 'phone', phoneNumber: n } : { role: 'variable', phoneNumber: null }
  }
  return { role: 'variable', phoneNumber: null }
}

/** The variable of each column, unique: a second `Amount` is `AMOUNT_2`, a column without a heading is `COLUMN_7`. */
export function variableNames(headers: readonly string[]): string[] {
  const taken = new Set<string>()
  return headers.map((header, i) => {
    const base = variableName(header).slice(0, 100) || `COLUMN_${i + 1}`
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
    taken.add(name)
    return name
  })
}
