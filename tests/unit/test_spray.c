#include "scanner/dns/spray.h"

#include "dns/tlsa_name.h"
#include "scanner/dns/name_table.h"
#include "small_world.h"
#include "tap.h"

static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.a.se.\n"
			   "b.se. 300 IN NS ns.a.se.\n"
			   "c.se. 300 IN NS ns.a.se.\n";

static struct dns_question
question(const char *name, uint16_t type)
{
	return (struct dns_question){
	    .name = name_of(name), .type = type, .class = DNS_CLASS_IN};
}

static bool
finds(const struct spray *s, const char *name, uint16_t type)
{
	struct dns_question q = question(name, type);
	uint64_t i;
	return spray_find(s, &q, &i);
}

/* Each question is found again, and asked of a delegation above it. */
static bool
goes_round(const struct spray *s, const struct delegations *d)
{
	for (uint64_t i = 0; i < spray_count(s); i++) {
		struct dns_question q;
		struct delegation at;
		uint32_t delegation;
		uint64_t back;
		spray_question(s, i, &q, &delegation);
		if (q.class != DNS_CLASS_IN || !spray_find(s, &q, &back) ||
		    back != i)
			return false;
		delegations_get(d, delegation, &at);
		if (!dns_name_in(&q.name, &at.name))
			return false;
	}
	return true;
}

static void
test_states(struct spray *s)
{
	uint64_t all = spray_count(s);
	ok(spray_open_count(s) == all && spray_is_open(s, 1),
	    "all are open at first");
	spray_set_open_count(s, all - 1);
	ok(spray_open_count(s) == all - 1, "of a shard, only its own");
	spray_set_open_count(s, all);
	ok(spray_close(s, 1) && !spray_is_open(s, 1) && spray_is_open(s, 0) &&
		spray_open_count(s) == all - 1,
	    "one is closed");
	ok(!spray_close(s, 1) && spray_open_count(s) == all - 1,
	    "and only once");
	ok(spray_sent(s, 0) == 0, "not sent");
	spray_note_sent(s, 0);
	spray_note_sent(s, 0);
	ok(spray_sent(s, 0) == 2 && spray_sent(s, 1) == 0, "sent twice");
	for (unsigned n = 0; n < 1000; n++)
		spray_note_sent(s, 0);
	ok(spray_is_open(s, 0) && spray_sent(s, 0) >= 20,
	    "a thousand times leaves it open");
	ok(spray_close(s, 0) && spray_sent(s, 0) >= 20,
	    "closed, it knows how often it was sent");
	ok(spray_take_record(s, 0) && !spray_take_record(s, 0) &&
		spray_sent(s, 0) >= 20,
	    "it has one record, whoever comes first");
	spray_set_open_count(s, 1);
	ok(spray_take_record(s, 2) && !spray_is_open(s, 2) &&
		spray_open_count(s) == 0,
	    "of a shard's only those; a record closes an open one");
}

static void
test_domains(const struct delegations *z)
{
	struct domains d = {.delegations = z};
	struct spray *s;
	if (spray_new_domains(&d, &s) < 0)
		abort();
	ok(spray_stage(s) == STAGE_DOMAINS && spray_count(s) == 3,
	    "MX of each domain");
	ok(goes_round(s, z), "each is found again");
	ok(finds(s, "A.se", DNS_MX), "whatever its case");
	ok(!finds(s, "a.se", DNS_A) && !finds(s, "x.a.se", DNS_MX) &&
		!finds(s, "d.se", DNS_MX),
	    "and nothing else");
	test_states(s);
	spray_free(s);
	spray_free(NULL);
}

static void
add_host(struct hosts *h, const char *text)
{
	struct dns_name name = name_of(text);
	uint32_t id;
	if (hosts_add(h, &name, true, &id) < 0)
		abort();
}

/* A name of three labels of 62 bytes, one of 54, and "a.se": 250 bytes. */
static void
add_long_host(struct hosts *h)
{
	struct text t;
	text_init(&t);
	for (unsigned i = 0; i < 62u * 3 + 54; i++)
		text_addf(&t, "x%s", i % 62 == 61 ? "." : "");
	text_add(&t, ".a.se");
	add_host(h, t.bytes);
	text_fini(&t);
}

static void
test_hosts(const struct delegations *z)
{
	struct hosts *h;
	struct spray *s;
	if (hosts_new(&h) < 0)
		abort();
	add_host(h, "mx.elsewhere.net");
	add_host(h, "mx.a.se");
	add_host(h, "b.se");
	add_long_host(h);
	if (spray_new_hosts(h, z, &s) < 0)
		abort();
	hosts_free(h); /* the names are copied */
	ok(spray_stage(s) == STAGE_HOSTS && spray_count(s) == 6,
	    "A, AAAA and TLSA of those in our zones, and not too long");
	ok(goes_round(s, z), "each is found again");
	ok(finds(s, "mx.a.se", DNS_A) && finds(s, "b.se", DNS_AAAA) &&
		finds(s, "_25._tcp.mx.a.se", DNS_TLSA),
	    "TLSA is at _25._tcp");
	ok(!finds(s, "mx.a.se", DNS_TLSA) && !finds(s, "mx.a.se", DNS_MX) &&
		!finds(s, "_25._tcp.mx.a.se", DNS_A) &&
		!finds(s, "_25._tcp.mx.elsewhere.net", DNS_TLSA),
	    "and nothing else");
	spray_free(s);
}

