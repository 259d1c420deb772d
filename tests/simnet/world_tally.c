#include "world_tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "key_set.h"
#include "line_field.h"
#include "rr_text.h"
#include "truth.h"

enum { TEXT_MAX = 256, SHOWN = 10 };

/* A name of a host that has been met, to be asked of when all is read. */
struct host {
	char name[SIMNET_NAME_MAX];
};

struct reader {
	const struct world_scan *scan;
	struct simnet_data data;
	struct world_tally *t;
	struct key_set domains;   /* names */
	struct key_set questions; /* "name type stage", and who was asked */
	struct key_set asked;     /* "name type" */
	struct key_set once;      /* the same, of stages that ask once */
	struct key_set met, sessions, certificates, sent;
	struct host *host; /* a name for each record of MX */
	size_t host_count, host_room;
	unsigned shown;
};

/* What may be recorded where packets are lost, whatever is true. */
static bool
is_unheard(const char *status)
{
	static const char *const all[] = {"TIMEOUT", "DROPPED", "TCP_FAILED",
	    "SERVFAIL", "REFUSED", "LAME", "NO_SERVERS", "LIMIT", "NOT_ASKED",
	    "BANNER_TIMEOUT", "SESSION_TIMEOUT", "NO_ADDRESS"};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(status, all[i]) == 0)
			return true;
	return false;
}

static void
note(struct reader *r, struct world_match *m, bool right, bool unheard,
    const char *line)
{
	unsigned *count = right ? &m->right : unheard ? &m->unheard : &m->wrong;
	(*count)++;
	if (count == &m->wrong && r->shown++ < SHOWN)
		printf("# wrong: %.200s\n", line);
}

static void
note_false_silence(struct reader *r, const char *line, const char *status)
{
	r->t->false_silence += strcmp(status, "TIMEOUT") == 0 &&
			       strstr(line, "\"attempts\":0,") != NULL &&
			       strstr(line, "\"same_as\":") == NULL;
}

struct question {
	char name[TEXT_MAX], type_text[TEXT_MAX], status[TEXT_MAX];
	uint16_t type;
	bool any; /* a record of the name and type, or an alias, is there */
	struct simnet_truth truth;
};

/* The line has every record of the truth, and none where there is none. */
static bool
is_truth(const char *line, const struct question *q)
{
	char text[SIMNET_RR_TEXT_MAX], want[SIMNET_RR_TEXT_MAX + 16];
	const struct simnet_rrset *set = &q->truth.answer;
	if (strcmp(q->status, q->truth.status) != 0 ||
	    q->any != (set->count > 0))
		return false;
	if (q->type == DNS_DNSKEY || q->type == DNS_SOA)
		return true; /* which rr_text does not print */
	for (unsigned i = 0; i < set->count; i++) {
		const char *rr = simnet_rr_text(set->type, &set->rr[i], text);
		snprintf(
		    want, sizeof(want), "\"data\":\"%s\"", strchr(rr, ' ') + 1);
		if (strcasestr(line, want) == NULL)
			return false;
	}
	return true;
}

static bool
has_rr(const char *line, const char *name, const char *type)
{
	char rr[2 * TEXT_MAX + 64];
	snprintf(rr, sizeof(rr),
	    "{\"name\":\"%s\",\"type\":\"%s\",\"class\":\"IN\",\"ttl\"", name,
	    type);
	return strstr(line, rr) != NULL;
}

static bool
read_question(struct reader *r, const char *line, struct question *q)
{
	line_field(line, "name", q->name, sizeof(q->name));
	line_field(line, "type", q->type_text, sizeof(q->type_text));
	line_field(line, "status", q->status, sizeof(q->status));
	if (!dns_type_from_text(q->type_text, strlen(q->type_text), &q->type) ||
	    strlen(q->name) >= SIMNET_NAME_MAX)
		return false;
	q->any = has_rr(line, q->name, q->type_text) ||
		 has_rr(line, q->name, "CNAME");
	simnet_truth_question(&r->data,
	    strcmp(q->name, ".") == 0 ? "" : q->name, q->type, &q->truth);
	return true;
}

/* Stage servers asks for itself, the last ones once more. */
static void
note_once(struct reader *r, const char *key, const char *stage,
    const struct question *q)
{
	static const char tlsa[] = "_25._tcp.", sts[] = "_mta-sts.";
	const char *base = q->name;
	if (strcmp(stage, "servers") == 0 || strcmp(stage, "again") == 0 ||
	    strcmp(stage, "smtp") == 0)
		return;
	key_set_add(&r->once, key);
	r->t->with_mta_sts += strncmp(base, sts, strlen(sts)) == 0;
	if (strncmp(base, tlsa, strlen(tlsa)) == 0)
		base += strlen(tlsa);
	struct simnet_zone z = simnet_zone_of(&r->data.world, base);
	r->t->typed +=
	    z.kind == SIMNET_DOMAIN && strcmp(z.name, base) == 0 &&
	    (q->type == DNS_MX || q->type == DNS_A || q->type == DNS_TXT ||
		q->type == DNS_TLSA || q->type == DNS_DNSKEY);
}

