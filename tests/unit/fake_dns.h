/*
 * fake_dns.h - an Internet of name servers for tests of the resolver.
 *
 * A table of rows says what each server answers; time is false.  The first
 * row that fits a query counts, and no row means silence.  A reply is
 * written "FLAGS / ANSWER / AUTHORITY / ADDITIONAL", records "OWNER TYPE
 * DATA" separated by ';'.  Flags: aa, tc, an rcode; "noq": without question;
 * "noopt"; "slow": after 1.5 s; "twice"; "junk": bytes that do not parse;
 * "40rrs": so many answers, says the header; "fail": TCP fails.
 */
#ifndef FAKE_DNS_H
#define FAKE_DNS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/rdata.h"
#include "dns/type.h"
#include "resolver/iterator/iterator.h"

enum { FAKE_MAX = 4096 };

struct fake_row {
	const char *server;
	/* Of "edns", "plain", "udp", "tcp", "large", "small": over UDP, with
	 * EDNS, for replies of more than 512 octets or not; NULL: always. */
	const char *when;
	const char *name; /* "*": any; "*.se": any below */
	const char *type; /* "*": any */
	const char *reply;
};

struct fake_query {
	struct iterator_query q;
	uint8_t bytes[DNS_QUERY_MAX];
	struct dns_message m;
	char server[ADDR_TEXT_MAX], name[256], type[16];
};

struct fake_reply {
	int64_t at_ns;
	struct addr server;
	uint16_t port;
	bool tcp, failed;
	size_t len;
	uint8_t bytes[1500];
};

struct fake_done {
	char name[256], type[16], status[DNS_STATUS_TEXT_MAX];
	char server[ADDR_TEXT_MAX], ns[256], zone[256];
	unsigned tag, attempts;
	bool internal, tcp, aa, conflict;
	uint64_t reply;
	unsigned answers;
	/* Of `servers`: how many there are, were asked, could prove it. */
	unsigned servers, asked, provable, same, left;
	unsigned spared;
};

struct fake {
	const struct fake_row *rows;
	struct iterator *it;
	int64_t now_ns;
	struct fake_query *query;
	unsigned queries;
	struct fake_reply *reply;
	unsigned replies, delivered;
	struct fake_done *done;
	unsigned dones;
	uint64_t conflict; /* the last reply that was contradicted */
	unsigned conflicts;
	unsigned busy;       /* answer BUSY so many times */
	const char *blocked; /* this server */
	/* These are spared, for reasons 3, 4 and 5: a question about this name,
	 * a server of this one, and a question for a server's address. */
	const char *spared, *spared_ns, *spared_address;
};

static inline void
fake_text(char *out, size_t cap, const struct dns_name *name)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, name);
	snprintf(out, cap, "%s", t.bytes);
	text_fini(&t);
}

static inline void
fake_type_text(char out[16], uint16_t type)
{
	struct text t;
	text_init(&t);
	dns_type_add_text(&t, type);
	snprintf(out, 16, "%s", t.bytes);
	text_fini(&t);
}

static inline struct dns_name
fake_name(const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	return name;
}

static inline uint16_t
fake_type(const char *text)
{
	uint16_t type;
	if (!dns_type_from_text(text, strlen(text), &type))
		abort();
	return type;
}

static inline struct addr
fake_addr(const char *text)
{
	struct addr addr;
	if (!addr_parse(text, &addr))
		abort();
	return addr;
}

/* Bytes of a message, one after the other. */
static inline void
fake_put(struct fake_reply *r, const void *bytes, size_t len)
{
	if (r->len + len > sizeof(r->bytes))
		abort();
	memcpy(r->bytes + r->len, bytes, len);
	r->len += len;
}

static inline void
fake_put_u16(struct fake_reply *r, unsigned value)
{
	uint8_t b[2] = {(uint8_t)(value >> 8), (uint8_t)value};
	fake_put(r, b, 2);
}

static inline void
fake_put_name(struct fake_reply *r, const char *text)
{
	struct dns_name name = fake_name(text);
	fake_put(r, name.wire, name.len);
}

/* "SIGNER", or "TYPE:LABELS:EXPIRES:SIGNER", made in 1970. */
static inline void
fake_put_rrsig(struct fake_reply *r, const char *data)
{
	char type[16] = "", signer[128];
	unsigned labels = 0, expires_s = 0;
	if (sscanf(data, "%15[A-Z]:%u:%u:%127s", type, &labels, &expires_s,
		signer) != 4)
		snprintf(signer, sizeof(signer), "%s", data);
	fake_put_u16(r, type[0] != 0 && labels > 0 ? fake_type(type) : 0);
	fake_put_u16(r, 13u << 8 | labels);
	fake_put(r, "\0\0\1\54", 4);
	fake_put_u16(r, expires_s >> 16);
	fake_put_u16(r, expires_s & 0xffff);
	fake_put(r, "\0\0\0\0\0\0", 6);
	fake_put_name(r, signer);
}

