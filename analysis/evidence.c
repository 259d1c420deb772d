#include "evidence.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/hex.h"
#include "time_text.h"

void
evidence_init(struct evidence *e)
{
	*e = (struct evidence){0};
	arena_init(&e->arena);
	text_init(&e->scratch);
	name_map_init(&e->names, &e->arena);
	name_map_init(&e->replies, &e->arena);
	name_map_init(&e->seen, &e->arena);
	name_map_init(&e->delegations, &e->arena);
	name_map_init(&e->zones, &e->arena);
	name_map_init(&e->sessions, &e->arena);
}

void
evidence_fini(struct evidence *e)
{
	text_fini(&e->scratch);
	arena_fini(&e->arena);
}

const struct dns_name *
evidence_name(struct evidence *e, const struct dns_name *name)
{
	return name_map_at(&e->names, name, 0)->name;
}

/* The name under `key`, or NULL. */
static const struct dns_name *
get_name(struct evidence *e, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct dns_name name;
	if (!json_is_string(value) ||
	    !dns_name_from_text(
		json_string_value(value), json_string_length(value), &name))
		return NULL;
	return evidence_name(e, &name);
}

static bool
get_type(const json_t *object, uint16_t *out)
{
	const json_t *value = json_object_get(object, "type");
	return json_is_string(value) &&
	       dns_type_from_text(
		   json_string_value(value), json_string_length(value), out);
}

static bool
get_time(const json_t *object, int64_t *out)
{
	const char *text = json_string_value(json_object_get(object, "rx_ts"));
	return text != NULL && time_text_parse(text, out);
}

/* One RR of a section; `sigs`: only RRSIGs, else only the others. */
static bool
add_rr(struct evidence *e, struct rrset_list *list, const json_t *rr, bool sigs)
{
	uint16_t type;
	struct rdata rdata;
	struct rrsig sig;
	if (!get_type(rr, &type))
		return false;
	if ((type == DNS_RRSIG) != sigs)
		return true;
	const struct dns_name *owner = get_name(e, rr, "name");
	const char *data = json_string_value(json_object_get(rr, "data"));
	if (owner == NULL || data == NULL ||
	    !rdata_parse(&e->arena, &e->scratch, type, data, &rdata))
		return false;
	if (!sigs)
		rrset_list_add(&e->arena, list, owner, type, &rdata);
	else if (rrsig_parse(&rdata, &sig)) /* a peer may send any bytes */
		rrset_list_add_sig(&e->arena, list, owner, &sig);
	return true;
}

static bool
add_section(struct evidence *e, struct rrset_list *list, const json_t *section)
{
	size_t i;
	json_t *rr;
	if (!json_is_array(section))
		return false;
	json_array_foreach(section, i, rr)
	{
		if (!add_rr(e, list, rr, false))
			return false;
	}
	json_array_foreach(section, i, rr)
	{
		if (!add_rr(e, list, rr, true))
			return false;
	}
	rrset_list_finish(list);
	return true;
}

static void
note_zone(struct evidence *e, const struct dns_name *zone)
{
	name_map_at(&e->zones, zone, 0)->value = e;
}

/* Zones that this section names, and keys that came unasked. */
static void
note_section(
    struct evidence *e, const struct reply *r, const struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rrset *set = &list->at[i];
		for (size_t s = 0; s < set->sig_count; s++) {
			if (dns_name_in(set->owner, &set->sigs[s].signer))
				note_zone(e, &set->sigs[s].signer);
		}
		if (set->type == DNS_SOA)
			note_zone(e, set->owner);
		if (set->type != DNS_DS && set->type != DNS_DNSKEY)
			continue;
		struct seen_rrset *seen = arena_alloc(&e->arena, sizeof(*seen));
		*seen = (struct seen_rrset){set, r};
		name_map_at(&e->seen, set->owner, set->type)->value = seen;
	}
}

/* Whether `r` is to be kept instead of `old`. */
static bool
better_reply(const struct reply *r, const struct reply *old)
{
	if (old == NULL || r->usable != old->usable)
		return old == NULL || r->usable;
	if (r->servers != old->servers)
		return old->servers;
	return r->rx_ns >= old->rx_ns;
}

static bool
fill_reply(struct evidence *e, const json_t *record, struct reply *r)
{
	const json_t *data = json_object_get(record, "data");
	const char *status =
	    json_string_value(json_object_get(record, "status"));
	const char *stage = json_string_value(json_object_get(record, "stage"));
	r->name = get_name(e, record, "name");
	r->zone = get_name(e, record, "zone");
	if (r->name == NULL || status == NULL || !get_type(record, &r->type) ||
	    !get_time(record, &r->rx_ns))
		return false;
	r->status = arena_copy(&e->arena, status, strlen(status) + 1);
	r->nxdomain = strcmp(status, "NXDOMAIN") == 0;
	r->usable = r->nxdomain || strcmp(status, "NOERROR") == 0;
	r->servers = stage != NULL && strcmp(stage, "servers") == 0;
	if (!r->usable)
		return true;
	return add_section(e, &r->answers, json_object_get(data, "answers")) &&
	       add_section(
		   e, &r->authority, json_object_get(data, "authorities"));
}

