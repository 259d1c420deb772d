#include "dns/type.h"

#include <string.h>
#include <strings.h>

#include "base/macros.h"

/*
 * Mnemonics of IANA's registry that zones hold and that libldns 1.8 knows,
 * because it reads back what we write: NXNAME, for one, stays TYPE128.
 */
static const struct {
	uint16_t type;
	const char *name;
} types[] = {
    {DNS_A, "A"},
    {DNS_NS, "NS"},
    {DNS_CNAME, "CNAME"},
    {DNS_SOA, "SOA"},
    {DNS_PTR, "PTR"},
    {DNS_MX, "MX"},
    {DNS_TXT, "TXT"},
    {DNS_AAAA, "AAAA"},
    {DNS_SRV, "SRV"},
    {DNS_DNAME, "DNAME"},
    {DNS_OPT, "OPT"},
    {DNS_DS, "DS"},
    {DNS_RRSIG, "RRSIG"},
    {DNS_NSEC, "NSEC"},
    {DNS_DNSKEY, "DNSKEY"},
    {DNS_NSEC3, "NSEC3"},
    {DNS_NSEC3PARAM, "NSEC3PARAM"},
    {DNS_TLSA, "TLSA"},
    {DNS_CDS, "CDS"},
    {DNS_CDNSKEY, "CDNSKEY"},
    {13, "HINFO"},
    {14, "MINFO"},
    {17, "RP"},
    {18, "AFSDB"},
    {24, "SIG"},
    {25, "KEY"},
    {29, "LOC"},
    {35, "NAPTR"},
    {36, "KX"},
    {37, "CERT"},
    {42, "APL"},
    {44, "SSHFP"},
    {45, "IPSECKEY"},
    {49, "DHCID"},
    {53, "SMIMEA"},
    {55, "HIP"},
    {59, "CDS"},
    {60, "CDNSKEY"},
    {61, "OPENPGPKEY"},
    {62, "CSYNC"},
    {63, "ZONEMD"},
    {64, "SVCB"},
    {65, "HTTPS"},
    {99, "SPF"},
    {108, "EUI48"},
    {109, "EUI64"},
    {256, "URI"},
    {257, "CAA"},
};

void
dns_type_add_text(struct text *t, uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (types[i].type == type) {
			text_add(t, types[i].name);
			return;
		}
	}
	text_add(t, "TYPE");
	text_add_u64(t, type);
}

/* The digits behind "TYPE". */
static bool
number(const char *text, size_t len, uint16_t *out)
{
	uint32_t value = 0;

	if (len == 0 || len > 5)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(text[i] - '0');
	}
	*out = (uint16_t)value;
	return value <= UINT16_MAX;
}

bool
dns_type_from_text(const char *text, size_t len, uint16_t *out)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (strlen(types[i].name) == len &&
		    strncasecmp(types[i].name, text, len) == 0) {
			*out = types[i].type;
			return true;
		}
	}
	return len > 4 && strncasecmp(text, "TYPE", 4) == 0 &&
	       number(text + 4, len - 4, out);
}
