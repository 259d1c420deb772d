/*
 * Who has opted out gets no frame, in any stage, from the beginning or from the
 * moment on at which the rules were read anew; and each has its record.  What
 * is counted are the frames that reach the servers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "base/macros.h"
#include "output/record/manifest_start.h"
#include "dns/message.h"
#include "dns/type.h"
#include "line_field.h"
#include "net/packet.h"
#include "tests/unit/tap.h"
#include "tests/unit/verify_ways.h"
#include "truth.h"
#include "world_tally.h"

enum {
	DOMAINS = 400,
	OPERATOR_WITHOUT_GLUE = 2, /* of every third, see zone_files.c */
	OPERATOR = 3,
	PROVIDER = 1,
	BLOCKED_PROVIDER = 4,
	ADDRESSES_MAX = 64,
	NAME_MAX_BYTES = 256,
	SHOWN = 10,
};

#ifdef __SANITIZE_ADDRESS__
enum { EACH_MOMENT = 3 }; /* as each takes a minute then */
#else
enum { EACH_MOMENT = 1 };
#endif

static const struct sim_path path = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};
static const int64_t on_the_way_ns = 10 * NS_PER_MS;

/* Who has opted out in a world, and what came to them all the same. */
struct census {
	struct simnet_data data;
	struct simnet_zone domain, suffix, provider, operator[2];
	struct addr spared[ADDRESSES_MAX];
	unsigned spared_count;
	char rules[1024];

	/* frames */
	unsigned questions, syns; /* to all */
	unsigned wrong;           /* to these: questions and SYNs, all others */
	int64_t last_wrong_ns, last_ns; /* of all */

	/* records */
	unsigned dns_domain, dns_suffix, dns_mx, dns_ns; /* with this reason */
	unsigned smtp_left_out, smtp_blocked, dns_wrong, smtp_wrong;
	unsigned verdicts, verdict_wrong;
	unsigned shown;
};

static void
spare(struct census *c, enum simnet_place place, uint32_t n)
{
	if (c->spared_count + 2 > ADDRESSES_MAX)
		abort();
	c->spared[c->spared_count++] = simnet_addr(place, n, false);
	c->spared[c->spared_count++] = simnet_addr(place, n, true);
}

static void
spare_host(struct census *c, const char *name)
{
	struct simnet_host h;
	if (simnet_host(&c->data.world, name, &h))
		spare(c, h.place, h.n);
}

static void
spare_hosts_of(struct census *c, const struct simnet_zone *z)
{
	for (unsigned i = 1; i <= SIMNET_MX_MAX; i++) {
		char name[SIMNET_NAME_MAX + 8];
		snprintf(name, sizeof(name), "mx%u.%s", i, z->name);
		spare_host(c, name);
	}
}

static void
spare_servers(struct census *c, const struct simnet_servers *s)
{
	for (unsigned i = 0; i < s->count; i++)
		spare(c, s->place, s->first + i);
}

/* The next domain that has all of its own: name servers and mail hosts. */
static struct simnet_zone
own_domain(const struct census *c, uint64_t *i)
{
	for (;; ++*i) {
		const struct simnet_world *w = &c->data.world;
		struct simnet_zone z = simnet_zone(w, SIMNET_DOMAIN, *i);
		struct simnet_servers s;
		struct simnet_mx mx;
		simnet_servers(w, &z, &s);
		simnet_mx(w, &z, &mx);
		if (s.place == SIMNET_AT_OWN_NS && mx.kind == SIMNET_MAIL_OWN)
			return z;
	}
}

static void
choose_names(struct census *c)
{
	const struct simnet_world *w = &c->data.world;
	uint64_t i = 0;
	c->domain = own_domain(c, &i);
	i++;
	c->suffix = own_domain(c, &i);
	c->provider = simnet_zone(w, SIMNET_PROVIDER, PROVIDER);
	c->operator[0] = simnet_zone(w, SIMNET_OPERATOR, OPERATOR_WITHOUT_GLUE);
	c->operator[1] = simnet_zone(w, SIMNET_OPERATOR, OPERATOR);
}

