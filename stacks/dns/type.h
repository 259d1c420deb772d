/* type.h - numbers of the DNS: types, classes, rcodes, and their names. */
#ifndef DNS_TYPE_H
#define DNS_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_DNAME = 39,
	DNS_OPT = 41,
	DNS_DS = 43,
	DNS_RRSIG = 46,
	DNS_NSEC = 47,
	DNS_DNSKEY = 48,
	DNS_NSEC3 = 50,
	DNS_NSEC3PARAM = 51,
	DNS_TLSA = 52,
	DNS_CDS = 59,
	DNS_CDNSKEY = 60,
	DNS_ZONEMD = 63,  /* RFC 8976; its text is "TYPE63" */
	DNS_DSYNC = 66,   /* RFC 9859; its text is "TYPE66" */
	DNS_NXNAME = 128, /* RFC 9824, of bitmaps only; "TYPE128" */
	DNS_TSIG = 250,   /* of messages, no zone has any */
	DNS_AXFR = 252,   /* of questions only, and so is the next */
	DNS_ANY = 255,
	DNS_CAA = 257,
};

enum { DNS_CLASS_IN = 1, DNS_CLASS_ANY = 255 };

enum dns_rcode {
	DNS_NOERROR = 0,
	DNS_FORMERR = 1,
	DNS_SERVFAIL = 2,
	DNS_NXDOMAIN = 3,
	DNS_NOTIMP = 4,
	DNS_REFUSED = 5,
	DNS_NOTAUTH = 9,
};

/* "TLSA", or "TYPE65280" (RFC 3597) for one without a name here. */
void dns_type_add_text(struct text *t, uint16_t type);

/* It has a name here, not just a number. */
bool dns_type_has_name(uint16_t type);

/*
 * The reverse, without case, also of names that others write and we do not;
 * false: no such type.
 */
bool dns_type_from_text(const char *text, size_t len, uint16_t *out);

#endif