static inline void
fake_put_rdata(struct fake_reply *r, uint16_t type, const char *data)
{
	static const uint8_t zeros[64];
	struct addr a;

	switch (type) {
	case DNS_A:
		a = fake_addr(data);
		fake_put(r, addr_v4_bytes(&a), 4);
		break;
	case DNS_AAAA:
		a = fake_addr(data);
		fake_put(r, a.bytes, 16);
		break;
	case DNS_NS:
	case DNS_CNAME:
	case DNS_DNAME:
		fake_put_name(r, data);
		break;
	case DNS_SOA:
		fake_put(r, zeros, 22);
		break;
	case DNS_RRSIG:
		fake_put_rrsig(r, data);
		break;
	default:
		fake_put(r, zeros, 8);
	}
}

static inline void
fake_put_rr(struct fake_reply *r, const char *rr)
{
	char owner[128], type[16], data[128] = "";
	if (sscanf(rr, "%127s %15s %127s", owner, type, data) < 2)
		abort();
	fake_put_name(r, owner);
	fake_put_u16(r, fake_type(type));
	fake_put_u16(r, DNS_CLASS_IN);
	fake_put_u16(r, 0);
	fake_put_u16(r, 300);
	size_t at = r->len;
	fake_put_u16(r, 0);
	fake_put_rdata(r, fake_type(type), data);
	r->bytes[at + 1] = (uint8_t)(r->len - at - 2);
}

static inline unsigned
fake_put_section(struct fake_reply *r, char *section)
{
	unsigned rrs = 0;
	char *rest = NULL;
	if (section == NULL)
		return 0;
	for (char *rr = strtok_r(section, ";", &rest); rr != NULL;
	     rr = strtok_r(NULL, ";", &rest)) {
		if (rr[strspn(rr, " ")] == 0)
			continue;
		fake_put_rr(r, rr);
		rrs++;
	}
	return rrs;
}

