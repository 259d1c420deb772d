#include "findings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dns/alias.h"
#include "dns/tlsa_name.h"
#include "name_table.h"
#include "reach.h"
#include "spray.h"
#include "tlsa_sets.h"
#include "unsigned_names.h"

enum { LINKS_MAX = 8 }; /* aliases in one answer */

int
findings_init(
    struct findings *f, const struct domains *domains, bool implicit_mx)
{
	*f = (struct findings){.domains = domains, .implicit_mx = implicit_mx};
	int rc = hosts_new(&f->hosts);
	if (rc == 0)
		rc = tlsa_sets_new(&f->tlsa);
	if (rc == 0)
		rc = name_table_new(&f->zones);
	if (rc == 0)
		rc = name_table_new(&f->signers);
	if (rc == 0)
		rc = name_table_new(&f->unsigned_names);
	if (rc == 0)
		rc = name_table_new(&f->with_ds);
	if (rc == 0)
		rc = name_table_new(&f->without_ds);
	if (rc == 0)
		rc = name_table_new(&f->with_cds);
	if (rc < 0)
		findings_fini(f);
	return rc;
}

void
findings_fini(struct findings *f)
{
	hosts_free(f->hosts);
	tlsa_sets_free(f->tlsa);
	name_table_free(f->zones);
	name_table_free(f->signers);
	name_table_free(f->unsigned_names);
	name_table_free(f->with_ds);
	name_table_free(f->without_ds);
	name_table_free(f->with_cds);
	array_fini(&f->uses);
	array_fini(&f->ns_addresses);
	*f = (struct findings){0};
}

static void
note_zone(struct findings *f, struct name_table *t, const struct dns_name *zone)
{
	uint32_t id;
	if (name_table_add(t, zone, &id) < 0)
		f->failed = true;
}

/* Without a text of it: it ends in a digit, or has a colon. */
static bool
may_be_ip_literal(const struct dns_name *name)
{
	uint8_t last = name->wire[name->len - 2]; /* before the root */
	return (last >= '0' && last <= '9') ||
	       memchr(name->wire, ':', name->len) != NULL;
}

/* An IP literal as MX target is a name of digits: no host, no question. */
static bool
is_ip_literal(const struct dns_name *name)
{
	struct text t;
	struct addr a;
	text_init(&t);
	dns_name_add_text(&t, name);
	bool literal = text_ok(&t) && addr_parse(t.bytes, &a);
	text_fini(&t);
	return literal;
}

static void
use_host(struct findings *f, const struct dns_name *host, uint32_t domain)
{
	uint32_t id;
	if (host->len == 1 || (may_be_ip_literal(host) && is_ip_literal(host)))
		return;
	struct mx_use *use = NULL;
	if (hosts_add(f->hosts, host, true, &id) == 0)
		use = array_push(&f->uses, 1, sizeof(*use));
	if (use == NULL) {
		f->failed = true;
		return;
	}
	*use = (struct mx_use){domain, id};
}

/* UINT32_MAX: none. */
static uint32_t
domain_of(const struct findings *f, const struct finding *what)
{
	uint32_t domain;
	if (what->stage == STAGE_DOMAINS && what->delegation != NULL)
		return what->index;
	return domains_find(f->domains, &what->question->name, &domain)
		   ? domain
		   : UINT32_MAX;
}

static void
note_mx(struct findings *f, const struct finding *what)
{
	uint32_t domain = domain_of(f, what);
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	unsigned count = 0;
	bool chained = false;
	while (dns_rr_next(&it, &rr)) {
		struct dns_name host;
		uint16_t preference;
		if (rr.section != DNS_ANSWER)
			break;
		chained |= rr.type == DNS_CNAME || rr.type == DNS_DNAME;
		if (rr.type != DNS_MX ||
		    !dns_rdata_mx(
			rr.rdata, &what->message->whole, &preference, &host))
			continue;
		if (count == MX_PER_DOMAIN_MAX) {
			f->mx_cut++;
			break;
		}
		use_host(f, &host, domain);
		count++;
	}
	if (count == 0 && !chained && f->implicit_mx && domain != UINT32_MAX &&
	    what->message->rcode == DNS_NOERROR)
		use_host(f, &what->question->name, domain);
}

