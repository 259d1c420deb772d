/*
 * Stage smtp without a session: each mail host's port is open, closed or dark,
 * and nobody hears a word; and sessions with the addresses of a list.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "line_field.h"
#include "net/packet.h"
#include "scanner/dns/address_list.h"
#include "tests/unit/tap.h"
#include "truth.h"
#include "world_scan.h"

enum {
	DOMAINS = 150,
	FIELD_MAX = 256,
	LISTED = 12,
	ONE_BY_ONE_S = 60, /* nine silent addresses would take longer */
};

struct census {
	struct simnet_data data;
	unsigned records, open, refused, silent, same, open_same, wrong;
	unsigned listed, named, chains; /* addresses of a list */
	unsigned syns, resets, words;   /* to port 25 */
};

static void
take_frame(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct census *c = ctx;
	struct packet p;
	(void)now_ns;
	if (!packet_parse(frame, len, &p) || p.proto != NET_TCP ||
	    p.dst_port != 25)
		return;
	c->syns += p.tcp.flags == TCP_SYN;
	c->resets += p.tcp.flags == TCP_RST;
	c->words += wire_left(&p.payload) > 0;
}

/* What the port of a host is, whose sessions come to this. */
static const char *
port_of(const char *status)
{
	bool is_port = strcmp(status, "TIMEOUT") == 0 ||
		       strcmp(status, "REFUSED_CONN") == 0;
	return is_port ? status : "OPEN";
}

static void
take_port(void *ctx, const char *line, size_t len)
{
	struct census *c = ctx;
	struct simnet_session_truth truth;
	char host[FIELD_MAX], status[FIELD_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "status", status, sizeof(status));
	if (strcmp(status, "NO_ADDRESS") == 0)
		return;
	c->records++;
	c->open += strcmp(status, "OPEN") == 0;
	c->refused += strcmp(status, "REFUSED_CONN") == 0;
	c->silent += strcmp(status, "TIMEOUT") == 0;
	c->same += strstr(line, "\"same_as\":\"") != NULL;
	c->open_same += strcmp(status, "OPEN") == 0 &&
			strstr(line, "\"same_as\":\"") != NULL;
	bool good = simnet_truth_session(&c->data, host, &truth) &&
		    strcmp(status, port_of(truth.status)) == 0 &&
		    strstr(line, "\"banner\"") == NULL;
	c->wrong += !good;
	if (!good)
		printf("# %s", line);
}

static struct world_scan
world(struct census *c)
{
	*c = (struct census){.records = 0};
	struct world_scan scan = {
	    .config = simnet_config_default(23, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .frame = take_frame,
	    .ctx = c,
	};
	simnet_data_init(&c->data, &scan.config);
	return scan;
}

static void
test_ports(void)
{
	static struct census c;
	struct world_outcome all, syn;
	struct world_scan scan = world(&c);
	scan.all_hosts = true;
	world_scan_run(&scan, &all);
	c.syns = c.resets = c.words = 0;
	scan.syn_only = true;
	scan.max_sessions = 1;
	world_scan_run(&scan, &syn);
	world_scan_each(&syn, "smtp", take_port, &c);
	printf("# %u records: %u open, %u refused, %u silent; %u known by "
	       "another's; %u SYNs\n",
	    c.records, c.open, c.refused, c.silent, c.same, c.syns);
	ok(c.open > 50 && c.refused > 0 && c.silent > 0 && c.wrong == 0,
	    "each port is open, closed or dark as it is");
	ok(syn.smtp_records == all.smtp_records - all.sessions_again,
	    "each target has a record");
	ok(c.words == 0 && c.resets == c.open - c.open_same,
	    "nobody hears a word; who answers gets one RST");
	ok(syn.took_ns < ONE_BY_ONE_S * NS_PER_S,
	    "no bound of sessions keeps the silent waiting for one another");
	ok(c.same > 0 && c.syns < c.records + 2 * c.silent,
	    "an address is asked once, whatever names it has");
	world_scan_remove(&all);
	world_scan_remove(&syn);
	simnet_data_fini(&c.data);
}

static void
take_listed(void *ctx, const char *line, size_t len)
{
	struct census *c = ctx;
	char status[FIELD_MAX];
	(void)len;
	line_field(line, "status", status, sizeof(status));
	bool nameless = strncmp(line, "{\"ip\":", 6) == 0;
	bool named = strstr(line, "{\"host\":\"mx.elsewhere.example\"") == line;
	c->listed += nameless;
	c->named += named;
	c->chains += (nameless || named) && strcmp(status, "OK") == 0 &&
		     strstr(line, "\"chain\":[\"") != NULL &&
		     (strstr(line, "\"sni\"") != NULL) == named;
}

/* Half of them have a name beside them, which no name server knows. */
static void
test_addresses(void)
{
	static struct census c;
	struct world_outcome o;
	struct world_scan scan = world(&c);
	struct address_list list = {.names = NULL};
	struct dns_name name;
	scan.config.odd_percent = 0;
	scan.addresses = &list;
	if (!dns_name_from_text("mx.elsewhere.example", 20, &name))
		abort();
	for (uint32_t i = 0; i < 2 * LISTED; i++) {
		struct addr at = simnet_addr(SIMNET_AT_PROVIDER, i / 2, false);
		if (address_list_add(&list, &at, i % 2 == 0 ? &name : NULL) < 0)
			abort();
	}
	address_list_seal(&list);
	world_scan_run(&scan, &o);
	world_scan_each(&o, "smtp", take_listed, &c);
	ok(c.listed == LISTED && c.named == LISTED,
	    "each address of a list has its record, and each name beside one");
	ok(c.chains == 2 * LISTED,
	    "sessions ask for the name, or for none, and keep the chain");
	address_list_fini(&list);
	world_scan_remove(&o);
	simnet_data_fini(&c.data);
}

int
main(void)
{
	test_ports();
	test_addresses();
	return tap_end();
}
