#include "report.h"

#include <inttypes.h>

#include "output/record/verdict.h"

/* What is known of a host with TLSA records. */
struct tlsa_host {
	enum study study;
	bool sha1; /* its address or its TLSA records rest on it */
};

void
report_init(struct report *r, struct arena *arena)
{
	*r = (struct report){.arena = arena};
	name_map_init(&r->zones, arena);
	name_map_init(&r->hosts, arena);
	name_map_init(&r->uses, arena);
	name_map_init(&r->domains, arena);
	record_reader_init(&r->reader);
}

void
report_fini(struct report *r)
{
	record_reader_fini(&r->reader);
	name_map_fini(&r->zones);
	name_map_fini(&r->hosts);
	name_map_fini(&r->uses);
	name_map_fini(&r->domains);
}

static void
add_host(struct report *r, const struct verdict_host_record *v)
{
	if (v->record_count == 0)
		return;
	struct name_map_entry *slot = name_map_at(&r->hosts, v->host, 0);
	if (slot->value != NULL)
		return;
	struct tlsa_host *h = arena_alloc(r->arena, sizeof(*h));
	h->study = v->outcome.study;
	h->sha1 = v->address.state.sha1 || v->tlsa.state.sha1;
	slot->value = h;
	r->sha1.hosts += h->sha1;
	r->sha1_valid.hosts += h->sha1 && h->study == STUDY_VALID;
	for (size_t i = 0; i < v->address_count; i++) {
		bool same = v->addresses[i].same_as != NULL;
		r->addresses_own += !same;
		r->addresses_same += same;
		r->addresses_read +=
		    v->addresses[i].status == SMTP_STATUS_CERTIFICATE_ONLY;
	}
	r->twins[v->twins]++;
	r->total.hosts++;
	r->total.hosts_unknown += h->study == STUDY_UNKNOWN;
	r->total.hosts_incorrect += h->study == STUDY_INVALID;
	if (h->study == STUDY_INVALID && v->outcome.reason != REASON_NONE)
		r->host_reasons[v->outcome.reason]++;
}

/* Whether a host counts for this zone for the first time. */
static bool
first_use(
    struct report *r, const struct dns_name *host, struct report_zone *zone)
{
	struct name_map_entry *slot = name_map_at(&r->uses, host, 0);
	struct use {
		const struct report_zone *zone;
		struct use *next;
	};
	for (const struct use *u = slot->value; u != NULL; u = u->next) {
		if (u->zone == zone)
			return false;
	}
	struct use *u = arena_alloc(r->arena, sizeof(*u));
	*u = (struct use){zone, slot->value};
	slot->value = u;
	return true;
}

static bool
count_hosts(struct report *r, const struct verdict_domain_record *v,
    struct report_zone *zone)
{
	bool any = false;
	for (size_t i = 0; i < v->host_count; i++) {
		const struct dns_name *host = v->hosts[i].host;
		const struct tlsa_host *h = name_map_get(&r->hosts, host, 0);
		if (h == NULL)
			continue;
		any = true;
		if (!first_use(r, host, zone))
			continue;
		zone->hosts++;
		zone->hosts_unknown += h->study == STUDY_UNKNOWN;
		zone->hosts_incorrect += h->study == STUDY_INVALID;
	}
	return any;
}

/* Its MX, or a host of it that has TLSA records, rests on SHA-1. */
static bool
rests_on_sha1(struct report *r, const struct verdict_domain_record *v)
{
	bool any = v->mx.state.sha1;
	for (size_t i = 0; i < v->host_count; i++) {
		const struct tlsa_host *h =
		    name_map_get(&r->hosts, v->hosts[i].host, 0);
		any = any || (h != NULL && h->sha1);
	}
	return any;
}

static bool
has_mx(const struct verdict_domain_record *v)
{
	/* A domain that is its own host has no MX record (RFC 5321 5.1). */
	bool own = v->host_count == 1 && v->hosts[0].preference == 0 &&
		   dns_name_equal(v->hosts[0].host, v->domain);
	return (v->host_count > 0 && !own) ||
	       v->outcome.reason == REASON_NULL_MX ||
	       v->outcome.reason == REASON_MX_IP_LITERAL;
}

static void
count_domain(struct report_zone *z, bool mx, bool tlsa, enum study study)
{
	z->domains++;
	z->with_mx += mx;
	z->with_tlsa += tlsa;
	z->unknown += tlsa && study == STUDY_UNKNOWN;
	z->incorrect += tlsa && study == STUDY_INVALID;
}

/* Whether a domain was counted before: of one run none comes twice. */
static bool
is_known(struct report *r, const struct dns_name *domain)
{
	if (!r->several)
		return false;
	struct name_map_entry *slot = name_map_at(&r->domains, domain, 0);
	bool known = slot->value != NULL;
	slot->value = r;
	return known;
}

