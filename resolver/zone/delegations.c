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

enum { RDATA_MAX = UINT16_MAX };

struct delegations {
	struct zone_domains domains;
	struct ns_hosts hosts;
	struct ns_sets sets;
	struct ds_records ds;
	struct ns_gathering gathering;
	uint32_t zone; /* of the file that is being read */
	bool has_zone;
	struct dns_name last; /* owner of the last NS or DS; len 0: none */
	uint32_t last_domain;
	uint64_t bad_signatures; /* RRSIGs of the file that were passed over */
	int error;               /* of the machine, while reading; or -EEXIST */
	bool sealed;
};

struct delegations *
delegations_new(void)
{
	struct delegations *d = calloc(1, sizeof(*d));
	if (d != NULL)
		ns_gathering_init(&d->gathering, &d->domains, &d->sets);
	return d;
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
find_domain(
    struct delegations *d, const struct found *f, uint32_t *domain, int *rc)
{
	const struct dns_name *owner = f->rr->owner;

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

static int
add_ns(struct delegations *d, const struct found *f)
{
	struct dns_name name;
	uint32_t host, domain;

	if (!dns_rdata_name(f->rdata, &f->rdata, &name))
		return -EINVAL;
	int rc = ns_hosts_intern(&d->hosts, &name, true, &host);
	if (rc < 0)
		return rc;
	if (f->apex)
		return ns_gathering_add_apex(&d->gathering, d->zone, host);
	if (!find_domain(d, f, &domain, &rc))
		return rc;
	return ns_gathering_add(&d->gathering, domain, host);
}

static int
add_ds(struct delegations *d, const struct found *f)
{
	uint32_t domain;
	int rc;

	if (f->apex) /* the parent's business */
		return 0;
	if (!find_domain(d, f, &domain, &rc))
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

/* Takes a record of a kind that matters.  -EINVAL: its RDATA is malformed. */
static int
take(struct delegations *d, const struct zone_rr *rr)
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
		return add_ns(d, &f);
	case DNS_A:
	case DNS_AAAA:
		return add_address(d, &f);
	default:
		return add_ds(d, &f);
	}
}

/* The type that an RRSIG covers, in RFC 3597 form too; 0: not to be read. */
static uint16_t
covered(const struct zone_rr *rr)
{
	const struct zone_token *t = rr->rdata;
	uint16_t type;
	uint8_t bytes[RDATA_MAX];
	size_t len;

	if (rr->rdata_count == 0)
		return 0;
	if (dns_type_from_text(t->text, t->len, &type))
		return type;
	if (!zone_rdata_build(rr, bytes, sizeof(bytes), &len) || len < 2)
		return 0;
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
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
		return covered(rr) == DNS_DS &&
		       dns_name_in(rr->owner, rr->zone);
	default:
		return false;
	}
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
	if (rc == 0 && matters(rr))
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

static void
add_passed(struct text *t, uint64_t count, const char *what, const char *word)
{
	if (count == 0)
		return;
	text_addf(t, "%s%llu %s%s%s", t->len > 0 ? ", " : "",
	    (unsigned long long)count, what, word[0] != 0 ? ", such as " : "",
	    word);
}

/* What was not taken of a file that was read, as one line; or nothing. */
static void
tell_passed(const struct zone_source *source,
    const struct zone_file_count *count, struct text *why)
{
	struct text t;

	text_init(&t);
	add_passed(&t, count->faults, "lines left out", "");
	add_passed(&t, count->other_class, "records of another class", "");
	add_passed(&t, count->other_type, "records of a type not known here",
	    count->word);
	add_passed(&t, count->bad_signatures, "malformed signatures", "");
	if (t.len > 0)
		text_addf(why, "%s%s: passed over: %s",
		    why->len > 0 ? "; " : "", source->path, t.bytes);
	text_fini(&t);
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
	tell_passed(source, count, why);
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
