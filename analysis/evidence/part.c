#include "part.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/hex.h"
#include "base/macros.h"
#include "base/time_text.h"
#include "dns/name_map.h"

void
evidence_part_init(struct evidence_part *p)
{
	*p = (struct evidence_part){0};
	arena_init(&p->arena);
	text_init(&p->scratch);
	text_init(&p->fault);
}

void
evidence_part_fini(struct evidence_part *p)
{
	text_fini(&p->scratch);
	text_fini(&p->fault);
	arena_fini(&p->arena);
}

/* False, having noted that `key` is not what it should be. */
static bool
wrong(struct evidence_part *p, const char *key, const char *want)
{
	if (p->fault.len == 0)
		text_addf(&p->fault, "\"%s\" is not %s", key, want);
	return false;
}

static const struct dns_name *
keep_name(struct evidence_part *p, const struct dns_name *name)
{
	const struct dns_name **slot =
	    &p->recent[dns_name_hash(name) % EVIDENCE_RECENT_NAMES];
	if (*slot == NULL || !dns_name_equal(*slot, name))
		*slot = name_new(&p->arena, name);
	return *slot;
}

/* The name under `key`, or NULL. */
static const struct dns_name *
get_name(struct evidence_part *p, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct dns_name name;
	if (!json_is_string(value) ||
	    !dns_name_from_text(
		json_string_value(value), json_string_length(value), &name))
		return NULL;
	return keep_name(p, &name);
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

/* RDATA under `data`, whose bytes stay. */
static bool
get_rdata(
    struct evidence_part *p, const json_t *rr, uint16_t type, struct rdata *out)
{
	const char *data = json_string_value(json_object_get(rr, "data"));
	if (data != NULL &&
	    rdata_parse(&p->arena, &p->scratch, type, data, out))
		return true;
	if (p->fault.len == 0) {
		text_add(&p->fault, "\"data\" is not the data of a record of "
				    "type ");
		dns_type_add_text(&p->fault, type);
	}
	return false;
}

/* A peer may send any bytes: a signature that cannot be read is none. */
static void
add_sig(struct evidence_part *p, struct rrset_list *list,
    const struct dns_name *owner, const struct rdata *rdata)
{
	struct rrsig sig;
	struct dns_name signer;
	if (!rrsig_parse(rdata, &sig, &signer))
		return;
	sig.signer = keep_name(p, &signer);
	rrset_list_add_sig(&p->arena, list, owner, &sig);
}

/* Which records of a section are looked at. */
struct choice {
	bool proofs_only; /* SOA, NS, NSEC, NSEC3, DS, what signs them */
	const struct dns_name *zone; /* whose NS RRset shows nothing new */
	bool sigs;                   /* RRSIGs, or all others */
};

static bool
is_proof(uint16_t type)
{
	return type == DNS_SOA || type == DNS_NSEC || type == DNS_NSEC3 ||
	       type == DNS_DS || type == DNS_NS;
}

static bool
add_rr(struct evidence_part *p, struct rrset_list *list, const json_t *rr,
    struct choice choice)
{
	uint16_t type;
	struct rdata rdata;
	if (!get_type(rr, &type))
		return wrong(p, "type", "a type of the DNS");
	if ((type == DNS_RRSIG) != choice.sigs ||
	    (choice.proofs_only && !choice.sigs && !is_proof(type)))
		return true;
	const struct dns_name *owner = get_name(p, rr, "name");
	if (owner == NULL)
		return wrong(p, "name", "a domain name");
	if (choice.proofs_only && type == DNS_NS && choice.zone != NULL &&
	    dns_name_equal(owner, choice.zone))
		return true;
	if (!get_rdata(p, rr, type, &rdata))
		return false;
	if (choice.sigs)
		add_sig(p, list, owner, &rdata);
	else
		rrset_list_add(&p->arena, list, owner, type, &rdata);
	return true;
}

static bool
add_section(struct evidence_part *p, struct rrset_list *list,
    const json_t *data, const char *key, bool proofs_only,
    const struct dns_name *zone)
{
	const json_t *section = json_object_get(data, key);
	size_t i;
	json_t *rr;
	if (!json_is_array(section))
		return wrong(p, key, "a list of records");
	for (int sigs = 0; sigs < 2; sigs++) {
		json_array_foreach(section, i, rr)
		{
			struct choice c = {proofs_only, zone, sigs != 0};
			if (!add_rr(p, list, rr, c))
				return false;
		}
	}
	rrset_list_finish(list);
	return true;
}

/* What came unasked and may help with a zone; NULL: nothing of that kind. */
static const struct dns_name *
seen_name(struct evidence_part *p, const struct rrset *set)
{
	struct dns_name zone;
	if (set->type == DNS_DS || set->type == DNS_DNSKEY ||
	    set->type == DNS_NSEC)
		return set->owner;
	if (set->type != DNS_NSEC3 || !dns_name_parent(set->owner, &zone))
		return NULL;
	return keep_name(p, &zone);
}

static void
note_seen(struct evidence_part *p, const struct reply *r,
    const struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rrset *set = &list->at[i];
		const struct dns_name *name = seen_name(p, set);
		if (name == NULL)
			continue;
		struct seen_rrset *seen = arena_alloc(&p->arena, sizeof(*seen));
		*seen = (struct seen_rrset){p->seen, NULL, name, set, r};
		p->seen = seen;
	}
}

