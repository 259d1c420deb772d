#include "observation.h"

#include <string.h>

#include "content_id.h"
#include "dns/registered_domain.h"
#include "label_before_last.h"
#include "output/record/delegation.h"
#include "output/record/dropped.h"
#include "output/record/verdict.h"

const char *const observed_names[OBSERVED_COUNT] = {
    [OBSERVED_TLSA] = "tlsa",
    [OBSERVED_BASE] = "base",
    [OBSERVED_SMTP] = "smtp",
    [OBSERVED_TWIN] = "twin",
    [OBSERVED_RECORD] = "record",
    [OBSERVED_LINK] = "link",
    [OBSERVED_DOMAIN] = "domain",
    [OBSERVED_MX] = "mx",
    [OBSERVED_NS_OF] = "ns_of",
    [OBSERVED_NS] = "ns",
    [OBSERVED_ADDRESS] = "address",
    [OBSERVED_REGISTERED] = "registered",
    [OBSERVED_DROPPED] = "dropped",
    [OBSERVED_CONTACT] = "contact",
    [OBSERVED_SIGNALS] = "signals",
    [OBSERVED_POLICY] = "policy",
};

int
observation_open(struct observation *o, const char *dir)
{
	struct byte_set *sets[] = {&o->sets, &o->chains, &o->zones};
	struct recent_set *recent[] = {
	    &o->mx, &o->ns, &o->addresses, &o->names};
	int rc = 0;
	*o = (struct observation){0};
	arena_init(&o->arena);
	record_reader_init(&o->reader);
	text_init(&o->scratch);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		byte_set_init(sets[i], &o->arena);
	for (size_t i = 0; i < ARRAY_LEN(recent); i++)
		recent_set_init(recent[i]);
	for (size_t i = 0; rc == 0 && i < OBSERVED_COUNT; i++)
		rc = row_file_open(&o->rows[i], dir, observed_names[i]);
	return rc;
}

int
observation_close(struct observation *o)
{
	struct byte_set *sets[] = {&o->sets, &o->chains, &o->zones};
	struct recent_set *recent[] = {
	    &o->mx, &o->ns, &o->addresses, &o->names};
	int rc = 0;
	for (size_t i = 0; i < OBSERVED_COUNT; i++) {
		int closed = row_file_close(&o->rows[i]);
		rc = rc == 0 ? closed : rc;
	}
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		byte_set_fini(sets[i]);
	for (size_t i = 0; i < ARRAY_LEN(recent); i++)
		recent_set_fini(recent[i]);
	text_fini(&o->scratch);
	record_reader_fini(&o->reader);
	arena_fini(&o->arena);
	return rc;
}

static void
add_id(struct row_file *row, const struct content_id *id)
{
	row_add_hex(row, id->bytes, sizeof(id->bytes));
}

/* Who has registered this name. */
static void
add_registered(struct observation *o, const struct dns_name *name)
{
	struct row_file *row = &o->rows[OBSERVED_REGISTERED];
	if (!recent_set_is_new(&o->names, name->wire, name->len))
		return;
	text_clear(&o->scratch);
	dns_name_add_text(&o->scratch, name);
	if (!text_ok(&o->scratch))
		return;
	char label[DNS_NAME_TEXT_MAX];
	row_add_text(row, o->scratch.bytes);
	row_add_text(row, registered_domain(o->scratch.bytes));
	row_add_text(row, label_before_last(name, label) ? label : NULL);
	row_end(row);
}

static void
add_host_address(
    struct observation *o, const struct dns_name *host, const struct addr *ip)
{
	struct row_file *row = &o->rows[OBSERVED_ADDRESS];
	char text[ADDR_TEXT_MAX];
	addr_format(ip, text);
	text_clear(&o->scratch);
	dns_name_add_text(&o->scratch, host);
	text_add_char(&o->scratch, ' ');
	text_add(&o->scratch, text);
	if (!text_ok(&o->scratch) ||
	    !recent_set_is_new(&o->addresses, o->scratch.bytes, o->scratch.len))
		return;
	row_add_name(row, host);
	row_add_text(row, text);
	row_end(row);
}

