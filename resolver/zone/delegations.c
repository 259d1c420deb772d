#include "delegations.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dns/rdata.h"
#include "dns/type.h"
#include "ds_records.h"
#include "ns_gathering.h"
#include "ns_hosts.h"
#include "ns_sets.h"
#include "domains.h"
#include "file.h"
#include "rdata.h"
#include "recent_hosts.h"

enum { RDATA_MAX = UINT16_MAX };

struct delegations {
	struct zone_domains domains;
	struct ns_hosts hosts;
	struct ns_sets sets;
	struct ds_records ds;
	struct ns_gathering gathering;
	struct recent_hosts *recent; /* while reading */
	uint32_t zone;               /* of the file that is being read */
	bool has_zone;
	struct dns_name last; /* owner of the last NS or DS; len 0: none */
	uint32_t last_domain;
	uint64_t bad_signatures; /* RRSIGs of the file that were passed over */
	delegations_takes_fn *takes; /* NULL: all are taken */
	void *takes_ctx;
	int error; /* of the machine, while reading; or -EEXIST */
	bool sealed;
};

struct delegations *
delegations_new(void)
{
	struct delegations *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return NULL;
	ns_gathering_init(&d->gathering, &d->domains, &d->sets);
	d->recent = calloc(1, sizeof(*d->recent));
	if (d->recent != NULL)
		return d;
	free(d);
	return NULL;
}

void
delegations_free(struct delegations *d)
{
	if (d == NULL)
		return;
	zone_domains_fini(&d->domains);
	ns_hosts_fini(&d->hosts);
	ns_sets_fini(&d->sets);
	array_fini(&d->ds.bytes);
	ns_gathering_fini(&d->gathering);
	free(d->recent);
	free(d);
}

/* What an RR is to us. */
struct found {
	const struct zone_rr *rr;
	bool apex;
	struct wire rdata;
};

/*
 * The domain of the record's owner.  Records of one owner come together, so
 * the last is remembered instead of looked up again: reads about a tenth
 * faster (600,000 domains of two NS, best of 8 runs).
 * False: nothing to keep, `*rc` says whether it is an error.
 */
static bool
find_domain(struct delegations *d, const struct dns_name *owner,
    uint32_t *domain, int *rc)
{
	*rc = 0;
	if (!dns_name_equal(&d->last, owner)) {
		d->last.len = 0;
		*rc = zone_domains_intern(
		    &d->domains, d->zone, owner, &d->last_domain);
		if (*rc < 0 ||
		    zone_domains_zone(&d->domains, d->last_domain) != d->zone)
			return false;
		d->last = *owner;
	}
	*domain = d->last_domain;
	return true;
}

/* The host serves the record's owner. */
static int
add_server(struct delegations *d, const struct zone_rr *rr, uint32_t host)
{
	uint32_t domain;
	int rc;

	if (dns_name_equal(rr->owner, rr->zone))
		return ns_gathering_add_apex(&d->gathering, d->zone, host);
	if (!find_domain(d, rr->owner, &domain, &rc))
		return rc;
	return ns_gathering_add(&d->gathering, domain, host);
}

static int
add_ns(struct delegations *d, const struct zone_rr *rr,
    const struct dns_name *name, uint32_t *host)
{
	int rc = ns_hosts_intern(&d->hosts, name, true, host);
	return rc < 0 ? rc : add_server(d, rr, *host);
}

/* RDATA in any form. */
static int
add_any_ns(struct delegations *d, const struct found *f)
{
	struct dns_name name;
	uint32_t host;

	return dns_rdata_name(f->rdata, &f->rdata, &name)
		   ? add_ns(d, f->rr, &name, &host)
		   : -EINVAL;
}

/* RDATA that is a name, and that does not begin as \# does. */
static int
add_plain_ns(struct delegations *d, const struct zone_rr *rr)
{
	struct dns_name name;
	uint32_t host;

	if (recent_hosts_find(d->recent, rr->rdata, &host))
		return add_server(d, rr, host);
	if (!zone_name_from_token(rr->rdata, rr->origin, &name))
		return -EINVAL;
	int rc = add_ns(d, rr, &name, &host);
	if (rc == 0)
		recent_hosts_keep(d->recent, rr->rdata, host);
	return rc;
}

static int
add_ds(struct delegations *d, const struct found *f)
{
	uint32_t domain;
	int rc;
	if (f->apex) /* the parent's business */
		return 0;
	if (!find_domain(d, f->rr->owner, &domain, &rc))
		return rc;
	return ds_records_add(&d->ds, &zone_domains_at(&d->domains, domain)->ds,
	    f->rr->type == DNS_RRSIG, f->rdata.at, wire_left(&f->rdata));
}