static struct report_zone *
zone_of(struct report *r, const struct dns_name *zone)
{
	struct name_map_entry *slot = name_map_at(&r->zones, zone, 0);
	if (slot->value == NULL)
		slot->value = arena_alloc(r->arena, sizeof(struct report_zone));
	return slot->value;
}

void
report_add_left_out(struct report *r, const struct dns_name *zone, bool with_mx,
    uint64_t domains)
{
	struct report_zone *z = zone_of(r, zone);
	z->domains += domains;
	r->total.domains += domains;
	if (with_mx) {
		z->with_mx += domains;
		r->total.with_mx += domains;
	}
}

static void
add_domain(struct report *r, const struct verdict_domain_record *v)
{
	if (is_known(r, v->domain))
		return;
	struct report_zone *z = zone_of(r, v->zone);
	enum study study = v->outcome.study;
	bool tlsa = count_hosts(r, v, z);
	bool mx = has_mx(v);
	count_domain(z, mx, tlsa, study);
	count_domain(&r->total, mx, tlsa, study);
	if (tlsa && rests_on_sha1(r, v)) {
		r->sha1.domains++;
		r->sha1_valid.domains += study == STUDY_VALID;
	}
	if (tlsa && study == STUDY_INVALID && v->outcome.reason != REASON_NONE)
		r->domain_reasons[v->outcome.reason]++;
}

const char *
report_add(struct report *r, const char *line, size_t len)
{
	struct verdict_record v;
	if (!verdict_record_read(&r->reader, line, len, &v))
		return record_reader_fault(&r->reader);
	if (v.kind == VERDICT_HOST)
		add_host(r, &v.host);
	else
		add_domain(r, &v.domain);
	return NULL;
}

static void
add_percent(struct text *out, uint64_t part, uint64_t whole)
{
	if (whole == 0)
		text_add_char(out, '-');
	else
		text_addf(out, "%.2f%%", 100.0 * (double)part / (double)whole);
}

static void
cell(struct text *out, int width, uint64_t n)
{
	text_addf(out, "%*" PRIu64, width, n);
}

static void
percent_cell(struct text *out, int width, uint64_t part, uint64_t whole)
{
	struct text t;
	text_init(&t);
	add_percent(&t, part, whole);
	text_addf(out, "%*s", width, text_ok(&t) ? t.bytes : "");
	text_fini(&t);
}

static void
text_row(struct text *out, const char *name, const struct report_zone *z)
{
	text_addf(out, "%-12s", name);
	cell(out, 12, z->domains);
	cell(out, 12, z->with_mx);
	cell(out, 12, z->with_tlsa);
	cell(out, 9, z->unknown);
	percent_cell(out, 11, z->incorrect, z->with_tlsa - z->unknown);
	cell(out, 12, z->hosts);
	cell(out, 9, z->hosts_unknown);
	percent_cell(out, 11, z->hosts_incorrect, z->hosts - z->hosts_unknown);
	text_add_char(out, '\n');
}

/* "com" as ".com"; whatever it is, it must not break a table. */
static void
zone_label(const struct dns_name *zone, struct text *out)
{
	text_clear(out);
	text_add_char(out, '.');
	if (zone->len > 1)
		dns_name_add_text(out, zone);
}

typedef void row_fn(
    struct text *out, const char *name, const struct report_zone *z);

static void
add_zones(const struct report *r, struct text *out, row_fn *row)
{
	struct name_map_entry *sorted = name_map_sorted(&r->zones, r->arena);
	struct text label;
	text_init(&label);
	for (size_t i = 0; i < name_map_count(&r->zones); i++) {
		zone_label(sorted[i].name, &label);
		row(out, text_ok(&label) ? label.bytes : "", sorted[i].value);
	}
	text_fini(&label);
}

/* The study's "missing DS": it never asks whether the zone is signed. */
static struct report_pair
without_ds(const struct report *r)
{
	return (struct report_pair){
	    r->host_reasons[REASON_UNSIGNED] + r->host_reasons[REASON_NO_DS],
	    r->domain_reasons[REASON_UNSIGNED] +
		r->domain_reasons[REASON_NO_DS]};
}

static void
pair_row(struct text *out, const char *name, const struct report_pair *p)
{
	text_addf(out, "%-24s", name);
	cell(out, 12, p->hosts);
	cell(out, 12, p->domains);
	text_add_char(out, '\n');
}

