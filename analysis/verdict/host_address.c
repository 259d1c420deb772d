#include "host_address.h"

#include "dns/tlsa_name.h"
#include "dns/type.h"

static bool
is_negative(const struct lookup *l)
{
	return l->kind == LOOKUP_NODATA || l->kind == LOOKUP_NXDOMAIN;
}

/* A lookup that got no answer counts only where the other has no address. */
struct host_address
host_address_judge(
    struct scenario *s, const struct dns_name *host, struct instants *instants)
{
	const struct lookup *a =
	    lookup_judge(&s->validator, host, DNS_A, instants);
	const struct lookup *aaaa =
	    lookup_judge(&s->validator, host, DNS_AAAA, instants);
	bool has_a = a->kind == LOOKUP_POSITIVE;
	bool has_aaaa = aaaa->kind == LOOKUP_POSITIVE;
	const struct lookup *worse =
	    aaaa->state.security > a->state.security ? aaaa : a;
	if (has_a &&
	    (aaaa->kind == LOOKUP_FAILED || aaaa->kind == LOOKUP_UNASKED))
		worse = a;
	if (has_aaaa && (a->kind == LOOKUP_FAILED || a->kind == LOOKUP_UNASKED))
		worse = aaaa;
	return (struct host_address){
	    .state = worse->state,
	    .status = worse->status,
	    .has_address = has_a || has_aaaa,
	    .absent = is_negative(a) && is_negative(aaaa),
	    .asks_tlsa =
		worse->state.security == SECURITY_SECURE ||
		(worse->aliased && worse->first.security == SECURITY_SECURE),
	};
}

static const struct lookup *
tlsa_at(
    struct scenario *s, const struct dns_name *base, struct instants *instants)
{
	struct dns_name name;
	return tlsa_name(base, &name)
		   ? lookup_judge(&s->validator, &name, DNS_TLSA, instants)
		   : NULL;
}

/* Where secure CNAMEs lead to; NULL: there are none. */
static const struct dns_name *
secure_end(
    struct scenario *s, const struct dns_name *host, struct instants *instants)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	for (size_t i = 0; i < 2; i++) {
		const struct lookup *l =
		    lookup_judge(&s->validator, host, types[i], instants);
		if (l->aliased && l->kind == LOOKUP_POSITIVE)
			return l->state.security == SECURITY_SECURE ? l->end
								    : NULL;
	}
	return NULL;
}

/* Absence that lets a sender look at the next candidate. */
static bool
is_absent(const struct lookup *l)
{
	return is_negative(l) && (l->state.security == SECURITY_SECURE ||
				     l->state.security == SECURITY_INSECURE);
}

const struct lookup *
host_tlsa_judge(struct scenario *s, const struct dns_name *host,
    struct instants *instants, const struct dns_name **base)
{
	const struct dns_name *end = secure_end(s, host, instants);
	*base = host;
	if (end != NULL) {
		const struct lookup *l = tlsa_at(s, end, instants);
		if (l != NULL && !is_absent(l)) {
			*base = end;
			return l;
		}
	}
	return tlsa_at(s, host, instants);
}
