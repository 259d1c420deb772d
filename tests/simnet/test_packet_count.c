/*
 * What a clean sweep sends: each question once, and not one packet more than
 * before the scanner asked what its verdicts turned out to need; and one or two
 * more for each host whose certificate fits no TLSA record.  Counted by the
 * servers, over UDP; TCP is not needed here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum {
	DOMAINS = 1000,
	NO_DS_PERCENT = 3, /* of signed domains, somewhat more than there are */
	MORE_PERCENT = 2,  /* that the new questions may add */
	WALK_PACKETS = 2,  /* a step down from the zone above */
	ROOT_PACKETS = 4,  /* of the self-check: to each address of a root */
	ASKED_MAX = 10000,
	SHOWN = 6,
};

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

/*
 * Packets of DNS that the scanner of before sent in the same worlds: that of
 * 2026-11-28, which asked neither for CDS, CDNSKEY and DSYNC, nor for the DS of
 * zones that nothing shows, nor for where an alias leads when it was told.
 */
static const struct {
	uint64_t seed, packets;
} before[] = {{1, 6355}, {2, 6331}, {4, 6459}};

struct asked {
	char name[SIMNET_NAME_MAX];
	uint16_t type;
};

struct packets {
	struct asked asked[ASKED_MAX];
	size_t count;
	unsigned beside_sessions;
};

static void
take(void *ctx, const struct addr *server, const struct simnet_query *q,
    bool rolled)
{
	struct packets *p = ctx;
	(void)server;
	if (p->count == ASKED_MAX)
		abort();
	struct asked *a = &p->asked[p->count++];
	memcpy(a->name, q->name, sizeof(a->name));
	a->type = q->type;
	p->beside_sessions += rolled;
}

static int
compare(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;
	int names = strcmp(x->name, y->name);
	return names != 0 ? names : x->type - y->type;
}

static bool
is_bootstrap(const struct asked *a)
{
	return a->type == DNS_CDS || a->type == DNS_CDNSKEY ||
	       a->type == DNS_DSYNC;
}

/*
 * The resolver comes to a zone that it does not know from the one above: to the
 * keys of a zone, and to addresses that the zone files do not give.
 */
static unsigned
packets_of(const struct asked *a)
{
	if (a->type == DNS_SOA && a->name[0] == '\0')
		return ROOT_PACKETS;
	bool is_address = a->type == DNS_A || a->type == DNS_AAAA;
	bool walks = a->type == DNS_DNSKEY || a->type == DNS_DSYNC ||
		     (is_address && strncmp(a->name, "ns", 2) == 0);
	return walks ? WALK_PACKETS : 1;
}

struct count {
	uint64_t bootstrap_packets, bootstrap;
	unsigned again; /* questions that took more packets than they need */
};

static struct count
count_each(struct packets *p)
{
	struct count n = {0};
	qsort(p->asked, p->count, sizeof(p->asked[0]), compare);
	for (size_t i = 0, end; i < p->count; i = end) {
		const struct asked *a = &p->asked[i];
		for (end = i + 1;
		     end < p->count && compare(a, &p->asked[end]) == 0; end++)
			continue;
		n.bootstrap += is_bootstrap(a);
		n.bootstrap_packets += is_bootstrap(a) ? end - i : 0;
		if (end - i > packets_of(a) && n.again++ < SHOWN)
			printf("# %s, type %u: %zu packets\n", a->name,
			    (unsigned)a->type, end - i);
	}
	return n;
}

static struct count
sweep(uint64_t seed, bool tlsa_fits, struct packets *p, struct world_outcome *o)
{
	struct world_scan s = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = clean,
	    .all_hosts = true,
	    .asked = take,
	    .ctx = p,
	};
	s.config.odd_percent = 0;
	s.config.no_ds_percent = NO_DS_PERCENT;
	s.config.tlsa_fits = tlsa_fits;
	world_scan_run(&s, o);
	struct count n = count_each(p);
	printf("# seed %u: %zu packets, %u of them for %u new questions, %u "
	       "beside sessions\n",
	    (unsigned)seed, p->count, (unsigned)n.bootstrap_packets,
	    (unsigned)n.bootstrap, p->beside_sessions);
	return n;
}

/*
 * A certificate that fits no TLSA record costs a question, and its way.  Hosts
 * that are aliases of one have its records in common.
 */
static void
test_unfit(uint64_t seed, uint64_t packets)
{
	struct world_outcome o;
	struct packets *p = calloc(1, sizeof(*p));
	struct count n = sweep(seed, false, p, &o);
	size_t others = p->count - p->beside_sessions;
	printf(
	    "# %u hosts whose chain does not fit: %.1f %% more than before\n",
	    (unsigned)o.sessions_again,
	    100.0 * (double)p->count / (double)packets - 100);
	ok(o.rc == 0 && n.again > DOMAINS / 20 && n.again <= o.sessions_again,
	    "TLSA alone is asked once more, of hosts whose chain does not fit");
	ok(p->beside_sessions >= n.again &&
		p->beside_sessions <= WALK_PACKETS * o.sessions_again,
	    "in two packets at most for each");
	ok(others - n.bootstrap_packets <= packets &&
		others * 100 <= packets * (100 + MORE_PERCENT),
	    "and nothing else is more than where all fit");
	world_scan_remove(&o);
	free(p);
}

static void
test_clean(uint64_t seed, uint64_t packets)
{
	struct world_outcome o;
	struct packets *p = calloc(1, sizeof(*p));
	struct count n = sweep(seed, true, p, &o);
	ok(o.rc == 0 && o.questions == p->count,
	    "a clean sweep: each packet is counted, and comes");
	ok(n.again == 0, "no question takes more packets than it needs");
	ok(p->count - n.bootstrap_packets <= packets,
	    "not one packet more than before, without the new questions");
	ok(p->count * 100 <= packets * (100 + MORE_PERCENT),
	    "and few more with them");
	ok(n.bootstrap > DOMAINS / 100 && o.bootstrap == n.bootstrap &&
		o.aliases == 0 && o.hidden == 0,
	    "which are counted apart");
	ok(p->beside_sessions == 0,
	    "nothing is asked beside sessions whose chains fit");
	world_scan_remove(&o);
	free(p);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		test_clean(before[i].seed, before[i].packets);
		test_unfit(before[i].seed, before[i].packets);
	}
	return tap_end();
}
