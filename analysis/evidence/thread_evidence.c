#include "thread_evidence.h"

#include <stdlib.h>
#include <string.h>

#include "dns/name_map.h"
#include "dns/rdata_parse.h"
#include "dns/tlsa_name.h"
#include "doubt.h"
#include "output/record/cert.h"
#include "output/record/delegation.h"
#include "output/record/dns.h"
#include "output/record/keys.h"
#include "output/record/listed.h"

bool
reply_is_better(const struct reply *r, const struct reply *old)
{
	if (r->usable != old->usable)
		return r->usable;
	if (r->servers != old->servers)
		return old->servers;
	if (r->rx_ns != old->rx_ns)
		return r->rx_ns > old->rx_ns;
	return r->order > old->order;
}

void
thread_evidence_init(struct thread_evidence *p)
{
	*p = (struct thread_evidence){0};
	arena_init(&p->arena);
	record_reader_init(&p->reader);
	text_init(&p->scratch);
	text_init(&p->fault);
}

void
thread_evidence_fini(struct thread_evidence *p)
{
	record_reader_fini(&p->reader);
	text_fini(&p->scratch);
	text_fini(&p->fault);
	arena_fini(&p->arena);
}

void
thread_evidence_clear(struct thread_evidence *p)
{
	arena_fini(&p->arena);
	p->replies = NULL;
	p->seen = NULL;
	p->listed = NULL;
	p->delegations = NULL;
	p->sessions = NULL;
	p->certs = NULL;
	p->reply_count = p->delegation_count = p->cert_count = 0;
	memset(p->recent, 0, sizeof(p->recent));
}

static const struct dns_name *
keep_name(struct thread_evidence *p, const struct dns_name *name)
{
	const struct dns_name **slot =
	    &p->recent[dns_name_hash(name) % EVIDENCE_RECENT_NAMES];
	if (*slot == NULL || !dns_name_equal(*slot, name))
		*slot = name_new(&p->arena, name);
	return *slot;
}