static inline unsigned
fake_rcode(const char *flags)
{
	static const char *const names[] = {
	    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
	for (unsigned i = 1; i < 6; i++)
		if (strstr(flags, names[i]) != NULL)
			return i;
	return 0;
}

static inline void
fake_build(
    struct fake_reply *r, const struct dns_message *query, const char *spec)
{
	char copy[1024], *section[4] = {NULL}, *rest = copy;
	snprintf(copy, sizeof(copy), "%s", spec);
	for (int i = 0; i < 4; i++)
		section[i] = strsep(&rest, "/");
	const char *flags = section[0];
	bool question = strstr(flags, "noq") == NULL;
	bool opt = query->has_edns && strstr(flags, "noopt") == NULL;
	unsigned counts[3];

	r->len = 0;
	fake_put_u16(r, query->id);
	fake_put_u16(r, 0x8000u | (strstr(flags, "aa") ? 0x400u : 0) |
			    (strstr(flags, "tc") ? 0x200u : 0) |
			    fake_rcode(flags));
	fake_put_u16(r, question);
	fake_put(r, "\0\0\0\0\0\0", 6);
	if (question) {
		fake_put(
		    r, query->question.name.wire, query->question.name.len);
		fake_put_u16(r, query->question.type);
		fake_put_u16(r, DNS_CLASS_IN);
	}
	for (int i = 0; i < 3; i++)
		counts[i] = fake_put_section(r, section[i + 1]);
	if (opt) {
		fake_put(r, "\0\0\x29\4\xd0\0\0\x80\0\0\0", 11);
		counts[2]++;
	}
	for (int i = 0; i < 3; i++)
		r->bytes[7 + 2 * i] = (uint8_t)counts[i];
	if (strstr(flags, "40rrs") != NULL)
		r->bytes[7] = 40;
	if (strstr(flags, "junk") != NULL)
		r->len = 20;
}

/* OPT is the last record of our queries; its class is the size. */
static inline const char *
fake_size(const struct fake_query *q)
{
	if (q->q.tcp || !q->m.has_edns)
		return "";
	const uint8_t *class = &q->bytes[q->q.len - 8];
	return class[0] << 8 > 512 ? "large" : "small";
}

static inline bool
fake_fits(const struct fake_row *row, const struct fake_query *q)
{
	bool edns = q->m.has_edns, tcp = q->q.tcp;
	size_t len = strlen(row->name), all = strlen(q->name);

	if (strcmp(row->server, q->server) != 0)
		return false;
	if (row->when != NULL &&
	    strcmp(row->when, edns ? "edns" : "plain") != 0 &&
	    strcmp(row->when, tcp ? "tcp" : "udp") != 0 &&
	    strcmp(row->when, fake_size(q)) != 0)
		return false;
	if (strcmp(row->type, "*") != 0 && strcmp(row->type, q->type) != 0)
		return false;
	if (strcmp(row->name, "*") == 0 || strcmp(row->name, q->name) == 0)
		return true;
	return row->name[0] == '*' && all >= len &&
	       strcmp(q->name + all - len + 1, row->name + 1) == 0;
}

static inline struct fake_reply *
fake_add_reply(struct fake *f, int64_t delay_ns)
{
	struct fake_reply *r = &f->reply[f->replies++];
	if (f->replies == FAKE_MAX)
		abort();
	*r = (struct fake_reply){.at_ns = f->now_ns + delay_ns};
	return r;
}

static inline void
fake_answer(struct fake *f, const struct fake_query *q, const char *spec)
{
	char flags[64];
	snprintf(flags, sizeof(flags), "%.*s", (int)strcspn(spec, "/"), spec);
	int64_t delay_ms = strstr(flags, "slow") != NULL ? 1500 : 10;
	for (int i = strstr(flags, "twice") != NULL ? 2 : 1; i > 0; i--) {
		struct fake_reply *r = fake_add_reply(f, delay_ms * NS_PER_MS);
		r->server = q->q.server;
		r->port = q->q.src_port;
		r->tcp = q->q.tcp;
		r->failed = strstr(flags, "fail") != NULL;
		fake_build(r, &q->m, spec);
	}
}

static inline enum iterator_sent
fake_send(void *ctx, const struct iterator_query *query)
{
	struct fake *f = ctx;
	struct fake_query *q = &f->query[f->queries];

	q->q = *query;
	memcpy(q->bytes, query->bytes, query->len);
	addr_format(&query->server, q->server);
	if (!dns_message_parse(q->bytes, query->len, &q->m))
		abort();
	fake_text(q->name, sizeof(q->name), &q->m.question.name);
	fake_type_text(q->type, q->m.question.type);
	if (f->blocked != NULL && strcmp(f->blocked, q->server) == 0)
		return ITERATOR_BLOCKED;
	if (f->busy > 0) {
		f->busy--;
		return ITERATOR_BUSY;
	}
	if (++f->queries == FAKE_MAX)
		abort();
	for (const struct fake_row *row = f->rows; row->server != NULL; row++) {
		if (fake_fits(row, q)) {
			if (strcmp(row->reply, "silence") != 0)
				fake_answer(f, q, row->reply);
			break;
		}
	}
	return ITERATOR_SENT;
}

static inline bool
fake_is_name(const struct dns_name *name, const char *text)
{
	char got[256];
	fake_text(got, sizeof(got), name);
	return text != NULL && strcmp(got, text) == 0;
}

static inline unsigned
fake_spares_question(void *ctx, const struct dns_question *q, bool for_server)
{
	const struct fake *f = ctx;
	if (for_server && fake_is_name(&q->name, f->spared_address))
		return 5;
	return fake_is_name(&q->name, f->spared) ? 3 : 0;
}

static inline unsigned
fake_spares_server(void *ctx, const struct dns_name *ns)
{
	const struct fake *f = ctx;
	return fake_is_name(ns, f->spared_ns) ? 4 : 0;
}

static inline void
fake_on_done(void *ctx, const struct iterator_result *r, bool internal)
{
	struct fake *f = ctx;
	struct fake_done *d = &f->done[f->dones++];
	struct dns_message m = {0};

	if (f->dones == FAKE_MAX)
		abort();
	if (r->message != NULL &&
	    !dns_message_parse(r->message, r->message_len, &m))
		abort();
	*d = (struct fake_done){.tag = r->tag,
	    .attempts = r->attempts,
	    .internal = internal,
	    .tcp = r->tcp,
	    .aa = m.aa,
	    .conflict = r->conflict,
	    .reply = r->reply,
	    .answers = m.count[DNS_ANSWER]};
	d->servers = r->server_count;
	d->left = r->servers_left;
	d->spared = r->spared;
	for (unsigned i = 0; i < r->server_count; i++) {
		const struct dns_observation *o = &r->servers[i];
		d->asked += o->status != DNS_STATUS_NOT_ASKED;
		d->provable += o->provable;
		d->same += o->same;
	}
	fake_text(d->name, sizeof(d->name), &r->question->name);
	fake_type_text(d->type, r->question->type);
	dns_status_text(r->status, m.rcode, d->status);
	if (r->server != NULL)
		addr_format(r->server, d->server);
	if (r->ns != NULL)
		fake_text(d->ns, sizeof(d->ns), r->ns);
	if (r->zone != NULL)
		fake_text(d->zone, sizeof(d->zone), r->zone);
}

static inline void
fake_on_conflict(void *ctx, uint64_t reply)
{
	struct fake *f = ctx;
	f->conflict = reply;
	f->conflicts++;
}

static inline void
fake_init(struct fake *f, const struct fake_row *rows, struct iterator_io *io,
    const struct iterator_config *config)
{
	*f = (struct fake){.rows = rows, .now_ns = NS_PER_S};
	f->query = calloc(FAKE_MAX, sizeof(*f->query));
	f->reply = calloc(FAKE_MAX, sizeof(*f->reply));
	f->done = calloc(FAKE_MAX, sizeof(*f->done));
	*io = (struct iterator_io){.ctx = f,
	    .send = fake_send,
	    .done = fake_on_done,
	    .conflict = fake_on_conflict,
	    .spares_question = fake_spares_question,
	    .spares_server = fake_spares_server};
	if (f->query == NULL || f->reply == NULL || f->done == NULL ||
	    iterator_new(config, io, &f->it) < 0)
		abort();
}

static inline void
fake_fini(struct fake *f)
{
	iterator_free(f->it);
	free(f->query);
	free(f->reply);
	free(f->done);
}

static inline void
fake_told(struct fake *f, const char *zone, const char *ns, const char *addr)
{
	struct dns_name z = fake_name(zone), n = fake_name(ns);
	struct addr a = fake_addr(addr);
	if (iterator_add_server(f->it, &z, &n, &a) < 0)
		abort();
}

static inline void
fake_ask(struct fake *f, const char *name, const char *type)
{
	struct dns_question q = {.name = fake_name(name),
	    .type = fake_type(type),
	    .class = DNS_CLASS_IN};
	if (iterator_ask(f->it, &q, 7, f->now_ns) < 0)
		abort();
}

static inline struct fake_reply *
fake_next_reply(struct fake *f)
{
	struct fake_reply *first = NULL;
	for (unsigned i = 0; i < f->replies; i++)
		if (f->reply[i].at_ns != INT64_MAX &&
		    (first == NULL || f->reply[i].at_ns < first->at_ns))
			first = &f->reply[i];
	return first;
}

static inline void
fake_deliver(struct fake *f, struct fake_reply *r)
{
	f->now_ns = r->at_ns;
	r->at_ns = INT64_MAX;
	if (r->tcp && r->failed)
		iterator_tcp_failed(f->it, &r->server,
		    (uint16_t)(r->bytes[0] << 8 | r->bytes[1]), f->now_ns);
	else
		iterator_receive(f->it, &r->server, r->port, r->tcp, r->bytes,
		    r->len, f->now_ns);
}

/* Until there is nothing left to happen. */
static inline void
fake_run(struct fake *f)
{
	for (;;) {
		int64_t due_ns = iterator_tick(f->it, f->now_ns);
		struct fake_reply *r = fake_next_reply(f);
		if (r != NULL && r->at_ns <= due_ns)
			fake_deliver(f, r);
		else if (due_ns != INT64_MAX)
			f->now_ns = due_ns;
		else
			break;
	}
}

/* How the question ended; exactly once, or it is not given. */
static inline const struct fake_done *
fake_result(const struct fake *f, const char *name, const char *type)
{
	static const struct fake_done none = {.status = "(none)"};
	const struct fake_done *found = NULL;
	for (unsigned i = 0; i < f->dones; i++) {
		if (strcmp(f->done[i].name, name) != 0 ||
		    strcmp(f->done[i].type, type) != 0)
			continue;
		if (found != NULL)
			return &none;
		found = &f->done[i];
	}
	return found != NULL ? found : &none;
}

static inline bool
fake_ended(const struct fake *f, const char *name, const char *type,
    const char *status)
{
	return strcmp(fake_result(f, name, type)->status, status) == 0;
}

/* Queries to a server; name, type and when may be NULL: any. */
static inline unsigned
fake_asked(const struct fake *f, const char *server, const char *name,
    const char *type, const char *when)
{
	struct fake_row row = {.server = server,
	    .when = when,
	    .name = name != NULL ? name : "*",
	    .type = type != NULL ? type : "*"};
	unsigned count = 0;
	for (unsigned i = 0; i < f->queries; i++)
		count += fake_fits(&row, &f->query[i]);
	return count;
}

#endif