/*
 * The last stage asks every server of a zone on purpose.  Beside sessions TLSA
 * is asked as often as some host's chain did not fit: two hosts may be aliases
 * of one.
 */
static void
note_question(struct reader *r, const char *line, const struct question *q)
{
	char key[4 * TEXT_MAX], stage[32], other[64] = "";
	snprintf(key, sizeof(key), "%s %s", q->name, q->type_text);
	key_set_add(&r->asked, key);
	line_field(line, "stage", stage, sizeof(stage));
	note_once(r, key, stage, q);
	if (strcmp(stage, "again") == 0)
		line_field(line, "server", other, sizeof(other));
	else if (strcmp(stage, "smtp") == 0)
		line_field(line, "rx_ts", other, sizeof(other));
	snprintf(key, sizeof(key), "%s %s %s %s", q->name, q->type_text, stage,
	    other);
	key_set_add(&r->questions, key);
}

static void
add_host(struct reader *r, const char *name, size_t len)
{
	if (r->host_count == r->host_room) {
		r->host_room = r->host_room == 0 ? 256 : 2 * r->host_room;
		r->host = realloc(r->host, r->host_room * sizeof(*r->host));
		if (r->host == NULL)
			abort();
	}
	struct host *h = &r->host[r->host_count++];
	snprintf(h->name, sizeof(h->name), "%.*s", (int)len, name);
}

/* Those that a record of MX names; RFC 5321 5.1: else the domain itself. */
static void
note_hosts(struct reader *r, const char *line, const struct question *q)
{
	static const char mx[] = "\"type\":\"MX\",\"class\":\"IN\",\"ttl\":";
	if (strcmp(q->status, "NOERROR") == 0 && !q->any)
		add_host(r, q->name, strlen(q->name));
	for (const char *at = line; (at = strstr(at, mx)) != NULL;) {
		at = strstr(at, "\"data\":\"");
		const char *host = at != NULL ? strchr(at, ' ') : NULL;
		size_t len = host != NULL ? strcspn(++host, "\"") : 0;
		if (len > 1) /* RFC 7505: "." alone is no host */
			add_host(r, host, len - 1);
		if (host == NULL)
			return;
		at = host;
	}
}

static void
note_domain(struct reader *r, const char *line, const struct question *q)
{
	struct world_tally *t = r->t;
	bool right = is_truth(line, q);
	key_set_add(&r->domains, q->name);
	unsigned *count = right                              ? &t->mx.right
			  : is_unheard(q->status) && !q->any ? &t->mx.unheard
							     : &t->mx.wrong;
	(*count)++;
	t->with_mx += right && q->any;
	t->failing += right && is_unheard(q->status);
}

static void
take_delegation(void *ctx, const char *line, size_t len)
{
	struct reader *r = ctx;
	const char *first = strstr(line, "\"domain\":");
	(void)len;
	r->t->delegations++;
	r->t->delegation_wrong +=
	    first == NULL || strstr(first + 1, "\"domain\":") != NULL;
}

static void
take_dns(void *ctx, const char *line, size_t len)
{
	struct reader *r = ctx;
	struct question q;
	char stage[32];
	(void)len;
	line_field(line, "stage", stage, sizeof(stage));
	r->data.world.rolled = strcmp(stage, "smtp") == 0;
	if (!read_question(r, line, &q))
		return;
	r->t->dns++;
	note_question(r, line, &q);
	note_false_silence(r, line, q.status);
	note(r, &r->t->answer, is_truth(line, &q),
	    is_unheard(q.status) && !q.any, line);
	if (q.type != DNS_MX || strcmp(stage, "domains") != 0)
		return;
	note_hosts(r, line, &q);
	if (simnet_zone_of(&r->data.world, q.name).kind == SIMNET_DOMAIN)
		note_domain(r, line, &q);
}

static void
print_digest(const uint8_t digest[32], char hex[65])
{
	for (unsigned b = 0; b < 32; b++)
		snprintf(hex + 2 * b, 3, "%02x", digest[b]);
}

/* The chain's digests stand in the line, in their order. */
static bool
has_chain(const char *line, const struct simnet_session_truth *truth)
{
	const char *at = line;
	char hex[65];
	for (unsigned i = 0; i < truth->chain; i++) {
		print_digest(truth->digest[i], hex);
		at = strstr(at, hex);
		if (at == NULL)
			return false;
	}
	return true;
}

/* The first session was refused, and the second one was lost. */
static bool
is_busy_only(struct reader *r, const char *host, const char *status)
{
	struct simnet_host h;
	return strcmp(status, "BANNER_REFUSED") == 0 &&
	       simnet_host(&r->data.world, host, &h) &&
	       h.smtp == SIMNET_SMTP_421;
}

/* Nobody answers for the host's name, or says that it has no address. */
static bool
has_no_address(struct reader *r, const char *host)
{
	struct simnet_host h;
	struct simnet_truth a, end;
	simnet_truth_question(&r->data, host, DNS_A, &a);
	if (!simnet_host(&r->data.world, host, &h) || a.answer.count == 0)
		return true;
	simnet_truth_question(&r->data, h.name, DNS_A, &end);
	return end.answer.count == 0;
}