/* One of the closed list, or one of RCODE_N. */
static const char *
keep_status(struct evidence_part *p, const char *status)
{
	static const char *const usual[] = {"NOERROR", "NXDOMAIN", "SERVFAIL",
	    "REFUSED", "TIMEOUT", "LAME", "NO_SERVERS", "DROPPED", "BLOCKED"};
	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		if (strcmp(status, usual[i]) == 0)
			return usual[i];
	}
	return arena_copy(&p->arena, status, strlen(status) + 1);
}

static bool
fill_question(struct evidence_part *p, const json_t *record, struct reply *r)
{
	const char *status =
	    json_string_value(json_object_get(record, "status"));
	const char *stage = json_string_value(json_object_get(record, "stage"));
	r->name = get_name(p, record, "name");
	r->zone = get_name(p, record, "zone");
	if (r->name == NULL)
		return wrong(p, "name", "a domain name");
	if (status == NULL)
		return wrong(p, "status", "a string");
	if (!get_type(record, &r->type))
		return wrong(p, "type", "a type of the DNS");
	if (!get_time(record, &r->rx_ns))
		return wrong(p, "rx_ts", "a time such as 2026-11-23T09:00:00Z");
	r->status = keep_status(p, status);
	r->nxdomain = strcmp(status, "NXDOMAIN") == 0;
	r->usable = r->nxdomain || strcmp(status, "NOERROR") == 0;
	r->servers = stage != NULL && strcmp(stage, "servers") == 0;
	return true;
}

static bool
add_dns(struct evidence_part *p, const json_t *record, uint64_t order)
{
	const json_t *data = json_object_get(record, "data");
	struct reply *r = arena_alloc(&p->arena, sizeof(*r));
	r->order = order;
	if (!fill_question(p, record, r))
		return false;
	if (r->usable &&
	    (!add_section(p, &r->answers, data, "answers", false, NULL) ||
		!add_section(
		    p, &r->authority, data, "authorities", true, r->zone)))
		return false;
	note_seen(p, r, &r->answers);
	note_seen(p, r, &r->authority);
	r->next = p->replies;
	p->replies = r;
	p->reply_count++;
	return true;
}

/* `list`: NULL, or strings of RDATA. */
static bool
add_ds(struct evidence_part *p, struct delegated *d, const json_t *list,
    uint16_t type)
{
	size_t i;
	json_t *item;
	json_array_foreach(list, i, item)
	{
		const char *text = json_string_value(item);
		struct rdata rdata;
		if (text == NULL ||
		    !rdata_parse(&p->arena, &p->scratch, type, text, &rdata))
			return false;
		if (type == DNS_DS)
			rrset_list_add(
			    &p->arena, &d->ds, d->domain, type, &rdata);
		else
			add_sig(p, &d->ds, d->domain, &rdata);
	}
	return true;
}