/* RDATA in wire order, each behind its length. */
static struct content_id
id_of_set(struct observation *o, const struct verdict_host_record *h)
{
	text_clear(&o->scratch);
	for (size_t i = 0; i < h->record_count; i++) {
		const struct verdict_tlsa *t = &h->records[i];
		size_t len = t->data.len + 3;
		uint8_t head[] = {(uint8_t)(len >> 8), (uint8_t)len, t->usage,
		    t->selector, t->mtype};
		text_add_bytes(&o->scratch, head, sizeof(head));
		text_add_bytes(&o->scratch, t->data.at, t->data.len);
	}
	return content_id_of(o->scratch.bytes, o->scratch.len);
}

static void
add_records(struct observation *o, const struct content_id *id,
    const struct verdict_host_record *h)
{
	struct row_file *row = &o->rows[OBSERVED_RECORD];
	if (!byte_set_is_new(&o->sets, id->bytes, sizeof(id->bytes)))
		return;
	for (size_t i = 0; i < h->record_count; i++) {
		const struct verdict_tlsa *t = &h->records[i];
		add_id(row, id);
		row_add_int(row, (int64_t)i + 1);
		row_add_int(row, t->usage);
		row_add_int(row, t->selector);
		row_add_int(row, t->mtype);
		row_add_hex(row, t->data.at, t->data.len);
		row_end(row);
	}
}

/* A lookup that failed has seen nothing. */
static bool
saw_tlsa(const struct verdict_host_record *h)
{
	return h->record_count > 0 ||
	       h->tlsa.state.security != SECURITY_INDETERMINATE;
}

static void
add_tlsa(struct observation *o, const struct verdict_host_record *h)
{
	struct row_file *row = &o->rows[OBSERVED_TLSA];
	const struct dnssec_state *s = &h->tlsa.state;
	int ede = reason_ede(s->reason);
	if (!saw_tlsa(h))
		return;
	row_add_name(row, h->host);
	if (h->record_count > 0) {
		struct content_id id = id_of_set(o, h);
		add_records(o, &id, h);
		row_add_int(row, (int64_t)h->ttl_s);
		add_id(row, &id);
	} else {
		row_add_null(row);
		row_add_null(row);
	}
	row_add_text(row, security_text(s->security));
	row_add_text(
	    row, s->reason != REASON_NONE ? reason_text(s->reason) : NULL);
	if (ede >= 0)
		row_add_int(row, ede);
	else
		row_add_null(row);
	/* Of a secure one it is where SHA-1 carries it. */
	row_add_name(row, s->security == SECURITY_SECURE ? NULL : s->zone);
	row_end(row);
}

static void
add_base(struct observation *o, const struct verdict_host_record *h)
{
	struct row_file *row = &o->rows[OBSERVED_BASE];
	if (h->tlsa_base == NULL || h->record_count == 0 ||
	    dns_name_equal(h->tlsa_base, h->host))
		return;
	row_add_name(row, h->host);
	row_add_name(row, h->tlsa_base);
	row_end(row);
}

static struct content_id
add_chain(struct observation *o, const smtp_record_digest *chain, size_t count)
{
	struct row_file *row = &o->rows[OBSERVED_LINK];
	struct content_id id = content_id_of(chain, count * sizeof(*chain));
	if (!byte_set_is_new(&o->chains, id.bytes, sizeof(id.bytes)))
		return id;
	for (size_t i = 0; i < count; i++) {
		add_id(row, &id);
		row_add_int(row, (int64_t)i + 1);
		row_add_hex(row, chain[i], sizeof(chain[i]));
		row_end(row);
	}
	return id;
}

/* Nobody spoke to it: nothing was seen. */
static bool
was_spoken_to(enum smtp_status s)
{
	return s != SMTP_STATUS_NO_ROUTE && s != SMTP_STATUS_NOT_ASKED &&
	       s != SMTP_STATUS_BLOCKED;
}

/* The study's files say of no address. */
static bool
is_known(const struct addr *ip)
{
	static const uint8_t nowhere[4] = {0};
	struct addr none = addr_from_v4(nowhere);
	return !addr_equal(ip, &none);
}

/* Its status tells whether it shows who holds the leaf's key, too. */
static bool
has_chain(enum smtp_status status, size_t chain_count)
{
	return chain_count > 0 && (status == SMTP_STATUS_OK ||
				      status == SMTP_STATUS_CERTIFICATE_ONLY);
}