static void
note_sent(struct reader *r, const struct simnet_session_truth *truth)
{
	char hex[65];
	for (unsigned i = 0; i < truth->chain; i++) {
		print_digest(truth->digest[i], hex);
		key_set_add(&r->sent, hex);
	}
}

static void
take_smtp(void *ctx, const char *line, size_t len)
{
	struct reader *r = ctx;
	struct simnet_session_truth truth;
	char host[TEXT_MAX], status[TEXT_MAX], ip[64], key[2 * TEXT_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "status", status, sizeof(status));
	snprintf(key, sizeof(key), "%s %s %d", host,
	    line_field(line, "ip", ip, sizeof(ip)),
	    strstr(line, "\"again\":true") != NULL);
	key_set_add(&r->sessions, key);
	key_set_add(&r->met, host);
	r->t->sessions++;
	note_false_silence(r, line, status);
	bool there = simnet_truth_session(&r->data, host, &truth);
	bool right = strcmp(status, "NO_ADDRESS") == 0
			 ? has_no_address(r, host)
			 : there && strcmp(status, truth.status) == 0 &&
			       has_chain(line, &truth);
	if (right && there && strcmp(status, "OK") == 0)
		note_sent(r, &truth);
	note(r, &r->t->session, right,
	    is_unheard(status) || is_busy_only(r, host, status), line);
}

static void
take_certificate(void *ctx, const char *line, size_t len)
{
	struct reader *r = ctx;
	char digest[TEXT_MAX];
	(void)len;
	r->t->certificates++;
	key_set_add(&r->certificates,
	    line_field(line, "sha256", digest, sizeof(digest)));
}

static bool
is_asked(const struct reader *r, const char *prefix, const char *host,
    const char *type)
{
	char key[2 * TEXT_MAX];
	snprintf(key, sizeof(key), "%s%s %s", prefix, host, type);
	return key_set_has(&r->asked, key);
}

/* TLSA is where an alias leads, or at the host's own name. */
static bool
has_tlsa(const struct reader *r, const char *host)
{
	struct simnet_host h;
	struct simnet_truth t;
	char name[SIMNET_NAME_MAX + 16];
	if (!simnet_host(&r->data.world, host, &h))
		return false;
	snprintf(name, sizeof(name), "_25._tcp.%s", h.name);
	simnet_truth_question(&r->data, name, DNS_TLSA, &t);
	return t.answer.count > 0;
}

static int
compare_hosts(const void *a, const void *b)
{
	return strcmp(
	    ((const struct host *)a)->name, ((const struct host *)b)->name);
}

static void
count_hosts(struct reader *r)
{
	struct world_tally *t = r->t;
	if (r->host_count > 0)
		qsort(r->host, r->host_count, sizeof(*r->host), compare_hosts);
	for (size_t i = 0; i < r->host_count; i++) {
		const char *name = r->host[i].name;
		if (i > 0 && strcmp(name, r->host[i - 1].name) == 0)
			continue;
		t->hosts++;
		t->hosts_asked += is_asked(r, "", name, "A") &&
				  is_asked(r, "", name, "AAAA") &&
				  is_asked(r, "_25._tcp.", name, "TLSA");
		bool wanted = r->scan->all_hosts || has_tlsa(r, name);
		t->wanted += wanted;
		t->wanted_met += wanted && key_set_has(&r->met, name);
	}
}

static void
seal(struct reader *r)
{
	struct world_tally *t = r->t;
	key_set_seal(&r->domains);
	t->domains = (unsigned)r->domains.count;
	t->dns_again = key_set_seal(&r->questions);
	key_set_seal(&r->asked);
	t->dns_twice = key_set_seal(&r->once);
	key_set_seal(&r->met);
	t->hosts_met = (unsigned)r->met.count;
	t->session_again = key_set_seal(&r->sessions);
	t->certificate_again = key_set_seal(&r->certificates);
	key_set_seal(&r->sent);
	t->certificates_sent = (unsigned)r->sent.count;
	count_hosts(r);
}

void
world_tally(const struct world_scan *scan, const struct world_outcome *o,
    struct world_tally *out)
{
	struct reader r = {.scan = scan, .t = out};
	*out = (struct world_tally){.domains = 0};
	simnet_data_init(&r.data, &scan->config);
	world_scan_each(o, "delegation", take_delegation, &r);
	world_scan_each(o, "dns", take_dns, &r);
	r.data.world.rolled = true;
	world_scan_each(o, "smtp", take_smtp, &r);
	world_scan_each(o, "cert", take_certificate, &r);
	seal(&r);
	key_set_fini(&r.domains);
	key_set_fini(&r.questions);
	key_set_fini(&r.asked);
	key_set_fini(&r.once);
	key_set_fini(&r.met);
	key_set_fini(&r.sessions);
	key_set_fini(&r.certificates);
	key_set_fini(&r.sent);
	free(r.host);
	simnet_data_fini(&r.data);
}