static void
note_ns_address(
    struct findings *f, const struct dns_name *name, const struct addr *a)
{
	uint32_t host;
	if (!delegations_find_host(f->domains->delegations, name, &host))
		return;
	struct ns_address *new = array_push(&f->ns_addresses, 1, sizeof(*new));
	if (new == NULL) {
		f->failed = true;
		return;
	}
	*new = (struct ns_address){host, *a};
}

static bool
address_of(const struct dns_rr *rr, struct addr *out)
{
	size_t len = wire_left(&rr->rdata);
	if (rr->type == DNS_A && len == 4)
		*out = addr_from_v4(rr->rdata.at);
	else if (rr->type == DNS_AAAA && len == 16)
		*out = addr_from_v6(rr->rdata.at);
	else
		return false;
	return true;
}

/*
 * What a reply says of this name is believed: it was asked for, or lies in
 * the zone of the servers that were asked.
 */
static bool
is_believed(const struct finding *what, const struct dns_name *name)
{
	if (what->zone == NULL)
		return dns_name_equal(name, &what->question->name);
	return dns_name_in(name, what->zone);
}

static void
note_servers(struct findings *f, const struct finding *what)
{
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	struct addr a;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (address_of(&rr, &a) && is_believed(what, &rr.owner))
			note_ns_address(f, &what->question->name, &a);
}

/* The target of an alias is a host too, with TLSA records perhaps. */
static void
note_alias(struct findings *f, uint32_t host, const struct dns_name *target)
{
	uint32_t id;
	if (hosts_add(f->hosts, target, false, &id) < 0)
		f->failed = true;
	else
		hosts_set_alias(f->hosts, host, id);
}

static void
note_host_addresses(struct findings *f, uint32_t host,
    const struct dns_name *name, const struct finding *what)
{
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	struct addr a;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (dns_name_equal(&rr.owner, name) && address_of(&rr, &a) &&
		    hosts_add_address(f->hosts, host, &a) < 0)
			f->failed = true;
}

/* What the answer says of one host.  True: an alias of `*target`. */
static bool
note_host(struct findings *f, const struct dns_name *name,
    const struct finding *what, struct dns_name *target)
{
	uint32_t host;
	if (!is_believed(what, name) || !hosts_find(f->hosts, name, &host))
		return false;
	note_host_addresses(f, host, name, what);
	if (!dns_alias_target(what->message, name, target))
		return false;
	note_alias(f, host, target);
	return true;
}

static void
add_question(struct findings *f, struct array *questions,
    const struct dns_question *question)
{
	struct dns_question *row = array_push(questions, 1, sizeof(*row));
	if (row == NULL)
		f->failed = true;
	else
		*row = *question;
}

/* Along the aliases from what was asked: no server tells of others' hosts. */
static void
note_address(
    struct findings *f, const struct finding *what, struct array *questions)
{
	struct dns_question tlsa = {.type = DNS_TLSA, .class = DNS_CLASS_IN};
	struct dns_name at = what->question->name, target;
	for (int i = 0; i < LINKS_MAX && note_host(f, &at, what, &target);
	     i++) {
		if (tlsa_name(&target, &tlsa.name))
			add_question(f, questions, &tlsa);
		at = target;
	}
}

/* An alias counts: where it leads there are TLSA records, or a reason why. */
static void
note_tlsa(struct findings *f, const struct finding *what)
{
	struct dns_name name;
	uint32_t host;
	if (tlsa_sets_note(f->tlsa, &what->question->name, what->message) < 0)
		f->failed = true;
	if (!tlsa_host(&what->question->name, &name) ||
	    !hosts_find(f->hosts, &name, &host))
		return;
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == DNS_TLSA || rr.type == DNS_CNAME ||
		    rr.type == DNS_DNAME)
			hosts_set_tlsa(f->hosts, host);
}

static void
note_signers(struct findings *f, const struct finding *what)
{
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	if (!what->message->has_rrsig)
		return;
	while (dns_rr_next(&it, &rr)) {
		struct dns_name signer;
		uint16_t covered;
		if (rr.type == DNS_RRSIG && rr.section != DNS_ADDITIONAL &&
		    dns_rdata_rrsig_signer(
			rr.rdata, &what->message->whole, &covered, &signer) &&
		    dns_name_in(&rr.owner, &signer))
			note_zone(f, f->signers, &signer);
	}
}

