#include "host_address.h"

#include "dns/tlsa_name.h"
#include "dns/type.h"

static bool
is_negative(const struct lookup *l)
{
	return l->kind == LOOKUP_NODATA || l->kind == LOOKUP_NXDOMAIN;
}

/* A resolver answers SERVFAIL where an address is bogus: nobody gets it. */
static bool
gives_address(const struct lookup *l)
{
	return l->kind == LOOKUP_POSITIVE &&
	       l->state.security != SECURITY_BOGUS;
}

/*
 * The lookup whose state is that of the host.  R3, R4: it is the addresses
 * that are secure or not.  What the other type lacks, or how that was denied,
 * does not make the one that is there any worse.
 */
static const struct lookup *
deciding(const struct lookup *a, const struct lookup *aaaa)
{
	if (gives_address(a) && !gives_address(aaaa))
		return a;
	if (gives_address(aaaa) && !gives_address(a))
		return aaaa;
	return aaaa->state.security > a->state.security ? aaaa : a;
}

struct host_address
host_address_judge(
    struct scenario *s, const struct dns_name *host, struct instants *instants)
{
	const struct lookup *a =
	    lookup_judge(&s->validator, host, DNS_A, instants);
	const struct lookup *aaaa =
	    lookup_judge(&s->validator, host, DNS_AAAA, instants);
	const struct lookup *by = deciding(a, aaaa);
	return (struct host_address){
	    .state = by->state,
	    .status = by->status,
	    .rx_ns = by->last_ns,
	    .absent = is_negative(a) && is_negative(aaaa),
	    .asks_tlsa = by->state.security == SECURITY_SECURE ||
			 (by->aliased && by->first.security == SECURITY_SECURE),
	};
}

static const struct lookup *
tlsa_at(struct scenario *s, const struct dns_name *base, int64_t near_ns,
    struct instants *instants)
{
	struct dns_name name;
	return tlsa_name(base, &name) ? lookup_judge_near(&s->validator, &name,
					    DNS_TLSA, near_ns, instants)
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
		if (l->aliased && gives_address(l))
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
    int64_t near_ns, struct instants *instants, const struct dns_name **base)
{
	const struct dns_name *end = secure_end(s, host, instants);
	*base = host;
	if (end != NULL) {
		const struct lookup *l = tlsa_at(s, end, near_ns, instants);
		if (l != NULL && !is_absent(l)) {
			*base = end;
			return l;
		}
	}
	return tlsa_at(s, host, near_ns, instants);
}
