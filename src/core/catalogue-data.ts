import type { ControlMethod } from './authorization.ts'
import { type CertificateClass, type ClassId, classIds, type WireNames } from './catalogue.ts'
import type { PriceComponent } from './ledger.ts'
import type { Money } from './money.ts'
import { serverTypes } from './server-types.ts'

/**
 * The products, as seed 004 section 9.3 lists them and reference/centralnic.md section 7 corrects them (rows 2-6 and
 * 24-27). Made up by us, since no source gives them: every prefix but DK and DD; every price but ssl123dv's base and
 * san; every DigiCert `name_id` of a Sectigo class (`…_sectigo_…`); Openprovider ids from 1000 on; every Netim `prod`
 * but SSLDV, and that SSLDV is ssl123dv. Openprovider's known ids are those of openprovider.py, where the brand that a
 * class succeeds stood; the 1.0 classes are those of CentralNic's WHMCS module.
 */
export const catalogue: Readonly<Record<ClassId, CertificateClass>> = {
  geotrustflexdv: digicert('geotrustflexdv', 'GeoTrust Flex', 'dv', 'DA', {
    names: names('ssl_dv_geotrust_flex', 8, 'SSLGEOFLEX', 'quicksslpremium'),
    wildcardNames: names('wildcard_dv_geotrust', null, null, null),
    prices: prices(99_00, 66_00, 396_00, 363_00),
  }),
  geotrusttruebizidev: digicert('geotrusttruebizidev', 'GeoTrust TrueBusiness ID EV', 'ev', 'DB', {
    names: names('ssl_ev_geotrust_truebizid', 10, 'SSLGEOEV', 'truebizidev'),
    prices: prices(199_00, 129_00),
  }),
  geotrusttruebizidov: digicert('geotrusttruebizidov', 'GeoTrust TrueBusiness ID OV', 'ov', 'DC', {
    names: names('ssl_geotrust_truebizid', 9, 'SSLGEOOV', 'truebizid'),
    wildcardNames: names(null, 11, null, 'truebizidwc'),
    prices: prices(119_00, 79_00, 439_00, 399_00),
  }),
  rapidssldv: digicert('rapidssldv', 'RapidSSL', 'dv', 'DD', {
    san: false,
    names: names('ssl_dv_rapidssl', 5, 'SSLRAPID', 'rapidssl'),
    wildcardNames: names('wildcard_dv_rapidssl', 6, null, 'rapidsslwc'),
    prices: singlePrices(15_00, 99_00),
  }),
  securesiteflexev: digicert('securesiteflexev', 'Secure Site Flex EV SSL', 'ev', 'DE', {
    names: names('ssl_ev_securesite_flex', 3, 'SSLSITEFLEXEV', 'securesiteev'),
    prices: prices(699_00, 459_00),
  }),
  securesiteflexov: digicert('securesiteflexov', 'Secure Site Flex SSL', 'ov', 'DF', {
    names: names('ssl_securesite_flex', 1, 'SSLSITEFLEXOV', 'securesite'),
    prices: prices(349_00, 229_00, 1399_00, 1279_00),
  }),
  securesiteproev: digicert('securesiteproev', 'SecureSite Pro EV', 'ev', 'DG', {
    names: names('ssl_ev_securesite_pro', 4, 'SSLSITEPROEV', 'securesiteproev'),
    prices: prices(1099_00, 729_00),
  }),
  securesiteproov: digicert('securesiteproov', 'Secure Site Pro SSL', 'ov', 'DH', {
    names: names('ssl_securesite_pro', 2, 'SSLSITEPROOV', 'securesitepro'),
    prices: prices(739_00, 489_00, 2949_00, 2699_00),
  }),
  // Seed 9.1.2 prints max free alternatives 3; 9.1.13 to 9.1.15 print the two prices of names without a wildcard.
  ssl123dv: digicert('ssl123dv', 'SSL123DV', 'dv', 'DK', {
    freeAlternatives: 3,
    names: names('ssl_dv_thawte', 14, 'SSLDV', 'ssl123'),
    prices: prices(42_00, 28_00, 168_00, 154_00),
  }),
  webserverev: digicert('webserverev', 'Webserver EV', 'ev', 'DL', {
    names: names('ssl_ev_thawte_webserver', 16, 'SSLWEBEV', 'sslwebserverev'),
    prices: prices(219_00, 149_00),
  }),
  webserverov: digicert('webserverov', 'Webserver', 'ov', 'DM', {
    names: names('ssl_thawte_webserver', 15, 'SSLWEBOV', 'sslwebserver'),
    wildcardNames: names(null, 17, null, 'sslwebserverwc'),
    prices: prices(99_00, 66_00, 399_00, 366_00),
  }),
  instantsslov: sectigo('instantsslov', 'InstantSSL Certificate', 'ov', 'SA', {
    names: names('ssl_sectigo_instantssl', 20, 'SSLINSTANTOV', 'instantssl'),
    prices: singlePrices(49_00, 199_00),
  }),
  multidomaindv: sectigo('multidomaindv', 'DV Multi-Domain SSL Certificate', 'dv', 'SB', {
    san: true,
    names: names('ssl_dv_sectigo_multi_domain', 1000, 'SSLMULTIDV', null),
    prices: prices(45_00, 12_00, 135_00, 102_00),
  }),
  multidomainev: sectigo('multidomainev', 'EV Multi-Domain SSL Certificate', 'ev', 'SC', {
    san: true,
    names: names('ssl_ev_sectigo_multi_domain', 33, 'SSLMULTIEV', 'multidomainev'),
    prices: prices(249_00, 69_00),
  }),
  multidomainov: sectigo('multidomainov', 'OV Multi-Domain SSL Certificate', 'ov', 'SD', {
    san: true,
    names: names('ssl_sectigo_multi_domain', 1001, 'SSLMULTIOV', 'multidomainov'),
    prices: prices(129_00, 39_00, 299_00, 209_00),
  }),
  positivessldv: sectigo('positivessldv', 'PositiveSSL Certificate', 'dv', 'SE', {
    names: names('ssl_dv_sectigo_positivessl', 1002, 'SSLPOSITIVE', 'positivessl'),
    wildcardNames: names(null, 1003, null, 'positivewildcardssl'),
    prices: singlePrices(12_00, 89_00),
  }),
  premiumov: sectigo('premiumov', 'SectigoSSL PremiumOV Certificate', 'ov', 'SF', {
    wildcard: false,
    names: names('ssl_sectigo_premium', 22, 'SSLPREMIUMOV', 'premiumssl'),
    prices: singlePrices(79_00),
  }),
  singledomainev: sectigo('singledomainev', 'Sectigo SingleDomain EV Certificate', 'ev', 'SG', {
    names: names('ssl_ev_sectigo_single_domain', 24, 'SSLEV', 'extendedvalidatedssl'),
    prices: singlePrices(149_00),
  }),
  unifiedcommunicationsdv: sectigo('unifiedcommunicationsdv', 'SSL Unified Communications Certificate', 'dv', 'SH', {
    san: true,
    names: names('ssl_dv_sectigo_ucc', 28, 'SSLUCCDV', 'unifiedcommunicationsdv'),
    prices: prices(59_00, 15_00, 149_00, 109_00),
  }),
  unifiedcommunicationsov: sectigo('unifiedcommunicationsov', 'SSL Unified Communications OV Certificate', 'ov', 'SK', {
    san: true,
    names: names('ssl_sectigo_ucc', 1004, 'SSLUCCOV', 'unifiedcommunicationsov'),
    prices: prices(119_00, 35_00, 289_00, 209_00),
  }),
}