void
report_write_text(const struct report *r, struct text *out)
{
	text_addf(out, "%-12s%12s%12s%12s%9s%11s%12s%9s%11s\n", "", "domains",
	    "with MX", "with TLSA", "unknown", "incorrect", "MX hosts",
	    "unknown", "incorrect");
	text_addf(out, "%-12s%12s%12s%12s%9s%11s%12s%9s%11s\n", "TLD", "", "",
	    "", "", "of known", "with TLSA", "", "of known");
	add_zones(r, out, text_row);
	text_row(out, "all", &r->total);
	text_addf(
	    out, "\n%-24s%12s%12s\n", "why incorrect", "MX hosts", "domains");
	for (unsigned i = 1; i < REASON_COUNT; i++) {
		if (r->host_reasons[i] == 0 && r->domain_reasons[i] == 0)
			continue;
		pair_row(out, reason_text((enum reason)i),
		    &(struct report_pair){
			r->host_reasons[i], r->domain_reasons[i]});
	}
	struct report_pair sum = without_ds(r);
	pair_row(out, "unsigned and no_ds", &sum);
	text_addf(out, "\n%-24s%12s%12s\n", "SHA-1 (RFC 9905)", "MX hosts",
	    "domains");
	pair_row(out, "rest on it", &r->sha1);
	pair_row(out, "of these correct", &r->sha1_valid);
	text_addf(out, "\n%-24s%12s\n", "seen by a session", "addresses");
	text_addf(out, "%-24s%12" PRIu64 "\n", "of the host", r->addresses_own);
	text_addf(out, "%-24s%12" PRIu64 "\n", "of another host there",
	    r->addresses_same);
	text_addf(
	    out, "%-24s%12" PRIu64 "\n", "its chain alone", r->addresses_read);
	text_addf(out, "\n%-24s%12s\n", "two certificates", "MX hosts");
	for (unsigned i = 1; i < TWINS_COUNT; i++)
		text_addf(out, "match %-18s%12" PRIu64 "\n", twins_words[i],
		    r->twins[i]);
}

const char *const report_table_names[REPORT_TABLE_COUNT] = {
    [REPORT_TLD] = "tld",
    [REPORT_TOTAL] = "total",
    [REPORT_REASON] = "reason",
    [REPORT_SHA1] = "sha1",
    [REPORT_SESSION] = "session",
    [REPORT_TWINS] = "twins",
};

static void
csv_pair(struct text *out, const char *name, const struct report_pair *p)
{
	text_addf(
	    out, "%s,%" PRIu64 ",%" PRIu64 "\n", name, p->hosts, p->domains);
}

static void
csv_counts(struct text *out, const struct report_zone *z)
{
	text_addf(out,
	    "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
	    ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
	    z->domains, z->with_mx, z->with_tlsa, z->unknown, z->incorrect,
	    z->hosts, z->hosts_unknown, z->hosts_incorrect);
}

/* RFC 4180: a zone's name may hold a quote or a comma.  It begins with a dot.
 */
static void
csv_row(struct text *out, const char *name, const struct report_zone *z)
{
	text_add_char(out, '"');
	for (; *name != 0; name++) {
		if (*name == '"')
			text_add_char(out, '"');
		text_add_char(out, *name);
	}
	text_add(out, "\",");
	csv_counts(out, z);
}

static void
csv_reasons(const struct report *r, struct text *out)
{
	for (unsigned i = 1; i < REASON_COUNT; i++) {
		struct report_pair p = {
		    r->host_reasons[i], r->domain_reasons[i]};
		if (p.hosts > 0 || p.domains > 0)
			csv_pair(out, reason_text((enum reason)i), &p);
	}
}

void
report_write_csv(
    const struct report *r, enum report_table table, struct text *out)
{
#define COUNTS                                                                 \
	"domains,domains_mx,domains_tlsa,domains_unknown,domains_incorrect,"   \
	"hosts_tlsa,hosts_unknown,hosts_incorrect\n"
	static const char *const headers[REPORT_TABLE_COUNT] = {
	    [REPORT_TLD] = "tld," COUNTS,
	    [REPORT_TOTAL] = COUNTS,
	    [REPORT_REASON] = "reason,hosts,domains\n",
	    [REPORT_SHA1] = "sha1,hosts,domains\n",
	    [REPORT_SESSION] = "session,addresses\n",
	    [REPORT_TWINS] = "twins,hosts\n",
	};
#undef COUNTS
	text_add(out, headers[table]);
	switch (table) {
	case REPORT_TLD:
		add_zones(r, out, csv_row);
		break;
	case REPORT_TOTAL:
		csv_counts(out, &r->total);
		break;
	case REPORT_REASON:
		csv_reasons(r, out);
		break;
	case REPORT_SHA1:
		csv_pair(out, "resting", &r->sha1);
		csv_pair(out, "correct", &r->sha1_valid);
		break;
	case REPORT_SESSION:
		text_addf(out, "own,%" PRIu64 "\nsame_as,%" PRIu64 "\n",
		    r->addresses_own, r->addresses_same);
		text_addf(
		    out, "certificate_only,%" PRIu64 "\n", r->addresses_read);
		break;
	case REPORT_TWINS:
		for (unsigned i = 1; i < TWINS_COUNT; i++)
			text_addf(out, "%s,%" PRIu64 "\n", twins_words[i],
			    r->twins[i]);
		break;
	case REPORT_TABLE_COUNT:
		break;
	}
}