/* The other certificate of an address is none that it has changed to. */
static void
add_twin(struct observation *o, const struct dns_name *host, const char *ip,
    const struct verdict_address *a)
{
	struct row_file *row = &o->rows[OBSERVED_TWIN];
	const struct verdict_twin *t = &a->twin;
	if (t->key == LEAF_KEY_ANY || t->status != SMTP_STATUS_OK ||
	    t->chain_count == 0)
		return;
	row_add_name(row, host);
	row_add_text(row, ip);
	row_add_text(row, leaf_key_words[t->key]);
	struct content_id id = add_chain(o, t->chain, t->chain_count);
	add_id(row, &id);
	row_end(row);
}

static void
add_session(struct observation *o, const struct dns_name *host,
    const struct verdict_address *a)
{
	struct row_file *row = &o->rows[OBSERVED_SMTP];
	char ip[ADDR_TEXT_MAX];
	if (is_known(a->ip))
		add_host_address(o, host, a->ip);
	if (!was_spoken_to(a->status))
		return;
	addr_format(a->ip, ip);
	row_add_name(row, host);
	row_add_text(row, ip);
	row_add_text(row, smtp_status_words[a->status]);
	if (has_chain(a->status, a->chain_count)) {
		struct content_id id = add_chain(o, a->chain, a->chain_count);
		add_id(row, &id);
	} else {
		row_add_null(row);
	}
	row_add_text(row, a->status == SMTP_STATUS_OK ? a->tls : NULL);
	row_end(row);
	add_twin(o, host, ip, a);
}

/* Whether nothing of the kind was written of this zone. */
static bool
is_new_zone(
    struct observation *o, enum observed kind, const struct dns_name *zone)
{
	text_clear(&o->scratch);
	text_add_char(&o->scratch, (char)kind);
	text_add_bytes(&o->scratch, zone->wire, zone->len);
	return text_ok(&o->scratch) &&
	       byte_set_is_new(&o->zones, o->scratch.bytes, o->scratch.len);
}

static void
add_contact(struct observation *o, const struct zone_contact *c)
{
	struct row_file *row = &o->rows[OBSERVED_CONTACT];
	if (c->zone == NULL || !is_new_zone(o, OBSERVED_CONTACT, c->zone))
		return;
	row_add_name(row, c->zone);
	row_add_name(row, c->rname);
	row_end(row);
}

static void
add_presence(struct row_file *row, enum presence p)
{
	static const char *const words[] = {
	    [PRESENCE_UNKNOWN] = NULL,
	    [PRESENCE_ABSENT] = "false",
	    [PRESENCE_PRESENT] = "true",
	};
	row_add_text(row, words[p]);
}

static void
add_signals(struct observation *o, const struct ds_signals *s)
{
	struct row_file *row = &o->rows[OBSERVED_SIGNALS];
	if (s->zone == NULL || !is_new_zone(o, OBSERVED_SIGNALS, s->zone))
		return;
	row_add_name(row, s->zone);
	add_presence(row, s->cds);
	add_presence(row, s->dsync);
	add_presence(row, s->dsboot);
	row_end(row);
}

static void
add_policy(struct observation *o, const struct verdict_domain_record *d)
{
	struct row_file *row = &o->rows[OBSERVED_POLICY];
	if (!mail_policies_known(&d->policy))
		return;
	row_add_name(row, d->domain);
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		add_presence(row, d->policy.at[i]);
	row_end(row);
}

void
observation_add_host(struct observation *o, const struct verdict_host_record *h)
{
	add_tlsa(o, h);
	add_base(o, h);
	add_registered(o, h->host);
	add_contact(o, &h->soa);
	add_signals(o, &h->ds_signals);
	for (size_t i = 0; i < h->address_count; i++)
		add_session(o, h->host, &h->addresses[i]);
}

/* A copy of scratch that lasts as long as the record; "" without heap. */
static const char *
keep_scratch(struct observation *o)
{
	char *copy = record_alloc(&o->reader, o->scratch.len + 1, 1);
	return copy != NULL && text_ok(&o->scratch)
		   ? strcpy(copy, o->scratch.bytes)
		   : "";
}