/** Spellings of the manual that mean one of the classes (reference section 7, rows 2-5). */
const misspelt: Readonly<Record<string, ClassId>> = {
  securesiteproof: 'securesiteproov',
  geotrusttruebizidv: 'geotrusttruebizidov',
  positivesldv: 'positivessldv',
  positivssldv: 'positivessldv',
  instantssl: 'instantsslov',
}

/** A class of the SSL API 2.0 in any case; undefined when there is none. */
export function parseClassId(text: string): ClassId | undefined {
  const key = text.trim().toLowerCase()
  return classIds.find((id) => id === key) ?? (Object.hasOwn(misspelt, key) ? misspelt[key] : undefined)
}

/** A class of the SSL API 1.0 in any case, and whether it is the one for wildcards; undefined when there is none. */
export function parseLegacyClass(text: string): { readonly id: ClassId; readonly wildcard: boolean } | undefined {
  const key = text.trim().toLowerCase()
  for (const id of classIds) {
    if (catalogue[id].names.centralnicLegacy === key) return { id, wildcard: false }
    if (catalogue[id].wildcardNames.centralnicLegacy === key) return { id, wildcard: true }
  }
  return undefined
}

type Validation = CertificateClass['validation']
type Given = Pick<CertificateClass, 'names' | 'prices'> &
  Partial<Pick<CertificateClass, 'san' | 'wildcard' | 'freeAlternatives' | 'wildcardNames'>>

