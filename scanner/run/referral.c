#include "referral.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "dns/rdata.h"
#include "dns/rdata_canonical.h"
#include "output/record/delegation.h"
#include "resolver/zone/ds_records.h"

/* What a record of one domain points to. */
struct heard {
	struct array hosts; /* struct dns_name: its NS set, in order */
	struct array at;    /* struct heard_glue, in the order of hosts */
	struct ds_records ds;
	uint32_t ds_first;
	struct text texts; /* DS records, then RRSIGs, a zero behind each */
	size_t ds_count, ds_rrsig_count;
	bool failed; /* no heap */
};

struct heard_glue {
	uint32_t host; /* of hosts */
	struct addr addr;
};

/* What a record has room to point to. */
struct pointers {
	const struct dns_name **ns;
	struct delegation_record_glue *glue;
	const char **texts;
};

static void
free_heard(struct heard *h)
{
	array_fini(&h->hosts);
	array_fini(&h->at);
	array_fini(&h->ds.bytes);
	text_fini(&h->texts);
}

static int
by_name(const void *a, const void *b)
{
	return dns_name_compare(a, b);
}

static bool
has_host(const struct heard *h, const struct dns_name *name)
{
	const struct dns_name *at = h->hosts.at;
	for (size_t i = 0; i < h->hosts.count; i++)
		if (dns_name_equal(&at[i], name))
			return true;
	return false;
}

static void
hear_hosts(struct heard *h, const struct dns_message *m,
    enum dns_section section, const struct dns_name *domain)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	struct dns_name ns;
	while (dns_rr_next(&it, &rr)) {
		if (rr.section != section || rr.type != DNS_NS ||
		    rr.class != DNS_CLASS_IN ||
		    !dns_name_equal(&rr.owner, domain) ||
		    !dns_rdata_name(rr.rdata, &m->whole, &ns) ||
		    has_host(h, &ns))
			continue;
		struct dns_name *new = array_push(&h->hosts, 1, sizeof(*new));
		if (new == NULL) {
			h->failed = true;
			return;
		}
		*new = ns;
	}
	if (h->hosts.count > 1)
		qsort(h->hosts.at, h->hosts.count, sizeof(ns), by_name);
}

static bool
covers(const struct dns_rr *rr, const struct dns_message *m, uint16_t type,
    struct dns_name *signer)
{
	uint16_t covered;
	return rr->type == DNS_RRSIG &&
	       dns_rdata_rrsig_signer(rr->rdata, &m->whole, &covered, signer) &&
	       covered == type;
}

static void
hear_ds(
    struct heard *h, const struct dns_message *m, const struct dns_name *domain)
{
	static _Thread_local uint8_t rdata[DNS_RDATA_MAX];
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name signer;
	struct dns_rr rr;
	size_t len;
	h->ds_first = DS_RECORDS_NONE;
	while (dns_rr_next(&it, &rr)) {
		bool is_ds = rr.type == DNS_DS;
		if (rr.section != DNS_AUTHORITY || rr.class != DNS_CLASS_IN ||
		    !dns_name_equal(&rr.owner, domain) ||
		    !(is_ds || covers(&rr, m, DNS_DS, &signer)) ||
		    !dns_rdata_canonical(
			rr.type, rr.rdata, &m->whole, rdata, &len))
			continue;
		if (ds_records_add(&h->ds, &h->ds_first, !is_ds, rdata, len) <
		    0)
			h->failed = true;
	}
}

static size_t
add_texts(struct heard *h, bool is_rrsig)
{
	uint16_t type = is_rrsig ? DNS_RRSIG : DNS_DS;
	struct wire rdata;
	unsigned n = 0;
	while (ds_records_get(&h->ds, h->ds_first, is_rrsig, n, &rdata)) {
		dns_rdata_add_text(&h->texts, type, rdata, &rdata);
		text_add_char(&h->texts, 0);
		n++;
	}
	return n;
}

/* RRSIGs without a DS set are over nothing. */
static void
write_ds(struct heard *h)
{
	h->ds_count = add_texts(h, false);
	if (h->ds_count > 0)
		h->ds_rrsig_count = add_texts(h, true);
	h->failed |= !text_ok(&h->texts);
}

static bool
address_of(const struct dns_rr *rr, struct addr *out)
{
	size_t len = wire_left(&rr->rdata);
	if (rr->section != DNS_ADDITIONAL || rr->class != DNS_CLASS_IN)
		return false;
	if (rr->type == DNS_A && len == 4)
		*out = addr_from_v4(rr->rdata.at);
	else if (rr->type == DNS_AAAA && len == 16)
		*out = addr_from_v6(rr->rdata.at);
	else
		return false;
	return true;
}

static bool
has_glue(const struct heard *h, uint32_t host, const struct addr *a)
{
	const struct heard_glue *at = h->at.at;
	for (size_t i = 0; i < h->at.count; i++)
		if (at[i].host == host && addr_equal(&at[i].addr, a))
			return true;
	return false;
}