static void
choose(struct census *c)
{
	struct simnet_servers s;
	struct simnet_zone blocked;
	struct simnet_host h;
	char name[SIMNET_NAME_MAX + 8], text[ADDR_TEXT_MAX];
	choose_names(c);
	simnet_servers(&c->data.world, &c->suffix, &s);
	spare_servers(c, &s);
	spare_hosts_of(c, &c->suffix);
	spare_hosts_of(c, &c->provider);
	for (unsigned k = 0; k < 2; k++) {
		simnet_operator_servers(
		    &c->data.world, (uint32_t)c->operator[k].index, &s);
		spare_servers(c, &s);
	}
	blocked =
	    simnet_zone(&c->data.world, SIMNET_PROVIDER, BLOCKED_PROVIDER);
	snprintf(name, sizeof(name), "mx1.%s", blocked.name);
	if (!simnet_host(&c->data.world, name, &h))
		abort();
	struct addr one = simnet_addr(h.place, h.n, false);
	c->spared[c->spared_count++] = one;
	snprintf(c->rules, sizeof(c->rules),
	    "domain %s\nsuffix %s\nmx %s\nns %s\nns %s\n%s\n", c->domain.name,
	    c->suffix.name, c->provider.name, c->operator[0].name,
	    c->operator[1].name, addr_format(&one, text));
}

static void
census_init(struct census *c, const struct world_scan *s)
{
	*c = (struct census){.shown = 0};
	simnet_data_init(&c->data, &s->config);
	choose(c);
}

static bool
is_within(const char *name, const char *zone)
{
	size_t n = strlen(name), z = strlen(zone);
	return n >= z && strcmp(name + n - z, zone) == 0 &&
	       (n == z || name[n - z - 1] == '.');
}

/* The reason for which nobody may ask this; NULL: it may be asked. */
static const char *
reason_of(const struct census *c, const char *name, const char *type)
{
	bool address = strcmp(type, "A") == 0 || strcmp(type, "AAAA") == 0;
	while (name[0] == '_' && strchr(name, '.') != NULL)
		name = strchr(name, '.') + 1;
	if (strcmp(name, c->domain.name) == 0)
		return "opt_out_domain";
	if (is_within(name, c->suffix.name))
		return "opt_out_suffix";
	if ((address || strcmp(type, "TLSA") == 0) &&
	    is_within(name, c->provider.name))
		return "opt_out_mx";
	/* An operator's domain is a mail host of its own, by implicit MX. */
	for (unsigned k = 0; k < 2; k++)
		if (address && is_within(name, c->operator[k].name) &&
		    strcmp(name, c->operator[k].name) != 0)
			return "opt_out_ns";
	return NULL;
}

static void
show(struct census *c, const char *what, const char *text)
{
	if (c->shown++ < SHOWN)
		printf("# %s: %.300s\n", what, text);
}

static void
note_wrong(struct census *c, int64_t now_ns, const char *what, const char *text)
{
	c->wrong++;
	if (now_ns > c->last_wrong_ns)
		c->last_wrong_ns = now_ns;
	show(c, what, text);
}

static bool
is_spared(const struct census *c, const struct addr *a)
{
	for (unsigned i = 0; i < c->spared_count; i++)
		if (addr_equal(&c->spared[i], a))
			return true;
	return false;
}

static void
take_question(
    struct census *c, const uint8_t *bytes, size_t len, int64_t now_ns)
{
	struct dns_message m;
	struct text name, type;
	if (!dns_message_parse(bytes, len, &m) || !m.has_question)
		return;
	text_init(&name);
	text_init(&type);
	dns_name_add_text(&name, &m.question.name);
	dns_type_add_text(&type, m.question.type);
	c->questions++;
	if (reason_of(c, name.bytes, type.bytes) != NULL)
		note_wrong(c, now_ns, type.bytes, name.bytes);
	text_fini(&name);
	text_fini(&type);
}