/** What all DigiCert classes share: seed 9.3.2 to 9.3.5, contacts and immediate issuance as rows 24 and 25 read them. */
function digicert(id: ClassId, name: string, validation: Validation, prefix: string, given: Given): CertificateClass {
  const san = given.san ?? true
  return {
    id,
    name,
    ca: 'DigiCert',
    validation,
    prefix,
    wildcard: validation !== 'ev',
    san,
    includedNames: 1,
    freeAlternatives: 250,
    maxNames: san ? 250 : 1,
    methods: ['email', 'dns-cname', 'dns-txt', 'http', 'https'] satisfies ControlMethod[],
    contacts: {
      tech: validation === 'dv' ? 'MANDATORY' : 'NO',
      organization: validation === 'dv' ? 'NO' : 'MANDATORY',
      evApprover: validation === 'ev' ? 'MANDATORY' : 'NO',
    },
    periods: ['1y'],
    refundOnCancel: true,
    immediateIssuance: validation === 'dv',
    serverTypes: serverTypes.DigiCert.map((type) => type.id),
    wildcardNames: names(null, null, null, null),
    ...given,
  }
}

/**
 * What all Sectigo classes share: no TXT record, no refund, no immediate issuance; those for one domain give one free
 * alternative, those for several none but three names in the base (seed 7.2). Contacts as row 26 reads them.
 */
function sectigo(id: ClassId, name: string, validation: Validation, prefix: string, given: Given): CertificateClass {
  const san = given.san ?? false
  return {
    id,
    name,
    ca: 'Sectigo',
    validation,
    prefix,
    wildcard: validation !== 'ev',
    san,
    includedNames: san ? 3 : 1,
    freeAlternatives: san ? 0 : 1,
    maxNames: san ? 250 : 1,
    methods: ['email', 'dns-cname', 'http', 'https'] satisfies ControlMethod[],
    contacts: {
      tech: 'MANDATORY',
      organization: validation === 'dv' ? 'NO' : 'MANDATORY',
      evApprover: validation === 'ev' ? 'MANDATORY' : 'NO',
    },
    periods: ['1y'],
    refundOnCancel: false,
    immediateIssuance: false,
    serverTypes: serverTypes.Sectigo.map((type) => type.id),
    wildcardNames: names(null, null, null, null),
    ...given,
  }
}

function names(
  digicert: string | null,
  openprovider: number | null,
  netim: string | null,
  centralnicLegacy: string | null,
): WireNames {
  return { digicert, openprovider, netim, centralnicLegacy }
}

/**
 * In minor units. A wildcard and a name ordered together cost no more than the name first and the wildcard by a reissue
 * (`wildcardbase + san <= base + wildcardsan`), so that nobody saves by ordering in pieces. A class without wildcards has
 * the wildcard's components for the type's sake; none is ever charged.
 */
function prices(base: Money, san: Money, wildcardbase = base, wildcardsan = san): Record<PriceComponent, Money> {
  return { base, wildcardbase, san, wildcardsan }
}

/** Of a class for one name: a reissue for another name costs as much as a new order would. */
function singlePrices(base: Money, wildcardbase = base): Record<PriceComponent, Money> {
  return prices(base, base, wildcardbase, wildcardbase)
}
