/*
 * Somebody on the path contradicts each reply over UDP: the first one stands,
 * and its record says that there was another, whoever had asked, the spray or
 * the resolver.  What merely comes twice is no contradiction.
 */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "line_field.h"
#include "tests/unit/tap.h"
#include "world_tally.h"

enum { DOMAINS = 300, SHOWN = 6, ALL_PPM = 1000000 };

/* Without jitter: the true reply is always the first. */
static const struct sim_path in_order = {.delay_ns = 5 * NS_PER_MS};

struct conflicts {
	unsigned replies;  /* records of what came over UDP */
	unsigned told;     /* of these, as a conflict */
	unsigned invented; /* other records that tell of one */
	bool contradicted; /* so are all replies */
	unsigned shown;
};

/* There is something that could have been contradicted. */
static bool
came_over_udp(const char *line)
{
	char proto[8];
	line_field(line, "proto", proto, sizeof(proto));
	return strcmp(proto, "udp") == 0 && strstr(line, "\"data\":") != NULL;
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct conflicts *n = ctx;
	bool conflict = strstr(line, "\"conflict\":true") != NULL;
	bool reply = came_over_udp(line);
	(void)len;
	n->replies += reply;
	n->told += reply && conflict;
	n->invented += !reply && conflict;
	if (conflict != (reply && n->contradicted) && n->shown++ < SHOWN)
		printf("# %.300s\n", line);
}

static struct conflicts
run(struct world_scan *s, const char *what)
{
	struct conflicts n = {.contradicted = s->contradict_ppm > 0};
	struct world_outcome o;
	struct world_tally t;
	s->config = simnet_config_default(11, DOMAINS);
	s->all_hosts = true;
	world_scan_run(s, &o);
	world_tally(s, &o, &t);
	world_scan_each(&o, "dns", take, &n);
	printf("# %u replies over UDP, %u conflicts, %u of nothing; %u of %u "
	       "records right\n",
	    n.replies, n.told, n.invented, t.answer.right, t.dns);
	ok(o.rc == 0 && t.answer.wrong == 0 && t.mx.wrong == 0 &&
		t.dns_again == 0 && n.replies > 3 * DOMAINS,
	    what);
	world_scan_remove(&o);
	return n;
}

static void
test_contradicted(bool listed, const char *what)
{
	struct world_scan s = {.path = in_order,
	    .contradict_ppm = ALL_PPM,
	    .listed = listed,
	    .again = true};
	struct conflicts n = run(&s, what);
	ok(n.told == n.replies, "each of its records tells of a conflict");
	ok(n.invented == 0, "and no record that rests on no reply, or on TCP");
}

static void
test_doubled(bool listed, const char *what)
{
	struct world_scan s = {.path = in_order, .listed = listed};
	s.path.duplicate_ppm = ALL_PPM;
	struct conflicts n = run(&s, what);
	ok(n.told == 0 && n.invented == 0, "and are no conflict");
}

int
main(void)
{
	test_contradicted(false, "a sweep whose replies are contradicted");
	test_contradicted(true, "a list whose replies are contradicted");
	test_doubled(false, "packets come twice to a sweep");
	test_doubled(true, "and to a list");
	return tap_end();
}