static int
add_address(struct delegations *d, const struct found *f)
{
	size_t want = f->rr->type == DNS_A ? 4 : 16;
	uint32_t host;

	if (wire_left(&f->rdata) != want)
		return -EINVAL;
	struct addr addr =
	    want == 4 ? addr_from_v4(f->rdata.at) : addr_from_v6(f->rdata.at);
	int rc = ns_hosts_intern(&d->hosts, f->rr->owner, false, &host);
	if (rc < 0)
		return rc;
	return ns_hosts_add_address(&d->hosts, host, &addr, true);
}

/* Reads the RDATA.  -EINVAL: it is malformed. */
static int
read_rdata(struct delegations *d, const struct zone_rr *rr)
{
	uint8_t rdata[RDATA_MAX];
	size_t len;

	if (!zone_rdata_build(rr, rdata, sizeof(rdata), &len))
		return -EINVAL;
	struct found f = {.rr = rr,
	    .apex = dns_name_equal(rr->owner, rr->zone),
	    .rdata = wire_over(rdata, len)};
	switch (rr->type) {
	case DNS_NS:
		return add_any_ns(d, &f);
	case DNS_A:
	case DNS_AAAA:
		return add_address(d, &f);
	default:
		return add_ds(d, &f);
	}
}

/* Takes a record of a kind that matters.  -EINVAL: its RDATA is malformed. */
static int
take(struct delegations *d, const struct zone_rr *rr)
{
	bool is_plain = rr->rdata_count == 1 && rr->rdata->len > 0 &&
			rr->rdata->text[0] != '\\';

	return rr->type == DNS_NS && is_plain ? add_plain_ns(d, rr)
					      : read_rdata(d, rr);
}

static bool
matters(const struct zone_rr *rr)
{
	switch (rr->type) {
	case DNS_NS:
	case DNS_DS:
	case DNS_A:
	case DNS_AAAA:
		return dns_name_in(rr->owner, rr->zone);
	case DNS_RRSIG: /* most are over NSEC3 */
		return zone_rrsig_covered(rr) == DNS_DS &&
		       dns_name_in(rr->owner, rr->zone);
	default:
		return false;
	}
}

/* A domain that is left out, or a signature over its DS set. */
static bool
is_left_out(const struct delegations *d, const struct zone_rr *rr)
{
	if (d->takes == NULL || rr->type == DNS_A || rr->type == DNS_AAAA ||
	    dns_name_equal(rr->owner, rr->zone))
		return false;
	return !d->takes(d->takes_ctx, rr->owner);
}

static const char *
malformed(const struct zone_rr *rr)
{
	return rr->origin != NULL ? "malformed RDATA"
				  : "malformed RDATA, or a relative name "
				    "and no origin: --zone NAME=FILE";
}

/*
 * A signature that is no signature (ldns-read-zone -0 writes "(null)") proves
 * nothing, and no delegation is lost with it.
 */
static const char *
record(void *ctx, const struct zone_rr *rr)
{
	struct delegations *d = ctx;
	int rc = d->error;
	if (rc == 0 && !d->has_zone) {
		rc = zone_domains_add_zone(&d->domains, rr->zone, &d->zone);
		d->has_zone = rc == 0;
	}
	if (rc == 0 && matters(rr) && !is_left_out(d, rr))
		rc = take(d, rr);
	if (rc == -EINVAL && rr->type == DNS_RRSIG) {
		d->bad_signatures++;
		return NULL;
	}
	if (rc == -EINVAL)
		return malformed(rr);
	d->error = rc;
	if (rc == -EEXIST)
		return "this zone was read from another file";
	return rc == 0 ? NULL : strerror(-rc);
}

int
delegations_read(struct delegations *d, const struct zone_source *source,
    struct zone_file_count *count, struct text *why)
{
	struct zone_sink sink = {.ctx = d, .record = record};
	assert(!d->sealed);
	d->has_zone = false;
	d->last.len = 0;
	d->bad_signatures = 0;
	int rc = zone_file_read(source, &sink, count, why);
	if (d->error < 0)
		return d->error;
	if (rc < 0)
		return rc;
	count->bad_signatures = d->bad_signatures;
	zone_file_tell_passed(source, count, why);
	return ns_gathering_end(&d->gathering);
}

static int
compare_hosts(const void *a, const void *b, void *ctx)
{
	struct dns_name x, y;

	ns_hosts_name(ctx, *(const uint32_t *)a, &x);
	ns_hosts_name(ctx, *(const uint32_t *)b, &y);
	return dns_name_compare(&x, &y);
}

void
delegations_only(struct delegations *d, delegations_takes_fn *takes, void *ctx)
{
	d->takes = takes;
	d->takes_ctx = ctx;
}

