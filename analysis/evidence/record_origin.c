#include "record_origin.h"

#include "dns/tlsa_name.h"
#include "dns/type.h"

/* Runs are read one after the other, and their records numbered so. */
static const char *
run_at(const struct evidence *e, uint64_t order)
{
	const char *id = e->run_count > 0 ? e->runs[0].id : NULL;
	for (size_t i = 1; i < e->run_count; i++) {
		if (e->runs[i].first_order <= order)
			id = e->runs[i].id;
	}
	return id;
}

/* The number of the record that answers this question. */
static bool
find_reply(const struct evidence *e, const struct dns_name *name, uint16_t type,
    uint64_t *order)
{
	const struct reply *r = evidence_reply(e, name, type);
	if (r != NULL)
		*order = r->order;
	return r != NULL;
}

const char *
record_origin_question(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	uint64_t order = 0;
	(void)find_reply(e, name, type, &order);
	return run_at(e, order);
}

const char *
record_origin_host(const struct evidence *e, const struct dns_name *host)
{
	uint64_t order = 0;
	struct dns_name tlsa;
	const struct host_sessions *sessions = evidence_sessions(e, host);
	if (sessions != NULL && sessions->count > 0)
		return run_at(e, sessions->at[0].order);
	if (!tlsa_name(host, &tlsa) || !find_reply(e, &tlsa, DNS_TLSA, &order))
		(void)(find_reply(e, host, DNS_A, &order) ||
		       find_reply(e, host, DNS_AAAA, &order));
	return run_at(e, order);
}

const char *
record_origin_domain(const struct evidence *e, const struct dns_name *domain)
{
	uint64_t order = 0;
	const struct delegated *d = evidence_delegated(e, domain);
	if (!find_reply(e, domain, DNS_MX, &order) && d != NULL)
		order = d->order;
	return run_at(e, order);
}
