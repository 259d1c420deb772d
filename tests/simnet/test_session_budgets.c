/*
 * How many sessions a whole scan has at one time with an address, a prefix and
 * an operator, by the frames that reach the servers; and how long it takes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "line_field.h"
#include "net/packet.h"
#include "scanner/dns/address_list.h"
#include "scanner/smtp/sweep_budget.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum {
	DOMAINS = 200,
	MOVES_MAX = 16384,
	PER_PREFIX = 3,
	PER_OPERATOR = 2,
	LISTED = 48,
	FIELD_MAX = 256,
};

/* A connection that we opened, or ended, with a mail host. */
struct move {
	struct addr at;
	uint16_t port; /* ours */
	bool opened;
	int64_t now_ns;
	uint64_t operator; /* 0: several, or not known */
};

struct capture {
	struct move moves[MOVES_MAX];
	unsigned count;
};

/* The last of this connection; NULL: none. */
static const struct move *
find(const struct capture *c, const struct packet *p)
{
	for (unsigned i = c->count; i-- > 0;)
		if (addr_equal(&c->moves[i].at, &p->dst) &&
		    c->moves[i].port == p->src_port)
			return &c->moves[i];
	return NULL;
}

/* A session begins by our ACK, and ends by our FIN or RST. */
static void
take_frame(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct capture *c = ctx;
	struct packet p;
	if (!packet_parse(frame, len, &p) || p.proto != NET_TCP ||
	    p.dst_port != 25 || (p.tcp.flags & TCP_SYN) != 0)
		return;
	bool ends = (p.tcp.flags & (TCP_FIN | TCP_RST)) != 0;
	const struct move *last = find(c, &p);
	if (ends ? last == NULL || !last->opened : last != NULL)
		return;
	if (c->count == MOVES_MAX)
		abort();
	c->moves[c->count++] = (struct move){
	    .at = p.dst,
	    .port = p.src_port,
	    .opened = !ends,
	    .now_ns = now_ns,
	};
}

/* Whose address it is, if all of its names are of one operator. */
static void
take_record(void *ctx, const char *line, size_t len)
{
	struct capture *c = ctx;
	char host[FIELD_MAX], ip[FIELD_MAX];
	struct dns_name name;
	struct addr at;
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "ip", ip, sizeof(ip));
	if (!addr_parse(ip, &at) ||
	    !dns_name_from_text(host, strlen(host), &name))
		return;
	uint64_t operator= budget_key_of_operator(&name).hash;
	for (unsigned i = 0; i < c->count; i++) {
		struct move *m = &c->moves[i];
		if (addr_equal(&m->at, &at))
			m->operator= m->operator== 0 || m->operator== operator
			    ?
			    operator: UINT64_MAX;
	}
}

enum what { OF_ADDRESS, OF_PREFIX, OF_OPERATOR };

static bool
is_of_one(enum what what, const struct move *x, const struct move *y)
{
	switch (what) {
	case OF_ADDRESS:
		return addr_equal(&x->at, &y->at);
	case OF_PREFIX:
		return budget_key_of_prefix(&x->at).hash ==
		       budget_key_of_prefix(&y->at).hash;
	case OF_OPERATOR:
		return x->operator== y->operator&& x->operator!= 0 && x->
		operator!= UINT64_MAX;
	}
	return false;
}

/* The most that were open at one time with one of them. */
static unsigned
most(const struct capture *c, enum what what)
{
	unsigned most = 0;
	for (unsigned i = 0; i < c->count; i++) {
		unsigned open = 0;
		for (unsigned j = 0; j <= i; j++)
			if (is_of_one(what, &c->moves[i], &c->moves[j]))
				open += c->moves[j].opened ? 1u : -1u;
		if (open > most)
			most = open;
	}
	return most;
}

static void
test_budgets(void)
{
	static struct capture c;
	struct world_outcome o, free;
	struct world_scan scan = {
	    .config = simnet_config_default(31, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .all_hosts = true,
	};
	scan.config.odd_percent =
	    0; /* an end that is not ours leaves no move */
	world_scan_run(&scan, &free);
	scan.prefix_sessions = PER_PREFIX;
	scan.operator_sessions = PER_OPERATOR;
	scan.frame = take_frame;
	scan.ctx = &c;
	world_scan_run(&scan, &o);
	world_scan_each(&o, "smtp", take_record, &c);
	printf("# %llu records, %u moves\n", (unsigned long long)o.smtp_records,
	    c.count);
	ok(o.smtp_records == free.smtp_records && c.count > 400,
	    "each target has its record, as without a bound");
	ok(most(&c, OF_ADDRESS) == 1, "with one address one session");
	ok(most(&c, OF_PREFIX) == PER_PREFIX,
	    "with a /24 or /48 its budget, and no more");
	ok(most(&c, OF_OPERATOR) == PER_OPERATOR,
	    "with an operator its budget, and no more");
	world_scan_remove(&o);
	world_scan_remove(&free);
}

/* All hosts of one /48, each of which stops half-way. */
static void
test_stalled(void)
{
	static struct capture c;
	struct world_outcome o;
	struct address_list list = {.names = NULL};
	struct world_scan scan = {
	    .config = simnet_config_default(32, 1),
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .addresses = &list,
	    .prefix_sessions = PER_PREFIX,
	    .frame = take_frame,
	    .ctx = &c,
	};
	int64_t open_ns = 0;
	scan.config.odd_percent = 0;
	scan.config.mail_holds = true;
	for (uint32_t i = 0; i < LISTED; i++) {
		struct addr at = simnet_addr(SIMNET_AT_PROVIDER, i, true);
		if (address_list_add(&list, &at, NULL) < 0)
			abort();
	}
	address_list_seal(&list);
	world_scan_run(&scan, &o);
	for (unsigned i = 0; i < c.count; i++)
		open_ns +=
		    c.moves[i].opened ? -c.moves[i].now_ns : c.moves[i].now_ns;
	ok(c.count >= 2 * LISTED && most(&c, OF_PREFIX) == PER_PREFIX,
	    "hosts that stall have their sessions within the budget");
	printf("# %u moves, at most %u at one time\n", c.count,
	    most(&c, OF_PREFIX));
	double took = (double)(c.moves[c.count - 1].now_ns - c.moves[0].now_ns);
	double bound = (double)open_ns / PER_PREFIX;
	printf(
	    "# %.1f s, where the budget gives %.1f\n", took / 1e9, bound / 1e9);
	ok(took < 1.2 * bound && bound > 100e9, "in the time that it gives");
	address_list_fini(&list);
	world_scan_remove(&o);
}

int
main(void)
{
	test_budgets();
	test_stalled();
	return tap_end();
}
