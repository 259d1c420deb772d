#include "rollover_servers.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "dns/rdata_parse.h"
#include "dns/type.h"
#include "output/part_reader.h"
#include "output/record/dns.h"
#include "rollover_way.h"

/* While what each server said is gathered. */
struct gathering {
	struct rollover_look *out;
	bool any; /* a set was seen */
	bool no_ipv6;
	struct arena arena;
	struct text scratch;
};

static void
note_ttl(struct rollover_look *l, uint32_t ttl_s)
{
	if (ttl_s > l->ttl_s)
		l->ttl_s = ttl_s;
}

/* RFC 2308 5: the lesser of the SOA's TTL and its last field. */
static void
note_denial(struct rollover_look *l, const struct dns_record_rr *soa)
{
	const char *last = soa->data != NULL ? strrchr(soa->data, ' ') : NULL;
	uint32_t minimum =
	    last != NULL ? (uint32_t)strtoul(last + 1, NULL, 10) : soa->ttl_s;
	note_ttl(l, minimum < soa->ttl_s ? minimum : soa->ttl_s);
}

static void
note_servers(const struct gathering *g, const struct dns_record *r)
{
	struct rollover_look *l = g->out;
	char at[ADDR_TEXT_MAX];
	for (unsigned i = 0; i < r->servers.count; i++) {
		const struct dns_observation *o = &r->servers.at[i];
		bool answered = o->status == DNS_STATUS_REPLY &&
				(o->rcode == 0 || o->rcode == 3);
		bool no_way = !answered && !rollover_has_way(&o->server);
		if (no_way && g->no_ipv6 && !addr_is_v4(&o->server))
			continue;
		if (!o->same)
			l->servers_agree = false;
		if (answered)
			continue;
		l->is_whole = false;
		rollover_look_fault(l, "%s: %s", addr_format(&o->server, at),
		    no_way ? rollover_no_way
			   : "does not answer for the TLSA records");
	}
	if (r->servers.left > 0) {
		l->is_whole = false;
		rollover_look_fault(
		    l, "the zone has more servers than are asked");
	}
}

/* The answer's records; true: one of them is an alias. */
static bool
note_answer(struct gathering *g, const struct dns_record_section *answer,
    struct tlsa_set *set)
{
	bool aliased = false;
	for (size_t i = 0; i < answer->count; i++) {
		const struct dns_record_rr *rr = &answer->at[i];
		struct rdata rdata;
		bool is_alias = rr->type == DNS_CNAME || rr->type == DNS_DNAME;
		aliased = aliased || is_alias;
		if (is_alias || rr->type == DNS_TLSA)
			note_ttl(g->out, rr->ttl_s);
		if (rr->type == DNS_TLSA && rr->data != NULL &&
		    rdata_parse(
			&g->arena, &g->scratch, DNS_TLSA, rr->data, &rdata))
			tlsa_set_add(set, &rdata);
	}
	return aliased;
}

/* One of the replies that differ.  An alias alone is no set. */
static void
note_reply(struct gathering *g, const struct dns_record_reply *reply)
{
	struct rollover_look *l = g->out;
	const struct dns_record_section *authority =
	    &reply->section[DNS_AUTHORITY];
	struct tlsa_set set = {0}, common = {0};
	bool aliased = note_answer(g, &reply->section[DNS_ANSWER], &set);
	for (size_t i = 0; set.count == 0 && i < authority->count; i++)
		if (authority->at[i].type == DNS_SOA)
			note_denial(l, &authority->at[i]);
	if (aliased && set.count == 0)
		return;
	for (size_t i = 0; g->any && i < l->common.count; i++)
		if (tlsa_set_has(&set, &l->common.at[i]))
			common.at[common.count++] = l->common.at[i];
	if (g->any && !tlsa_set_is(&set, &l->all))
		l->servers_agree = false;
	l->common = g->any ? common : set;
	tlsa_set_add_all(&l->all, &set);
	g->any = true;
}

/* Of stage `again`: there every server was asked. */
static int
read_lines(const char *run, struct gathering *g)
{
	struct part_reader *parts;
	struct part_line line;
	struct record_reader reader;
	int rc = part_reader_open(run, "dns", false, &parts);
	if (rc < 0)
		return rc;
	record_reader_init(&reader);
	while ((rc = part_reader_line(parts, &line)) > 0) {
		struct dns_record r;
		struct dns_record_reply reply;
		if (!dns_record_read(&reader, line.text, line.len, &r, &reply))
			continue;
		if (r.question->type != DNS_TLSA || r.stage != STAGE_AGAIN)
			continue;
		note_servers(g, &r);
		if (r.status == DNS_STATUS_REPLY)
			note_reply(g, &reply);
	}
	record_reader_fini(&reader);
	part_reader_close(parts);
	return rc;
}

int
rollover_servers_read(
    const char *run, bool no_ipv6, struct rollover_look *out, bool *any)
{
	struct gathering g = {.out = out, .no_ipv6 = no_ipv6};
	arena_init(&g.arena);
	text_init(&g.scratch);
	int rc = read_lines(run, &g);
	text_fini(&g.scratch);
	arena_fini(&g.arena);
	*any = g.any;
	return rc;
}