/* The glue of one host, of one type. */
static void
hear_glue_of(
    struct heard *h, const struct dns_message *m, uint32_t host, uint16_t type)
{
	const struct dns_name *name = (struct dns_name *)h->hosts.at + host;
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	struct addr a;
	while (dns_rr_next(&it, &rr)) {
		if (rr.type != type || !address_of(&rr, &a) ||
		    !dns_name_equal(&rr.owner, name) || has_glue(h, host, &a))
			continue;
		struct heard_glue *new = array_push(&h->at, 1, sizeof(*new));
		if (new == NULL) {
			h->failed = true;
			return;
		}
		*new = (struct heard_glue){host, a};
	}
}

/* A zone file's order is that of types; a server's is anything. */
static void
hear_glue(
    struct heard *h, const struct dns_message *m, const struct dns_name *from)
{
	const struct dns_name *hosts = h->hosts.at;
	for (uint32_t i = 0; i < h->hosts.count; i++) {
		if (!dns_name_in(&hosts[i], from))
			continue;
		hear_glue_of(h, m, i, DNS_A);
		hear_glue_of(h, m, i, DNS_AAAA);
	}
}

/* A server of `from` may have the zones below it, too: who signs tells. */
static void
find_zone(const struct dns_message *m, const struct dns_name *domain,
    struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name signer;
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_AUTHORITY ||
		    !(covers(&rr, m, DNS_DS, &signer) ||
			covers(&rr, m, DNS_NSEC, &signer) ||
			covers(&rr, m, DNS_NSEC3, &signer)))
			continue;
		if (signer.len > zone->len && dns_name_in(&signer, zone) &&
		    domain->len > signer.len && dns_name_in(domain, &signer))
			*zone = signer;
	}
}

static bool
make_pointers(struct pointers *p, const struct heard *h)
{
	const struct dns_name *hosts = h->hosts.at;
	const struct heard_glue *at = h->at.at;
	size_t texts = h->ds_count + h->ds_rrsig_count;
	p->ns = calloc(h->hosts.count + 1, sizeof(*p->ns));
	p->glue = calloc(h->at.count + 1, sizeof(*p->glue));
	p->texts = calloc(texts + 1, sizeof(*p->texts));
	if (p->ns == NULL || p->glue == NULL || p->texts == NULL)
		return false;
	for (size_t i = 0; i < h->hosts.count; i++)
		p->ns[i] = &hosts[i];
	for (size_t i = 0; i < h->at.count; i++)
		p->glue[i] = (struct delegation_record_glue){
		    &hosts[at[i].host], &at[i].addr};
	const char *text = h->texts.bytes;
	for (size_t i = 0; i < texts; i++) {
		p->texts[i] = text;
		text += strlen(text) + 1;
	}
	return true;
}

static void
free_pointers(struct pointers *p)
{
	free(p->ns);
	free(p->glue);
	free(p->texts);
}

static void
add_record(struct text *line, struct heard *h, const struct dns_name *domain,
    const struct dns_name *zone, enum delegation_source source)
{
	struct pointers p = {0};
	if (!h->failed && make_pointers(&p, h))
		delegation_record_add(
		    line, &(struct delegation_record){
			      .domain = domain,
			      .zone = zone,
			      .source = source,
			      .ns = p.ns,
			      .ns_count = h->hosts.count,
			      .ds = p.texts,
			      .ds_count = h->ds_count,
			      .ds_rrsig = p.texts + h->ds_count,
			      .ds_rrsig_count = h->ds_rrsig_count,
			      .glue = p.glue,
			      .glue_count = h->at.count,
			  });
	else
		line->failed = true;
	free_pointers(&p);
}

bool
referral_line_add(struct text *line, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *domain)
{
	struct heard h = {0};
	struct dns_name zone = *from;
	text_init(&h.texts);
	hear_hosts(&h, m, DNS_AUTHORITY, domain);
	bool has_ns = h.hosts.count > 0;
	if (has_ns) {
		hear_ds(&h, m, domain);
		write_ds(&h);
		hear_glue(&h, m, from);
		find_zone(m, domain, &zone);
		add_record(line, &h, domain, &zone, DELEGATION_REFERRAL);
	}
	free_heard(&h);
	return has_ns && !line->failed;
}

bool
referral_line_add_child(struct text *line, const struct dns_message *m,
    const struct dns_name *zone, const struct dns_name *domain)
{
	struct heard h = {0};
	text_init(&h.texts);
	if (m->aa)
		hear_hosts(&h, m, DNS_ANSWER, domain);
	bool has_ns = h.hosts.count > 0;
	if (has_ns)
		add_record(line, &h, domain, zone, DELEGATION_CHILD);
	free_heard(&h);
	return has_ns && !line->failed;
}