/* A connection that was open comes to its end: no SYN, no question. */
static void
take_frame(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct census *c = ctx;
	struct packet p;
	char text[ADDR_TEXT_MAX];
	if (!packet_parse(frame, len, &p))
		return;
	bool begins = p.proto == NET_UDP || (p.tcp.flags & TCP_SYN) != 0;
	c->syns += p.proto == NET_TCP && begins;
	if (begins)
		c->last_ns = now_ns;
	if (begins && is_spared(c, &p.dst))
		note_wrong(c, now_ns, "a frame", addr_format(&p.dst, text));
	size_t data = wire_left(&p.payload);
	size_t skip = p.proto == NET_TCP ? 2 : 0;
	if (p.dst_port == 53 && data > skip)
		take_question(c, p.payload.at + skip, data - skip, now_ns);
}

static void
take_dns(void *ctx, const char *line, size_t len)
{
	struct census *c = ctx;
	char name[NAME_MAX_BYTES], type[16], status[16], reason[32];
	(void)len;
	line_field(line, "name", name, sizeof(name));
	line_field(line, "type", type, sizeof(type));
	line_field(line, "status", status, sizeof(status));
	line_field(line, "reason", reason, sizeof(reason));
	const char *want = reason_of(c, name, type);
	bool left_out = strcmp(status, "NOT_ASKED") == 0;
	c->dns_domain += strcmp(reason, "opt_out_domain") == 0;
	c->dns_suffix += strcmp(reason, "opt_out_suffix") == 0;
	c->dns_mx += strcmp(reason, "opt_out_mx") == 0;
	c->dns_ns += strcmp(reason, "opt_out_ns") == 0;
	if (want != NULL ? !left_out || strcmp(reason, want) != 0
			 : left_out && strcmp(reason, "opt_out_ns") != 0) {
		c->dns_wrong++;
		show(c, "a dns record", line);
	}
}

static void
take_smtp(void *ctx, const char *line, size_t len)
{
	struct census *c = ctx;
	char host[NAME_MAX_BYTES], status[16], reason[32];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "status", status, sizeof(status));
	line_field(line, "reason", reason, sizeof(reason));
	bool left_out = strcmp(status, "NOT_ASKED") == 0;
	const char *want = reason_of(c, host, "A");
	c->smtp_left_out += left_out;
	c->smtp_blocked += strcmp(status, "BLOCKED") == 0;
	if (left_out != (reason[0] != '\0') || (want != NULL && !left_out)) {
		c->smtp_wrong++;
		show(c, "an smtp record", line);
	}
}

/* What was not asked is no fault, and no silence. */
static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct census *c = ctx;
	char name[NAME_MAX_BYTES];
	bool host = strstr(line, "\"kind\":\"host\"") != NULL;
	(void)len;
	line_field(line, host ? "host" : "domain", name, sizeof(name));
	if (reason_of(c, name, host ? "A" : "MX") == NULL)
		return;
	c->verdicts++;
	if (strstr(line, "\"evidence_missing\"") == NULL ||
	    strstr(line, "\"lookup_failed\"") != NULL ||
	    strstr(line, "\"sender\":\"indeterminate\"") == NULL) {
		c->verdict_wrong++;
		show(c, "a verdict", line);
	}
}

static struct world_scan
scan_of(uint64_t seed, struct census *c)
{
	struct world_scan s = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = path,
	    .all_hosts = true,
	    .again = true,
	    .frame = take_frame,
	    .ctx = c,
	};
	census_init(c, &s);
	return s;
}

static void
judge(const struct world_outcome *o, struct census *c)
{
	char anchor[96], run[80];
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o->dir);
	snprintf(run, sizeof(run), "%s", o->dir);
	char *argv[] = {"verify", run, "--trust-anchor", anchor, NULL};
	ok(verify_command(4, argv) == 0, "the run is judged");
	ok(verify_is_same_by_all_ways(run, anchor),
	    "by all ways the same, in memory and on disk");
	world_scan_each(o, "verdict/host", take_verdict, c);
	world_scan_each(o, "verdict/domain", take_verdict, c);
}

