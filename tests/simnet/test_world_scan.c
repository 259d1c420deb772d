/* A whole scan of the computed Internet: its records against the truth. */
#include <stdlib.h>
#include <string.h>

#include "dns/type.h"
#include "line_field.h"
#include "rr_text.h"
#include "tests/unit/tap.h"
#include "truth.h"
#include "world_scan.h"

enum { DOMAINS = 1000, TEXT_MAX = 256, SHOWN = 20 };

struct tally {
	struct simnet_data data;
	uint8_t mx[DOMAINS]; /* records of each domain's MX */
	unsigned dns, dns_wrong, smtp, smtp_wrong, hosts_unknown;
};

/* Every RR of the truth stands in the line. */
static bool
has_answer(const char *line, const struct simnet_truth *truth)
{
	char text[SIMNET_RR_TEXT_MAX], want[SIMNET_RR_TEXT_MAX + 16];
	for (unsigned i = 0; i < truth->answer.count; i++) {
		const char *rr = simnet_rr_text(
		    truth->answer.type, &truth->answer.rr[i], text);
		snprintf(
		    want, sizeof(want), "\"data\":\"%s\"", strchr(rr, ' ') + 1);
		if (strcasestr(line, want) == NULL)
			return false;
	}
	return true;
}

static void
take_dns(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct simnet_truth truth;
	char name[TEXT_MAX], type_text[TEXT_MAX], status[TEXT_MAX];
	uint16_t type;
	(void)len;
	line_field(line, "name", name, sizeof(name));
	line_field(line, "type", type_text, sizeof(type_text));
	line_field(line, "status", status, sizeof(status));
	if (strcmp(name, ".") == 0)
		name[0] = '\0';
	if (!dns_type_from_text(type_text, strlen(type_text), &type) ||
	    strlen(name) >= SIMNET_NAME_MAX)
		return;
	t->dns++;
	struct simnet_zone z = simnet_zone_of(&t->data.world, name);
	if (z.kind == SIMNET_DOMAIN && type == DNS_MX)
		t->mx[z.index]++;
	simnet_truth_question(&t->data, name, type, &truth);
	bool printable = type != DNS_DNSKEY && type != DNS_SOA;
	if (strcmp(status, truth.status) == 0 &&
	    (!printable || has_answer(line, &truth)))
		return;
	if (t->dns_wrong++ < SHOWN)
		printf("# %s %s: %s, not %s with %u\n", name, type_text, status,
		    truth.status, truth.answer.count);
}

/* The chain's digests stand in the line, in their order. */
static bool
has_chain(const char *line, const struct simnet_session_truth *truth)
{
	const char *at = line;
	char hex[65] = "";
	for (unsigned i = 0; i < truth->chain; i++) {
		for (unsigned b = 0; b < 32; b++)
			snprintf(hex + 2 * b, 3, "%02x", truth->digest[i][b]);
		at = strstr(at, hex);
		if (at == NULL)
			return false;
	}
	return true;
}

static void
take_smtp(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct simnet_session_truth truth;
	char host[TEXT_MAX], status[TEXT_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "status", status, sizeof(status));
	t->smtp++;
	if (strcmp(status, "NO_ADDRESS") == 0)
		return;
	if (!simnet_truth_session(&t->data, host, &truth)) {
		t->hosts_unknown++;
		return;
	}
	if (strcmp(status, truth.status) == 0 && has_chain(line, &truth))
		return;
	if (t->smtp_wrong++ < SHOWN)
		printf("# %s: %s, not %s\n", host, status, truth.status);
}

int
main(void)
{
	struct world_scan scan = {
	    .config = simnet_config_default(7, DOMAINS),
	    .all_hosts = true,
	    .path = {.delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS},
	};
	static struct tally t;
	struct world_outcome o;
	unsigned once = 0;
	world_scan_run(&scan, &o);
	simnet_data_init(&t.data, &scan.config);
	world_scan_each(&o, "dns", take_dns, &t);
	world_scan_each(&o, "smtp", take_smtp, &t);
	for (unsigned i = 0; i < DOMAINS; i++)
		once += t.mx[i] == 1 ? 1 : 0;
	printf("# %u dns records, %u wrong; %u smtp, %u wrong; %lld s; %s\n",
	    t.dns, t.dns_wrong, t.smtp, t.smtp_wrong,
	    (long long)(o.took_ns / NS_PER_S), o.dir);
	ok(o.rc == 0, "the scan comes to its end");
	ok(once == DOMAINS, "each domain has one record of its MX");
	ok(t.dns > 3 * DOMAINS && t.dns_wrong == 0,
	    "every dns record is that of the truth");
	ok(t.smtp > DOMAINS / 4 && t.smtp_wrong == 0 && t.hosts_unknown == 0,
	    "and every session");
	if (getenv("KEEP_RUN") == NULL)
		world_scan_remove(&o);
	simnet_data_fini(&t.data);
	return tap_end();
}
