#include "dns/rdata_form.h"

#include <stddef.h>

#include "dns/type.h"

const char *
rdata_form(uint16_t type)
{
	switch (type) {
	case DNS_A:
		return "a";
	case DNS_AAAA:
		return "A";
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
	case DNS_DNAME:
		return "n";
	case DNS_MX:
		return "2n";
	case DNS_SOA:
		return "nn44444";
	case DNS_TXT:
		return "s";
	case DNS_SRV:
		return "222n";
	case DNS_DS:
		return "211x";
	case DNS_RRSIG:
		return "y114tt2nb";
	case DNS_NSEC:
		return "Nm";
	case DNS_DNSKEY:
		return "211b";
	case DNS_NSEC3:
		return "112SHm";
	case DNS_NSEC3PARAM:
		return "112S";
	case DNS_TLSA:
		return "111x";
	}
	return NULL;
}