static void
note_unsigned(void *ctx, const struct dns_name *name, uint16_t type)
{
	struct findings *f = ctx;
	uint32_t host;
	if ((type == DNS_A || type == DNS_AAAA) &&
	    hosts_find(f->hosts, name, &host))
		hosts_set_unsigned(f->hosts, host);
	else
		note_zone(f, f->unsigned_names, name);
}

/* What a zone file says of a zone. */
enum delegated { DELEGATED_NOT, DELEGATED_WITHOUT_DS, DELEGATED_WITH_DS };

static enum delegated
delegated_of(const struct delegation *d)
{
	return d->has_ds ? DELEGATED_WITH_DS : DELEGATED_WITHOUT_DS;
}

static enum delegated
look_up(const struct findings *f, const struct dns_name *zone)
{
	struct delegation d;
	uint32_t i;
	if (!delegations_find(f->domains->delegations, zone, &i))
		return DELEGATED_NOT;
	delegations_get(f->domains->delegations, i, &d);
	return delegated_of(&d);
}

/* Of the zone whose servers were asked: most often it is known. */
static enum delegated
look_up_zone(const struct findings *f, const struct finding *what)
{
	if (what->delegation != NULL &&
	    dns_name_equal(&what->delegation->name, what->zone))
		return delegated_of(what->delegation);
	return look_up(f, what->zone);
}

/* Whether there is a DS decides what else is asked about the zone. */
static void
note_ds(struct findings *f, const struct finding *what)
{
	const struct dns_name *zone = &what->question->name;
	bool has_ds = false, aliased = false;
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER) {
		has_ds |= rr.type == DNS_DS && dns_name_equal(&rr.owner, zone);
		aliased |= rr.type == DNS_CNAME || rr.type == DNS_DNAME;
	}
	if (has_ds && look_up(f, zone) != DELEGATED_WITH_DS)
		note_zone(f, f->with_ds, zone);
	if (!has_ds && !aliased && what->message->rcode == DNS_NOERROR)
		note_zone(f, f->without_ds, zone);
}

static void
note_cds(struct findings *f, const struct finding *what)
{
	const struct dns_question *q = what->question;
	struct dns_rr_iter it = dns_rr_first(what->message);
	struct dns_rr rr;
	uint32_t id;
	if (!name_table_find(f->without_ds, &q->name, &id))
		return;
	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == q->type && dns_name_equal(&rr.owner, &q->name))
			note_zone(f, f->with_cds, &q->name);
}

/* Of a listed domain no zone file says whether it has a DS. */
static bool
is_zone_wanted(const struct findings *f, const struct finding *what)
{
	return what->stage == STAGE_HOSTS ||
	       ((what->stage == STAGE_DOMAINS || what->stage == STAGE_TYPES) &&
		   look_up_zone(f, what) == DELEGATED_NOT);
}

bool
findings_signs(const struct findings *f, const struct dns_name *zone)
{
	uint32_t id;
	return name_table_find(f->signers, zone, &id);
}

/* What follows for mail hosts and zones from what was asked for. */
static void
note_data(
    struct findings *f, const struct finding *what, struct array *questions)
{
	switch (what->question->type) {
	case DNS_MX:
		note_mx(f, what);
		break;
	case DNS_A:
	case DNS_AAAA:
		note_address(f, what, questions);
		break;
	case DNS_TLSA:
		note_tlsa(f, what);
		break;
	case DNS_DS:
		note_ds(f, what);
		break;
	case DNS_CDS:
	case DNS_CDNSKEY:
		note_cds(f, what);
		break;
	}
}

void
findings_note(
    struct findings *f, const struct finding *what, struct array *questions)
{
	if (what->stage == STAGE_SERVERS) {
		note_servers(f, what);
		return; /* where servers live is no evidence */
	}
	if (what->stage == STAGE_SMTP)
		return; /* asked again beside a session: nothing follows */
	if (what->stage != STAGE_TYPES) /* of no host */
		note_data(f, what, questions);
	else if (f->reach && reach_follow(what->message, questions) < 0)
		f->failed = true;
	if (f->reach && what->question->type == DNS_PTR)
		return; /* no verdict needs its chain, of up to 32 labels */
	note_signers(f, what);
	if (what->zone != NULL && what->stage != STAGE_CHAIN &&
	    look_up_zone(f, what) != DELEGATED_WITHOUT_DS)
		unsigned_names_each(
		    what->message, what->zone, note_unsigned, f);
	if (what->zone != NULL && is_zone_wanted(f, what))
		note_zone(f, f->zones, what->zone);
}