static const char *
add_dns(struct evidence *e, const json_t *record)
{
	struct reply *r = arena_alloc(&e->arena, sizeof(*r));
	if (!fill_reply(e, record, r))
		return "not a dns record";
	struct name_map_slot *slot = name_map_at(&e->replies, r->name, r->type);
	if (r->zone != NULL && r->usable)
		note_zone(e, r->zone);
	note_section(e, r, &r->answers);
	note_section(e, r, &r->authority);
	if (better_reply(r, slot->value))
		slot->value = r;
	return NULL;
}

static bool
add_ds(
    struct evidence *e, struct delegated *d, const json_t *list, uint16_t type)
{
	size_t i;
	json_t *item;
	json_array_foreach(list, i, item)
	{
		const char *text = json_string_value(item);
		struct rdata rdata;
		struct rrsig sig;
		if (text == NULL ||
		    !rdata_parse(&e->arena, &e->scratch, type, text, &rdata))
			return false;
		if (type == DNS_DS)
			rrset_list_add(
			    &e->arena, &d->ds, d->domain, type, &rdata);
		else if (rrsig_parse(&rdata, &sig))
			rrset_list_add_sig(&e->arena, &d->ds, d->domain, &sig);
	}
	return true;
}

static const char *
add_delegation(struct evidence *e, const json_t *record)
{
	struct delegated *d = arena_alloc(&e->arena, sizeof(*d));
	const json_t *ds = json_object_get(record, "ds");
	d->domain = get_name(e, record, "domain");
	d->zone = get_name(e, record, "zone");
	/* No `ds`: the zone file says that there is none. */
	if (d->domain == NULL || d->zone == NULL ||
	    (ds != NULL && !json_is_array(ds)) || !add_ds(e, d, ds, DNS_DS) ||
	    !add_ds(e, d, json_object_get(record, "ds_rrsig"), DNS_RRSIG))
		return "not a delegation record";
	rrset_list_finish(&d->ds);
	note_zone(e, d->domain);
	name_map_at(&e->delegations, d->domain, 0)->value = d;
	return NULL;
}

static const char *const session_texts[SESSION_STATUS_COUNT] = {
    [SESSION_OK] = "OK",
    [SESSION_TIMEOUT_CONNECT] = "TIMEOUT",
    [SESSION_REFUSED_CONN] = "REFUSED_CONN",
    [SESSION_BANNER_TIMEOUT] = "BANNER_TIMEOUT",
    [SESSION_BANNER_REFUSED] = "BANNER_REFUSED",
    [SESSION_EHLO_REFUSED] = "EHLO_REFUSED",
    [SESSION_NO_STARTTLS] = "NO_STARTTLS",
    [SESSION_STARTTLS_REFUSED] = "STARTTLS_REFUSED",
    [SESSION_TLS_FAILED] = "TLS_FAILED",
    [SESSION_TIMEOUT_WHOLE] = "SESSION_TIMEOUT",
    [SESSION_CLOSED] = "CLOSED",
    [SESSION_RESET] = "RESET",
    [SESSION_BAD_REPLY] = "BAD_REPLY",
    [SESSION_BLOCKED] = "BLOCKED",
    [SESSION_NO_ADDRESS] = "NO_ADDRESS",
};

const char *
session_status_text(enum session_status s)
{
	return session_texts[s];
}

static bool
get_status(const json_t *record, enum session_status *out)
{
	const char *text = json_string_value(json_object_get(record, "status"));
	for (unsigned s = 0; text != NULL && s < SESSION_STATUS_COUNT; s++) {
		if (strcmp(text, session_texts[s]) == 0) {
			*out = (enum session_status)s;
			return true;
		}
	}
	return false;
}

static bool
get_digest(const json_t *value, uint8_t out[CERT_SHA256_BYTES])
{
	size_t len;
	return json_is_string(value) &&
	       hex_decode(json_string_value(value), json_string_length(value),
		   out, CERT_SHA256_BYTES, &len) &&
	       len == CERT_SHA256_BYTES;
}

static bool
get_chain(struct evidence *e, const json_t *list, struct session *s)
{
	size_t count = json_array_size(list);
	uint8_t(*chain)[CERT_SHA256_BYTES] =
	    arena_alloc(&e->arena, count * sizeof(*chain));
	for (size_t i = 0; i < count; i++) {
		if (!get_digest(json_array_get(list, i), chain[i]))
			return false;
	}
	s->chain = (const uint8_t(*)[CERT_SHA256_BYTES])chain;
	s->chain_count = count;
	return true;
}