static bool
add_delegation(struct evidence_part *p, const json_t *record, uint64_t order)
{
	struct delegated *d = arena_alloc(&p->arena, sizeof(*d));
	const json_t *ds = json_object_get(record, "ds");
	d->order = order;
	d->domain = get_name(p, record, "domain");
	d->zone = get_name(p, record, "zone");
	if (d->domain == NULL)
		return wrong(p, "domain", "a domain name");
	if (d->zone == NULL)
		return wrong(p, "zone", "a domain name");
	/* No `ds`: the zone file says that there is none. */
	if ((ds != NULL && !json_is_array(ds)) || !add_ds(p, d, ds, DNS_DS))
		return wrong(p, "ds", "a list of DS records");
	if (!add_ds(p, d, json_object_get(record, "ds_rrsig"), DNS_RRSIG))
		return wrong(p, "ds_rrsig", "a list of RRSIG records");
	rrset_list_finish(&d->ds);
	d->next = p->delegations;
	p->delegations = d;
	p->delegation_count++;
	return true;
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
get_chain(struct evidence_part *p, const json_t *list, struct session *s)
{
	size_t count = json_array_size(list);
	uint8_t(*chain)[CERT_SHA256_BYTES] =
	    arena_bytes(&p->arena, count * sizeof(*chain));
	for (size_t i = 0; i < count; i++) {
		if (!get_digest(json_array_get(list, i), chain[i]))
			return false;
	}
	s->chain = (const uint8_t(*)[CERT_SHA256_BYTES])chain;
	s->chain_count = count;
	return true;
}

static bool
add_smtp(struct evidence_part *p, const json_t *record, uint64_t order)
{
	struct session *s = arena_alloc(&p->arena, sizeof(*s));
	const char *ip = json_string_value(json_object_get(record, "ip"));
	s->order = order;
	s->host = get_name(p, record, "host");
	if (s->host == NULL)
		return wrong(p, "host", "a domain name");
	if (!get_status(record, &s->status))
		return wrong(p, "status", "the status of a session");
	if (!get_time(record, &s->rx_ns))
		return wrong(p, "rx_ts", "a time such as 2026-11-23T09:00:00Z");
	if (!get_chain(p, json_object_get(record, "chain"), s))
		return wrong(p, "chain", "a list of SHA-256 digests");
	s->chain_cut = json_is_true(json_object_get(record, "chain_cut"));
	if (s->status == SESSION_NO_ADDRESS)
		return true; /* says nothing that DNS does not */
	if (ip == NULL || !addr_parse(ip, &s->ip))
		return wrong(p, "ip", "an address");
	s->next = p->sessions;
	p->sessions = s;
	return true;
}

static bool
add_cert(struct evidence_part *p, const json_t *record, uint64_t order)
{
	const json_t *der = json_object_get(record, "der");
	struct cert_record c = {0};
	(void)order; /* equal digests are equal certificates */
	if (!get_digest(json_object_get(record, "sha256"), c.sha256))
		return wrong(p, "sha256", "a SHA-256 digest");
	if (!get_digest(json_object_get(record, "spki_sha256"), c.spki_sha256))
		memset(c.spki_sha256, 0, sizeof(c.spki_sha256));
	if (json_is_string(der)) {
		size_t len = json_string_length(der);
		uint8_t *bytes = arena_bytes(&p->arena, len);
		if (!base64_decode(
			json_string_value(der), len, bytes, len, &c.der.len))
			return wrong(p, "der", "base64");
		c.der.bytes = bytes;
	}
	p->certs =
	    arena_grow(&p->arena, p->certs, p->cert_count, sizeof(*p->certs));
	p->certs[p->cert_count++] = c;
	return true;
}

const char *
evidence_part_add(struct evidence_part *p, enum evidence_kind kind,
    const char *line, size_t len, uint64_t order)
{
	static bool (*const adders[])(
	    struct evidence_part *, const json_t *, uint64_t) = {
	    [EVIDENCE_DELEGATION] = add_delegation,
	    [EVIDENCE_DNS] = add_dns,
	    [EVIDENCE_SMTP] = add_smtp,
	    [EVIDENCE_CERT] = add_cert,
	};
	json_t *record = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
	if (record == NULL)
		return "not JSON";
	text_clear(&p->fault);
	bool good = adders[kind](p, record, order);
	json_decref(record);
	if (good)
		return NULL;
	return text_ok(&p->fault) ? p->fault.bytes : "out of memory";
}
