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
    {DNS_CAA, "CAA"},
};

/* Names that are read only: we write these types as numbers. */
static const struct {
	uint16_t type;
	const char *name;
} read_only[] = {
    {3, "MD"},
    {4, "MF"},
    {7, "MB"},
    {8, "MG"},
    {9, "MR"},
    {10, "NULL"},
    {11, "WKS"},
    {19, "X25"},
    {20, "ISDN"},
    {21, "RT"},
    {22, "NSAP"},
    {23, "NSAP-PTR"},
    {26, "PX"},
    {27, "GPOS"},
    {30, "NXT"},
    {31, "EID"},
    {32, "NIMLOC"},
    {34, "ATMA"},
    {38, "A6"},
    {40, "SINK"},
    {56, "NINFO"},
    {57, "RKEY"},
    {58, "TALINK"},
    {66, "DSYNC"},
    {100, "UINFO"},
    {101, "UID"},
    {102, "GID"},
    {103, "UNSPEC"},
    {104, "NID"},
    {105, "L32"},
    {106, "L64"},
    {107, "LP"},
    {128, "NXNAME"},
    {249, "TKEY"},
    {250, "TSIG"},
    {251, "IXFR"},
    {252, "AXFR"},
    {253, "MAILB"},
    {254, "MAILA"},
    {255, "ANY"},
    {258, "AVC"},
    {259, "DOA"},
    {260, "AMTRELAY"},
    {261, "RESINFO"},
    {262, "WALLET"},
    {263, "CLA"},
    {264, "IPN"},
    {32768, "TA"},
    {32769, "DLV"},
};

static const char *
name_of(uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (types[i].type == type)
			return types[i].name;
	}
	return NULL;
}

bool
dns_type_has_name(uint16_t type)
{
	return name_of(type) != NULL;
}

void
dns_type_add_text(struct text *t, uint16_t type)
{
	const char *name = name_of(type);

	if (name != NULL) {
		text_add(t, name);
		return;
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

static bool
is_name(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && strncasecmp(name, text, len) == 0;
}

bool
dns_type_from_text(const char *text, size_t len, uint16_t *out)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (is_name(types[i].name, text, len)) {
			*out = types[i].type;
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(read_only); i++) {
		if (is_name(read_only[i].name, text, len)) {
			*out = read_only[i].type;
			return true;
		}
	}
	return len > 4 && strncasecmp(text, "TYPE", 4) == 0 &&
	       number(text + 4, len - 4, out);
}