/* "10 mail.example.com" of each, sorted: the id of the set. */
static struct content_id
add_mx(struct observation *o, const struct verdict_domain_record *d)
{
	struct row_file *row = &o->rows[OBSERVED_MX];
	const char **lines =
	    record_alloc(&o->reader, d->host_count, sizeof(*lines));
	for (size_t i = 0; lines != NULL && i < d->host_count; i++) {
		text_clear(&o->scratch);
		text_addf(&o->scratch, "%u ", (unsigned)d->hosts[i].preference);
		dns_name_add_text(&o->scratch, d->hosts[i].host);
		lines[i] = keep_scratch(o);
	}
	struct content_id id =
	    content_id_of_lines(lines, d->host_count, &o->scratch);
	if (!recent_set_is_new(&o->mx, id.bytes, sizeof(id.bytes)))
		return id;
	for (size_t i = 0; i < d->host_count; i++) {
		add_id(row, &id);
		row_add_int(row, d->hosts[i].preference);
		row_add_name(row, d->hosts[i].host);
		row_end(row);
		add_registered(o, d->hosts[i].host);
	}
	return id;
}

/* What the MX lookup tells of the domain's own zone; NULL: nothing. */
static const char *
zone_state(const struct dnssec_state *mx)
{
	switch (mx->security) {
	case SECURITY_SECURE:
		return "secure";
	case SECURITY_BOGUS:
		return "bogus";
	case SECURITY_INSECURE:
		return mx->reason == REASON_NO_DS ? "no_ds" : "unsigned";
	case SECURITY_INDETERMINATE:
		break;
	}
	return NULL;
}

static void
add_domain(struct observation *o, const struct verdict_domain_record *d)
{
	struct row_file *row = &o->rows[OBSERVED_DOMAIN];
	const struct dnssec_state *mx = &d->mx.state;
	add_policy(o, d);
	add_signals(o, &d->ds_signals);
	/* A lookup that failed has seen nothing. */
	if (mx->security == SECURITY_INDETERMINATE && d->host_count == 0)
		return;
	row_add_name(row, d->domain);
	row_add_name(row, d->zone);
	if (d->host_count > 0) {
		struct content_id id = add_mx(o, d);
		add_id(row, &id);
	} else {
		row_add_null(row);
	}
	row_add_text(row, security_text(mx->security));
	row_add_text(row, zone_state(mx));
	row_end(row);
	add_registered(o, d->domain);
}

const char *
observation_add_verdict(struct observation *o, const char *line, size_t len)
{
	struct verdict_record v;
	if (!verdict_record_read(&o->reader, line, len, &v))
		return record_reader_fault(&o->reader);
	if (v.kind == VERDICT_HOST)
		observation_add_host(o, &v.host);
	else
		add_domain(o, &v.domain);
	return NULL;
}

static struct content_id
add_ns(struct observation *o, const struct delegation_record *d)
{
	struct row_file *row = &o->rows[OBSERVED_NS];
	const char **lines =
	    record_alloc(&o->reader, d->ns_count, sizeof(*lines));
	for (size_t i = 0; lines != NULL && i < d->ns_count; i++) {
		text_clear(&o->scratch);
		dns_name_add_text(&o->scratch, d->ns[i]);
		lines[i] = keep_scratch(o);
	}
	struct content_id id =
	    content_id_of_lines(lines, d->ns_count, &o->scratch);
	if (!recent_set_is_new(&o->ns, id.bytes, sizeof(id.bytes)))
		return id;
	for (size_t i = 0; i < d->ns_count; i++) {
		add_id(row, &id);
		row_add_name(row, d->ns[i]);
		row_end(row);
		add_registered(o, d->ns[i]);
	}
	return id;
}

const char *
observation_add_delegation(struct observation *o, const char *line, size_t len)
{
	struct row_file *row = &o->rows[OBSERVED_NS_OF];
	struct delegation_record d;
	if (!delegation_record_read(&o->reader, line, len, &d))
		return record_reader_fault(&o->reader);
	for (size_t i = 0; i < d.glue_count; i++)
		add_host_address(o, d.glue[i].name, d.glue[i].ip);
	if (d.ns_count == 0)
		return NULL;
	struct content_id id = add_ns(o, &d);
	row_add_name(row, d.domain);
	add_id(row, &id);
	row_end(row);
	return NULL;
}

const char *
observation_add_dropped(struct observation *o, const char *line, size_t len)
{
	struct row_file *row = &o->rows[OBSERVED_DROPPED];
	struct dropped_record d;
	if (!dropped_record_read(&o->reader, line, len, &d))
		return record_reader_fault(&o->reader);
	row_add_name(row, d.host);
	row_end(row);
	return NULL;
}
