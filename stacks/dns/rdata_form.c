#include "dns/rdata_form.h"

#include <stddef.h>

#include "base/macros.h"
#include "dns/type.h"

static const struct {
	uint16_t type;
	const char *fields;
} forms[] = {
    {DNS_A, "a"},
    {DNS_NS, "n"},
    {DNS_CNAME, "n"},
    {DNS_SOA, "nn44444"},
    {DNS_PTR, "n"},
    {DNS_MX, "2n"},
    {DNS_TXT, "s"},
    {DNS_AAAA, "A"},
    {DNS_SRV, "222n"},
    {DNS_DNAME, "n"},
    {DNS_DS, "211x"},
    {DNS_RRSIG, "y114tt2nb"},
    {DNS_NSEC, "Nm"},
    {DNS_DNSKEY, "211b"},
    {DNS_NSEC3, "112SHm"},
    {DNS_NSEC3PARAM, "112S"},
    {DNS_TLSA, "111x"},
};

const char *
rdata_form(uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (forms[i].type == type)
			return forms[i].fields;
	}
	return NULL;
}
