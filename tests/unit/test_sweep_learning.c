/*
 * What the records of an earlier start teach a sweep of the addresses that it
 * goes on with, in whatever order they are read.
 */
#include "scanner/smtp/sweep_learning.h"

#include <stdlib.h>

#include "open_ranges.h"
#include "scanner/smtp/sweep.h"
#include "small_world.h"
#include "tap.h"

enum { RECORDS_MAX = 4, AT_NS = 1000 };

struct seen {
	enum smtp_status status;
	enum smtp_step step;
	const char *host, *same_as;
};

#define SILENT(host)   SMTP_STATUS_TIMEOUT, SMTP_STEP_CONNECT, host, NULL
#define SAME(host, as) SMTP_STATUS_TIMEOUT, SMTP_STEP_CONNECT, host, as
#define GOOD(host)     SMTP_STATUS_OK, SMTP_STEP_QUIT, host, NULL
#define OPEN(host)     SMTP_STATUS_OPEN, SMTP_STEP_CONNECT, host, NULL
#define HELD(host, as) SMTP_STATUS_BANNER_TIMEOUT, SMTP_STEP_BANNER, host, as

/* `settled`: whose end it is, of which status; NULL: the address is asked. */
static const struct {
	const char *title;
	bool syn_only;
	struct seen seen[RECORDS_MAX];
	unsigned count;
	const char *settled;
	enum smtp_status status;
} rows[] = {
    {"nothing", false, {{0}}, 0, NULL, 0},
    {"silent", false, {{SILENT("a.example")}}, 1, "a.example",
	SMTP_STATUS_TIMEOUT},
    {"the same for others", false,
	{{SILENT("a.example")}, {SAME("b.example", "a.example")}}, 2,
	"a.example", SMTP_STATUS_TIMEOUT},
    {"the others first", false,
	{{SAME("b.example", "a.example")}, {SILENT("a.example")}}, 2,
	"a.example", SMTP_STATUS_TIMEOUT},
    {"good, then silent: maybe for a while", false,
	{{GOOD("a.example")}, {SILENT("b.example")}}, 2, NULL, 0},
    {"the same, read the other way round", false,
	{{SILENT("b.example")}, {GOOD("a.example")}}, 2, NULL, 0},
    {"good, and silent for two", false,
	{{SILENT("b.example")}, {SAME("d.example", "c.example")},
	    {GOOD("a.example")}, {SILENT("c.example")}},
	4, "c.example", SMTP_STATUS_TIMEOUT},
    {"it holds sessions", false,
	{{HELD("a.example", NULL)}, {HELD("b.example", "a.example")}}, 2,
	"a.example", SMTP_STATUS_BANNER_TIMEOUT},
    {"it held one, on a path that may lose packets", false,
	{{HELD("a.example", NULL)}}, 1, NULL, 0},
    {"not asked", false,
	{{SMTP_STATUS_NOT_ASKED, SMTP_STEP_CONNECT, "a.example", NULL}}, 1,
	NULL, 0},
    {"a port that is open", true, {{OPEN("a.example")}}, 1, "a.example",
	SMTP_STATUS_OPEN},
};

static void
add(struct smtp_sweep *s, const struct addr *at)
{
	struct dns_name name = name_of("z.example");
	if (smtp_sweep_add(s, &(struct smtp_host){.name = &name,
				  .sni = &name,
				  .addresses = at,
				  .address_count = 1}) < 0 ||
	    smtp_sweep_plan(s) < 0)
		abort();
}

static bool
teach(struct smtp_sweep *s, const struct seen *seen, const struct addr *at)
{
	struct dns_name host = name_of(seen->host), same_as;
	if (seen->same_as != NULL)
		same_as = name_of(seen->same_as);
	return smtp_sweep_learn(s,
		   &(struct smtp_record){.host = &host,
		       .ip = at,
		       .status = seen->status,
		       .step = seen->step,
		       .rx_ts_ns = AT_NS,
		       .same_as = seen->same_as != NULL ? &same_as : NULL}) ==
	       0;
}

static void
try_row(size_t i, struct blocklist *blocklist)
{
	struct addr at = addr_of("198.51.100.1"),
		    other = addr_of("198.51.100.2");
	struct smtp_sweep *s;
	struct sweep_memory m;
	int64_t due_ns;
	if (smtp_sweep_new(
		&(struct smtp_sweep_config){.syn_only = rows[i].syn_only,
		    .policy = {blocklist, true, false}},
		&s) < 0)
		abort();
	add(s, &at);
	bool good = teach(s, &(struct seen){SILENT("x.example")}, &other);
	for (unsigned k = 0; k < rows[i].count; k++)
		good &= teach(s, &rows[i].seen[k], &at);
	sweep_note_recall(&sweep_round_now(s)->notes[0], &m, &due_ns);
	good &= m.settled == (rows[i].settled != NULL);
	if (good && m.settled) {
		struct dns_name host;
		sweep_hosts_name(&s->hosts, m.end.host, &host);
		good = is_named(&host, rows[i].settled) &&
		       m.end.status == rows[i].status &&
		       m.end.rx_ts_ns == AT_NS;
	}
	ok(good, rows[i].title);
	smtp_sweep_free(s);
}

int
main(void)
{
	struct blocklist *blocklist = open_ranges_but(NULL, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(i, blocklist);
	blocklist_free(blocklist);
	return tap_end();
}