static bool
better_session(const struct session *s, const struct session *old)
{
	if ((s->chain_count > 0) != (old->chain_count > 0))
		return s->chain_count > 0;
	return s->rx_ns > old->rx_ns;
}

/* Keeps the addresses sorted, and of each address the best session. */
static void
keep_session(
    struct evidence *e, struct host_sessions *h, const struct session *s)
{
	size_t i = 0;
	while (i < h->count && addr_compare(&h->at[i].ip, &s->ip) < 0)
		i++;
	if (i < h->count && addr_equal(&h->at[i].ip, &s->ip)) {
		if (better_session(s, &h->at[i]))
			h->at[i] = *s;
		return;
	}
	h->at = arena_grow(&e->arena, h->at, h->count, sizeof(*h->at));
	memmove(&h->at[i + 1], &h->at[i], (h->count - i) * sizeof(*h->at));
	h->at[i] = *s;
	h->count++;
}

static const char *
add_smtp(struct evidence *e, const json_t *record)
{
	struct session s = {0};
	const char *ip = json_string_value(json_object_get(record, "ip"));
	const struct dns_name *host = get_name(e, record, "host");
	if (host == NULL || !get_status(record, &s.status) ||
	    !get_time(record, &s.rx_ns) ||
	    !get_chain(e, json_object_get(record, "chain"), &s))
		return "not an smtp record";
	if (s.status == SESSION_NO_ADDRESS)
		return NULL; /* says nothing that DNS does not */
	if (ip == NULL || !addr_parse(ip, &s.ip))
		return "not an smtp record: no address";
	struct name_map_slot *slot = name_map_at(&e->sessions, host, 0);
	if (slot->value == NULL)
		slot->value =
		    arena_alloc(&e->arena, sizeof(struct host_sessions));
	keep_session(e, slot->value, &s);
	return NULL;
}

static const char *
add_cert(struct evidence *e, const json_t *record)
{
	const json_t *der = json_object_get(record, "der");
	struct cert_record c = {0};
	if (!get_digest(json_object_get(record, "sha256"), c.sha256))
		return "not a cert record";
	if (json_is_string(der)) {
		size_t len = json_string_length(der);
		uint8_t *bytes = arena_alloc(&e->arena, len);
		if (!base64_decode(
			json_string_value(der), len, bytes, len, &c.der.len))
			return "not a cert record: bad base64";
		c.der.bytes = bytes;
	}
	e->certs =
	    arena_grow(&e->arena, e->certs, e->cert_count, sizeof(*e->certs));
	e->certs[e->cert_count++] = c;
	return NULL;
}

const char *
evidence_add(
    struct evidence *e, enum evidence_kind kind, const char *line, size_t len)
{
	static const char *(*const adders[])(
	    struct evidence *, const json_t *) = {
	    [EVIDENCE_DELEGATION] = add_delegation,
	    [EVIDENCE_DNS] = add_dns,
	    [EVIDENCE_SMTP] = add_smtp,
	    [EVIDENCE_CERT] = add_cert,
	};
	json_t *record = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
	if (record == NULL)
		return "not JSON";
	const char *fault = adders[kind](e, record);
	json_decref(record);
	return fault;
}

static int
by_digest(const void *a, const void *b)
{
	const struct cert_record *x = a, *y = b;
	return memcmp(x->sha256, y->sha256, CERT_SHA256_BYTES);
}

void
evidence_seal(struct evidence *e)
{
	if (e->cert_count > 0)
		qsort(e->certs, e->cert_count, sizeof(*e->certs), by_digest);
}

const struct reply *
evidence_reply(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return name_map_get(&e->replies, name, type);
}

const struct seen_rrset *
evidence_seen(
    const struct evidence *e, const struct dns_name *name, uint16_t type)
{
	return name_map_get(&e->seen, name, type);
}

const struct delegated *
evidence_delegated(const struct evidence *e, const struct dns_name *name)
{
	return name_map_get(&e->delegations, name, 0);
}

bool
evidence_is_zone(const struct evidence *e, const struct dns_name *name)
{
	return name_map_get(&e->zones, name, 0) != NULL;
}

const struct host_sessions *
evidence_sessions(const struct evidence *e, const struct dns_name *host)
{
	return name_map_get(&e->sessions, host, 0);
}

const struct cert_record *
evidence_cert(const struct evidence *e, const uint8_t sha256[CERT_SHA256_BYTES])
{
	struct cert_record key;
	if (e->cert_count == 0)
		return NULL;
	memcpy(key.sha256, sha256, CERT_SHA256_BYTES);
	return bsearch(
	    &key, e->certs, e->cert_count, sizeof(*e->certs), by_digest);
}