static bool
has_record(const void *ctx, const struct dns_question *q)
{
	return q->type == DNS_A && is_named(&q->name, ctx);
}

static void
test_types(const struct delegations *z)
{
	static const struct question_form forms[] = {{DNS_TXT, 0, ""},
	    {DNS_A, 0, ""}, {DNS_TXT, 7, "\6_dmarc"}, QUESTION_FORM_TLSA};
	static const uint32_t chosen[] = {2, 0, 2};
	struct domains d = {.delegations = z};
	struct spray_types all = {
	    .domains = &d, .forms = forms, .form_count = 4};
	struct spray *s;
	if (spray_new_types(&all, &s) < 0)
		abort();
	ok(spray_stage(s) == STAGE_TYPES && spray_count(s) == 12 &&
		spray_is_of_all(s),
	    "each form of each domain");
	ok(goes_round(s, z), "each is found again");
	ok(finds(s, "_dmarc.b.se", DNS_TXT) && finds(s, "b.se", DNS_TXT) &&
		finds(s, "_25._tcp.c.se", DNS_TLSA) &&
		!finds(s, "b.se", DNS_TLSA) &&
		!finds(s, "_dmarc.b.se", DNS_A) && !finds(s, "b.se", DNS_MX),
	    "two forms of one type, and nothing else");
	spray_close_recorded(s, has_record, "b.se");
	ok(spray_open_count(s) == 11, "what has its record is closed");
	spray_free(s);

	all.chosen = chosen;
	all.chosen_count = 3;
	if (spray_new_types(&all, &s) < 0)
		abort();
	ok(spray_count(s) == 8 && !spray_is_of_all(s) && goes_round(s, z),
	    "of two that are chosen, one of them twice");
	ok(finds(s, "_dmarc.c.se", DNS_TXT) && !finds(s, "b.se", DNS_TXT),
	    "and of no other");
	spray_free(s);
}

/* 249 bytes: there is no room for "_25._tcp." in front. */
static void
test_no_room(void)
{
	static const struct question_form forms[] = {QUESTION_FORM_TLSA};
	struct text zone_text;
	text_init(&zone_text);
	text_add(&zone_text, "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < 62u * 3 + 55; i++)
		text_addf(&zone_text, "x%s", i % 62 == 61 ? "." : "");
	text_add(&zone_text, ".se. 300 IN NS ns.a.se.\n");
	struct delegations *z = delegations_of(zone_text.bytes);
	struct domains d = {.delegations = z};
	struct spray *s;
	if (spray_new_types(
		&(struct spray_types){
		    .domains = &d, .forms = forms, .form_count = 1},
		&s) < 0)
		abort();
	spray_close_recorded(s, has_record, "b.se");
	ok(spray_count(s) == 1 && spray_open_count(s) == 0,
	    "a name that would be too long is not asked");
	spray_free(s);
	delegations_free(z);
	text_fini(&zone_text);
}

static void
test_tlsa_names(void)
{
	struct dns_name host = name_of("mx.a.se"), name;
	ok(tlsa_name(&host, &name) && is_named(&name, "_25._tcp.mx.a.se"),
	    "_25._tcp. in front");
	ok(tlsa_host(&name, &host) && is_named(&host, "mx.a.se"),
	    "and taken off");
	name = name_of("_25._udp.mx.a.se");
	ok(!tlsa_host(&name, &host), "not another protocol");
	name = name_of("_tcp.mx.a.se");
	ok(!tlsa_host(&name, &host), "not without a port");
	ok(!tlsa_host(&DNS_ROOT, &host), "not the root");
	tlsa_port_set(465);
	ok(dns_name_from_text("_465._tcp.mx.a.se", 17, &name) &&
		tlsa_host(&name, &host) && is_named(&host, "mx.a.se"),
	    "of the port that was set");
	ok(tlsa_name(&host, &name) && is_named(&name, "_465._tcp.mx.a.se"),
	    "and the reverse");
	ok(dns_name_from_text("_25._tcp.mx.a.se", 16, &name) &&
		!tlsa_host(&name, &host),
	    "and of no other");
	tlsa_port_set(25);
}

static void
test_nothing(void)
{
	struct name_table *names;
	struct spray *s;
	if (name_table_new(&names) < 0)
		abort();
	struct domains d = {.list = names};
	ok(spray_new_domains(&d, &s) == 0 && spray_count(s) == 0 &&
		spray_open_count(s) == 0,
	    "no domains, no questions");
	ok(!finds(s, "a.se", DNS_MX), "and none is found");
	spray_free(s);
	name_table_free(names);
}

int
main(void)
{
	struct delegations *z = delegations_of(zone);
	test_domains(z);
	test_hosts(z);
	test_types(z);
	test_no_room();
	test_tlsa_names();
	test_nothing();
	delegations_free(z);
	return tap_end();
}
