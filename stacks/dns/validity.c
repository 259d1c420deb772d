#include "dns/validity.h"

bool
dns_validity_has(const struct dns_validity *v, uint32_t now_s)
{
	return (int32_t)(now_s - v->inception_s) >= 0 &&
	       (int32_t)(v->expiration_s - now_s) >= 0;
}

bool
dns_validity_read(
    struct wire rdata, uint16_t *covered, struct dns_validity *out)
{
	*covered = wire_u16(&rdata);
	wire_u8(&rdata);  /* algorithm */
	wire_u8(&rdata);  /* labels */
	wire_u32(&rdata); /* TTL */
	out->expiration_s = wire_u32(&rdata);
	out->inception_s = wire_u32(&rdata);
	return wire_ok(&rdata);
}