static void
test_from_the_start(void)
{
	struct census c;
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = scan_of(41, &c);
	s.opt_out = c.rules;
	world_scan_run(&s, &o);
	ok(o.rc == 0 && c.questions > DOMAINS && c.syns > DOMAINS / 4,
	    "a scan with opt-outs comes to its end");
	ok(c.wrong == 0, "who has opted out gets no frame in any stage");
	world_tally(&s, &o, &t);
	ok(t.domains == DOMAINS && t.dns_again == 0 && t.session_again == 0,
	    "all the same each domain has its record, and nothing has two");
	world_scan_each(&o, "dns", take_dns, &c);
	world_scan_each(&o, "smtp", take_smtp, &c);
	printf("# of domain %u, suffix %u, mx %u, ns %u; smtp %u, blocked %u\n",
	    c.dns_domain, c.dns_suffix, c.dns_mx, c.dns_ns, c.smtp_left_out,
	    c.smtp_blocked);
	ok(c.dns_domain > 0 && c.dns_suffix > 0 && c.dns_mx > 3 &&
		c.dns_ns > DOMAINS / 50 && c.smtp_left_out > 0 &&
		c.smtp_blocked > 0,
	    "there are records of each rule");
	ok(c.dns_wrong == 0 && c.smtp_wrong == 0, "with its word as reason");
	ok(t.answer.wrong == 0 && t.session.wrong == c.smtp_blocked,
	    "and those of all others are as they are");
	judge(&o, &c);
	ok(c.verdicts > 2 && c.verdict_wrong == 0,
	    "no verdict takes it for silence");
	world_scan_remove(&o);
	simnet_data_fini(&c.data);
}

/* The file is read anew at many moments: of each stage, and of its pauses. */
static const struct moment {
	int64_t after_s;
	uint64_t syns, rate_pps; /* 0: of no matter */
} moments[] = {
    {.after_s = 1},
    {.after_s = 2},
    {.after_s = 3},
    {.after_s = 5},
    {.after_s = 8},
    {.after_s = 12},
    {.syns = 1, .rate_pps = 300},
    {.syns = 60, .rate_pps = 300},
};

/* What was found of all moments. */
struct meanwhile {
	unsigned before, after; /* moments: they were asked; others were */
	unsigned late;          /* they were asked after it */
};

/* What the manifest says of it. */
static bool
is_told(const struct world_outcome *o)
{
	struct manifest_start m;
	struct text why;
	text_init(&why);
	bool told = manifest_start_read(&m, o->dir, &why) == 0 && m.complete &&
		    m.changes.reading_count == 1 && m.changes.rate_count == 1 &&
		    m.changes.rates[0].rate_pps > 0 &&
		    m.changes.rates[0].time_ns >= m.start_ns &&
		    m.changes.readings[0].time_ns >= m.start_ns;
	manifest_start_fini(&m);
	text_fini(&why);
	return told;
}

static void
run_meanwhile(const struct moment *at, uint64_t seed, struct meanwhile *m)
{
	struct census c;
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = scan_of(seed, &c);
	s.opt_out = "";
	s.opt_out_then = c.rules;
	s.then_ns = at->after_s * NS_PER_S;
	s.then_syns = at->syns;
	s.rate_pps = at->rate_pps;
	c.shown = SHOWN; /* until then they are asked */
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	m->before += c.wrong > 0;
	m->after += o.then_ns > 0 && c.last_ns > o.then_ns + on_the_way_ns;
	m->late += c.last_wrong_ns > o.then_ns + on_the_way_ns;
	ok(o.rc == 0 && t.domains == DOMAINS && t.dns_again == 0 &&
		t.session_again == 0 && t.answer.wrong == 0,
	    "other rules meanwhile: each domain has its one record");
	ok(is_told(&o), "and its manifest tells when");
	world_scan_remove(&o);
	simnet_data_fini(&c.data);
}

static void
test_meanwhile(void)
{
	struct meanwhile m = {0};
	unsigned runs = 0;
	for (size_t i = 0; i < ARRAY_LEN(moments); i += EACH_MOMENT, runs++)
		run_meanwhile(&moments[i], 50 + i, &m);
	ok(m.before == runs && m.after == runs,
	    "they were asked before, and others after");
	ok(m.late == 0, "and from that moment on nobody who has opted out");
}

int
main(void)
{
	test_from_the_start();
	test_meanwhile();
	return tap_end();
}
