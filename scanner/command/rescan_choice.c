#include "rescan_choice.h"

#include "analysis/dnssec/alias_chain.h"
#include "analysis/verdict/mail_plan.h"
#include "dns/tlsa_name.h"

#define KEPT_NS ((int64_t)RESCAN_DAYS * 24 * 3600 * NS_PER_S)

/* What looks at a host's TLSA records have shown. */
struct looks {
	int64_t seen_ns;     /* the last that found some, or failed; 0: none */
	int64_t answered_ns; /* the last that had an answer; 0: none */
};

static bool
has_type(const struct reply *r, uint16_t type)
{
	for (size_t i = 0; i < r->answers.count; i++)
		if (r->answers.at[i].type == type)
			return true;
	return false;
}

/* It found TLSA records, here or where an alias leads, or it failed. */
static bool
is_seen(const struct evidence *e, const struct reply *r)
{
	if (!r->usable)
		return !r->unasked && !r->servers;
	if (has_type(r, DNS_TLSA))
		return true;
	if (!has_type(r, DNS_CNAME) && !has_type(r, DNS_DNAME))
		return false;
	struct alias_chain t;
	alias_chain_follow(e, r->name, DNS_TLSA, r->rx_ns, &t);
	return t.end == ALIAS_POSITIVE ||
	       (t.end == ALIAS_FAILED && !t.reply->unasked);
}

static void
look(const struct evidence *e, const struct dns_name *host, struct looks *l)
{
	struct dns_name name;
	if (!tlsa_name(host, &name))
		return;
	for (const struct reply *r = evidence_reply(e, &name, DNS_TLSA);
	     r != NULL; r = r->other) {
		if (r->rx_ns > l->seen_ns && is_seen(e, r))
			l->seen_ns = r->rx_ns;
		if (r->rx_ns > l->answered_ns && r->usable)
			l->answered_ns = r->rx_ns;
	}
}

/* R4: where the host's name is an alias, its target's records count as well. */
static struct looks
look_at(const struct evidence *e, const struct dns_name *host)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	struct looks l = {0};
	look(e, host, &l);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct alias_chain t;
		alias_chain_follow(e, host, types[i], 0, &t);
		if (t.link_count > 0)
			look(e, &t.at, &l);
	}
	return l;
}

/* A new sweep knows who uses the host; else the list carries it on. */
static struct listed_record
record_of(const struct rescan_choice *c, const struct host_use *use,
    const struct listed_host *listed)
{
	struct listed_record r = {.host = use->host};
	bool counted = c->has_new_sweep && use->domains > 0;
	r.domains = counted ? use->domains : host_use_domains(use);
	if (r.domains == 1 && use->domains == 1)
		r.next_hop = use->domain;
	else if (r.domains == 1 && listed != NULL)
		r.next_hop = listed->next_hop;
	return r;
}

/* 0 or -ENOMEM. */
static int
consider(const struct rescan_choice *c, const struct host_use *use,
    struct rescan_list *out)
{
	const struct listed_host *listed =
	    evidence_listed(c->evidence, use->host);
	struct looks l = look_at(c->evidence, use->host);
	if (listed != NULL && listed->seen_ns > l.seen_ns)
		l.seen_ns = listed->seen_ns;
	if (l.seen_ns > 0 && c->start_ns - l.seen_ns <= KEPT_NS) {
		struct listed_record r = record_of(c, use, listed);
		r.seen_ns = l.seen_ns;
		return rescan_list_add(out, &r);
	}
	if (listed == NULL || listed->order < c->last_list)
		return 0; /* it had left before, or never was there */
	bool answered = c->start_ns - l.answered_ns <= KEPT_NS;
	struct dropped_record r = {
	    .host = use->host,
	    .reason = answered ? DROPPED_NO_TLSA : DROPPED_NOT_ASKED,
	    .seen_ns = l.seen_ns,
	};
	return rescan_list_drop(out, &r);
}

int
rescan_choose(const struct rescan_choice *c, struct rescan_list *out)
{
	struct mail_plan plan;
	int rc = 0;
	mail_plan_init(&plan, c->evidence);
	for (size_t i = 0; i < plan.host_count && rc == 0; i++)
		rc = consider(c, plan.hosts[i], out);
	mail_plan_fini(&plan);
	return rc;
}