/* RDATA in presentation form, whose bytes stay. */
static bool
keep_rdata(struct thread_evidence *p, uint16_t type, const char *data,
    struct rdata *out)
{
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
add_sig(struct thread_evidence *p, struct rrset_list *list,
    const struct dns_name *owner, const struct rdata *rdata)
{
	struct rrsig sig;
	struct dns_name signer;
	if (!rrsig_parse(rdata, &sig, &signer))
		return;
	sig.signer = keep_name(p, &signer);
	rrset_list_add_sig(&p->arena, list, owner, &sig);
	p->signature_count++;
}

/*
 * What a peer may send and nobody here can read ends nothing: a signature is
 * none then, and of a type that has no name here the reply proves no fault.
 */
static bool
may_be_unread(struct thread_evidence *p, struct reply *r, uint16_t type)
{
	if (dns_type_has_name(type) && type != DNS_RRSIG)
		return false;
	if (type != DNS_RRSIG)
		r->doubt = REASON_EVIDENCE_MISSING;
	text_clear(&p->fault);
	return true;
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

static void
note_ttl(struct rrset *set, uint32_t ttl_s)
{
	if (ttl_s > set->ttl_s)
		set->ttl_s = ttl_s;
}

static bool
add_rr(struct thread_evidence *p, struct reply *r, struct rrset_list *list,
    const struct dns_record_rr *rr, struct choice choice)
{
	struct rdata rdata;
	if (rr->class != DNS_CLASS_IN) { /* RFC 4035 5.3.1: of no RRset here */
		p->other_class += !choice.sigs; /* each comes by twice */
		return true;
	}
	if ((rr->type == DNS_RRSIG) != choice.sigs ||
	    (choice.proofs_only && !choice.sigs && !is_proof(rr->type)))
		return true;
	if (choice.proofs_only && rr->type == DNS_NS && choice.zone != NULL &&
	    dns_name_equal(rr->owner, choice.zone))
		return true;
	const struct dns_name *owner = keep_name(p, rr->owner);
	if (!keep_rdata(p, rr->type, rr->data, &rdata))
		return may_be_unread(p, r, rr->type);
	if (choice.sigs)
		add_sig(p, list, owner, &rdata);
	else
		note_ttl(
		    rrset_list_add(&p->arena, list, owner, rr->type, &rdata),
		    rr->ttl_s);
	return true;
}

static bool
add_section(struct thread_evidence *p, struct reply *r, struct rrset_list *list,
    const struct dns_record_section *section, bool proofs_only,
    const struct dns_name *zone)
{
	for (int sigs = 0; sigs < 2; sigs++) {
		for (size_t i = 0; i < section->count; i++) {
			struct choice c = {proofs_only, zone, sigs != 0};
			if (!add_rr(p, r, list, &section->at[i], c))
				return false;
		}
	}
	rrset_list_finish(list);
	return true;
}

/* What came unasked and may help with a zone; NULL: nothing of that kind. */
static const struct dns_name *
seen_name(struct thread_evidence *p, const struct rrset *set)
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
note_seen(struct thread_evidence *p, const struct reply *r,
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

/* The word of a status; few are no fixed one. */
static const char *
keep_status(struct thread_evidence *p, enum dns_status status, uint16_t rcode)
{
	const char *word = dns_status_word(status, rcode);
	char text[DNS_STATUS_TEXT_MAX];
	return word != NULL ? word
			    : arena_format(&p->arena, "%s",
				  dns_status_text(status, rcode, text));
}

static bool
add_reply(struct thread_evidence *p, struct reply *r,
    const struct dns_record_reply *reply)
{
	const struct dns_record_section *answers = &reply->section[DNS_ANSWER];
	const struct dns_record_section *authorities =
	    &reply->section[DNS_AUTHORITY];
	if (answers->at == NULL || authorities->at == NULL) {
		text_add(&p->fault, "\"data\" is not that of a reply");
		return false;
	}
	return add_section(p, r, &r->answers, answers, false, NULL) &&
	       add_section(p, r, &r->authority, authorities, true, r->zone);
}

/* What we left out says nothing of the servers. */
static bool
is_unasked(enum dns_status s)
{
	return s == DNS_STATUS_NOT_ASKED || s == DNS_STATUS_BLOCKED ||
	       s == DNS_STATUS_NO_ROUTE;
}

static bool
add_dns(struct thread_evidence *p, const char *line, size_t len, uint64_t order)
{
	struct dns_record record;
	struct dns_record_reply reply;
	if (!dns_record_read(&p->reader, line, len, &record, &reply))
		return false;
	if (record.question->class != DNS_CLASS_IN) {
		p->other_class++;
		return true;
	}
	bool replied = record.status == DNS_STATUS_REPLY;
	struct reply *r = arena_alloc(&p->arena, sizeof(*r));
	r->order = order;
	r->name = keep_name(p, &record.question->name);
	r->zone = record.zone != NULL ? keep_name(p, record.zone) : NULL;
	r->type = record.question->type;
	r->rx_ns = record.rx_ts_ns;
	r->status = keep_status(p, record.status, reply.rcode);
	r->nxdomain = replied && reply.rcode == DNS_NXDOMAIN;
	r->usable = r->nxdomain || (replied && reply.rcode == DNS_NOERROR);
	r->unasked = is_unasked(record.status);
	r->servers = record.stage == STAGE_SERVERS;
	r->listed = record.listed;
	r->doubt = doubt_of(&record, &reply);
	if (r->usable && !add_reply(p, r, &reply))
		return false;
	note_seen(p, r, &r->answers);
	note_seen(p, r, &r->authority);
	r->next = p->replies;
	p->replies = r;
	p->reply_count++;
	return true;
}

/* DS records of a delegation, or the RRSIGs over them. */
static bool
add_ds(struct thread_evidence *p, struct delegated *d, const char *const *texts,
    size_t count, uint16_t type)
{
	for (size_t i = 0; i < count; i++) {
		struct rdata rdata;
		if (!rdata_parse(
			&p->arena, &p->scratch, type, texts[i], &rdata))
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
add_delegation(
    struct thread_evidence *p, const char *line, size_t len, uint64_t order)
{
	struct delegation_record record;
	struct record_reader *reader = &p->reader;
	if (!delegation_record_read(reader, line, len, &record))
		return false;
	struct delegated *d = arena_alloc(&p->arena, sizeof(*d));
	d->order = order;
	d->domain = keep_name(p, record.domain);
	d->zone = keep_name(p, record.zone);
	d->by_zone_file = record.source == DELEGATION_ZONE_FILE;
	/* No `ds`: the zone file says that there is none. */
	if (!add_ds(p, d, record.ds, record.ds_count, DNS_DS))
		return record_wrong(reader, KEY_DS, "a list of DS records");
	if (!add_ds(p, d, record.ds_rrsig, record.ds_rrsig_count, DNS_RRSIG))
		return record_wrong(
		    reader, KEY_DS_RRSIG, "a list of RRSIG records");
	rrset_list_finish(&d->ds);
	d->next = p->delegations;
	p->delegations = d;
	p->delegation_count++;
	return true;
}

static bool
add_listed(
    struct thread_evidence *p, const char *line, size_t len, uint64_t order)
{
	struct listed_record record;
	if (!listed_record_read(&p->reader, line, len, &record))
		return false;
	struct listed_host *h = arena_alloc(&p->arena, sizeof(*h));
	h->order = order;
	h->host = keep_name(p, record.host);
	h->domains = record.domains;
	if (record.next_hop != NULL)
		h->next_hop = keep_name(p, record.next_hop);
	h->seen_ns = record.seen_ns;
	h->next = p->listed;
	p->listed = h;
	return true;
}

/* Good sessions are the most, and theirs tells nothing of the end. */
static void
keep_error(struct thread_evidence *p, struct host_session *s,
    const struct record_bytes *error)
{
	if (s->status == SMTP_STATUS_OK || error->len == 0)
		return;
	uint8_t *bytes = arena_bytes(&p->arena, error->len);
	memcpy(bytes, error->at, error->len);
	s->error = (struct rdata){bytes, error->len};
}

static void
keep_dialogue(struct thread_evidence *p, struct host_session *s,
    const struct smtp_record *record)
{
	uint8_t *bytes = arena_bytes(&p->arena, record->banner.len);
	if (record->banner.len > 0)
		memcpy(bytes, record->banner.at, record->banner.len);
	s->banner = (struct rdata){bytes, record->banner.len};
	if (record->tls)
		s->cipher = arena_copy(
		    &p->arena, record->cipher, strlen(record->cipher) + 1);
	if (record->tls && record->group != NULL)
		s->tls_group = arena_copy(
		    &p->arena, record->group, strlen(record->group) + 1);
}

static bool
add_smtp(
    struct thread_evidence *p, const char *line, size_t len, uint64_t order)
{
	struct smtp_record record;
	if (!smtp_record_read(&p->reader, line, len, &record))
		return false;
	if (record.ip == NULL)
		return true; /* says nothing that DNS does not */
	if (record.host == NULL ||
	    (record.port != 0 && record.port != tlsa_port()))
		return true; /* no sender comes there */
	struct host_session *s = arena_alloc(&p->arena, sizeof(*s));
	s->order = order;
	s->host = keep_name(p, record.host);
	if (record.same_as != NULL) {
		s->same_as = keep_name(p, record.same_as);
		p->sessions_same++;
	}
	s->ip = *record.ip;
	s->status = record.status;
	s->step = record.step;
	s->rx_ns = record.rx_ts_ns;
	s->chain_count = record.chain_count;
	s->chain_cut = record.chain_cut;
	s->twin = record.twin;
	if (record.tls)
		s->tls = arena_copy(
		    &p->arena, record.version, strlen(record.version) + 1);
	s->offer = record.offer;
	if (p->dialogues)
		keep_dialogue(p, s, &record);
	keep_error(p, s, &record.error);
	s->chain = arena_copy(&p->arena, record.chain,
	    record.chain_count * sizeof(*record.chain));
	s->next = p->sessions;
	p->sessions = s;
	return true;
}

static bool
add_cert(
    struct thread_evidence *p, const char *line, size_t len, uint64_t order)
{
	struct cert_record record;
	struct seen_cert c = {0};
	(void)order; /* equal digests are equal certificates */
	if (!cert_record_read(&p->reader, line, len, &record))
		return false;
	memcpy(c.sha256, record.sha256, sizeof(c.sha256));
	memcpy(c.spki_sha256, record.spki_sha256, sizeof(c.spki_sha256));
	if (record.der.at != NULL) {
		uint8_t *bytes = arena_bytes(&p->arena, record.der.len);
		memcpy(bytes, record.der.at, record.der.len);
		c.der = (struct rdata){bytes, record.der.len};
	}
	p->certs =
	    arena_grow(&p->arena, p->certs, p->cert_count, sizeof(*p->certs));
	p->certs[p->cert_count++] = c;
	return true;
}

const char *
thread_evidence_add(struct thread_evidence *p, enum evidence_kind kind,
    const char *line, size_t len, uint64_t order)
{
	static bool (*const adders[])(
	    struct thread_evidence *, const char *, size_t, uint64_t) = {
	    [EVIDENCE_LISTED] = add_listed,
	    [EVIDENCE_DELEGATION] = add_delegation,
	    [EVIDENCE_DNS] = add_dns,
	    [EVIDENCE_SMTP] = add_smtp,
	    [EVIDENCE_CERT] = add_cert,
	};
	text_clear(&p->fault);
	if (adders[kind](p, line, len, order))
		return NULL;
	return p->fault.len > 0 ? p->fault.bytes
				: record_reader_fault(&p->reader);
}