int
delegations_seal(struct delegations *d)
{
	uint32_t *renamed =
	    calloc((size_t)d->hosts.count + 1, sizeof(*renamed));

	assert(!d->sealed);
	if (renamed == NULL)
		return -ENOMEM;
	int rc = ns_hosts_seal(&d->hosts, renamed);
	if (rc == 0)
		rc = zone_domains_seal(&d->domains);
	if (rc == 0)
		ns_sets_seal(&d->sets, renamed, compare_hosts, &d->hosts);
	free(renamed);
	array_shrink(&d->ds.bytes, 1);
	ns_gathering_fini(&d->gathering);
	free(d->recent);
	d->recent = NULL;
	d->sealed = rc == 0;
	return rc;
}

/* The hosts of a set; none for no set. */
static const uint32_t *
set_hosts(const struct delegations *d, uint32_t set, uint32_t *count)
{
	*count = 0;
	if (set == ZONE_DOMAINS_NO_SET)
		return NULL;
	return ns_sets_hosts(&d->sets, set, count);
}

uint32_t
delegations_zones(const struct delegations *d)
{
	return d->domains.zone_count;
}

void
delegations_zone(
    const struct delegations *d, uint32_t zone, struct delegation_zone *out)
{
	const struct zone_apex *apex = zone_domains_apex(&d->domains, zone);

	out->name = apex->name;
	out->ns = set_hosts(d, apex->ns, &out->ns_count);
}

uint32_t
delegations_count(const struct delegations *d)
{
	return d->domains.count;
}

void
delegations_get(
    const struct delegations *d, uint32_t index, struct delegation *out)
{
	const struct zone_domain *domain = zone_domains_at(&d->domains, index);
	struct wire rdata;

	assert(d->sealed && index < d->domains.count);
	zone_domains_name(&d->domains, index, &out->name);
	out->zone = zone_domains_zone(&d->domains, index);
	out->ns = set_hosts(d, domain->ns, &out->ns_count);
	out->has_ds = ds_records_get(&d->ds, domain->ds, false, 0, &rdata);
}

uint32_t
delegations_set(const struct delegations *d, uint32_t index)
{
	return zone_domains_at(&d->domains, index)->ns;
}

uint32_t
delegations_sets(const struct delegations *d)
{
	return (uint32_t)d->sets.words.count;
}

bool
delegations_next_set(const struct delegations *d, uint32_t *number,
    const uint32_t **ns, uint32_t *ns_count)
{
	if (*number >= delegations_sets(d))
		return false;
	*ns = set_hosts(d, *number, ns_count);
	*number += 1 + *ns_count;
	return true;
}

static bool
add_text(const struct delegations *d, uint32_t index, bool is_rrsig, unsigned n,
    struct text *out)
{
	const struct zone_domain *domain = zone_domains_at(&d->domains, index);
	struct wire rdata;

	if (!ds_records_get(&d->ds, domain->ds, is_rrsig, n, &rdata))
		return false;
	dns_rdata_add_text(out, is_rrsig ? DNS_RRSIG : DNS_DS, rdata, &rdata);
	return true;
}

bool
delegations_ds_text(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out)
{
	return add_text(d, index, false, n, out);
}

bool
delegations_ds_rrsig_text(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out)
{
	return add_text(d, index, true, n, out);
}

bool
delegations_find(
    const struct delegations *d, const struct dns_name *name, uint32_t *index)
{
	return zone_domains_find(&d->domains, name, index);
}

bool
delegations_enclosing(
    const struct delegations *d, const struct dns_name *name, uint32_t *index)
{
	struct dns_name at = *name;

	do {
		if (zone_domains_find(&d->domains, &at, index))
			return true;
	} while (dns_name_parent(&at, &at));
	return false;
}

uint32_t
delegations_hosts(const struct delegations *d)
{
	return d->hosts.count;
}

void
delegations_host_name(
    const struct delegations *d, uint32_t host, struct dns_name *out)
{
	assert(host < d->hosts.count);
	ns_hosts_name(&d->hosts, host, out);
}

bool
delegations_find_host(
    const struct delegations *d, const struct dns_name *name, uint32_t *host)
{
	return ns_hosts_find(&d->hosts, name, host);
}

unsigned
delegations_addresses(const struct delegations *d, uint32_t host,
    struct delegation_address *out, unsigned max)
{
	struct delegation_address a;
	uint32_t place = 0;
	unsigned count = 0;

	for (; ns_hosts_next_address(&d->hosts, host, &place, &a.addr, &a.glue);
	     count++) {
		if (count < max)
			out[count] = a;
	}
	return count;
}

int
delegations_add_address(
    struct delegations *d, uint32_t host, const struct addr *addr)
{
	assert(d->sealed && host < d->hosts.count);
	return ns_hosts_add_address(&d->hosts, host, addr, false);
}

size_t
delegations_memory_bytes(const struct delegations *d)
{
	return sizeof(*d) + zone_domains_memory_bytes(&d->domains) +
	       ns_hosts_memory_bytes(&d->hosts) +
	       ns_sets_memory_bytes(&d->sets) + d->ds.bytes.cap;
}
