/* A scan of the simnet, records held against its truth. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "line_field.h"
#include "tests/unit/tap.h"
#include "truth.h"
#include "world_scan.h"

enum { DOMAINS = 1000, TEXT_MAX = 160, PERCENT_PPM = 10000 };

struct seen {
	const struct simnet_data *data;
	uint8_t mx[DOMAINS];
	unsigned domains, again;
	unsigned right, unheard, wrong; /* by their MX record */
	unsigned replies, failures;     /* of the right ones */
	unsigned sessions, session_right, session_unheard, session_wrong;
};

/* What may be found where packets are lost, whatever is true. */
static bool
is_unheard(const char *status)
{
	static const char *const all[] = {"TIMEOUT", "DROPPED", "TCP_FAILED",
	    "SERVFAIL", "REFUSED", "LAME", "NO_SERVERS", "LIMIT",
	    "BANNER_TIMEOUT", "SESSION_TIMEOUT", "NO_ADDRESS"};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(status, all[i]) == 0)
			return true;
	return false;
}

/* An MX record of this name stands in the line if, and only if, it is so. */
static bool
has_answer(const char *line, const char *name)
{
	char rr[TEXT_MAX + 64];
	snprintf(rr, sizeof(rr),
	    "{\"name\":\"%s\",\"type\":\"MX\",\"class\":\"IN\",\"ttl\"", name);
	return strstr(line, rr) != NULL;
}

static void
take_dns(void *ctx, const char *line, size_t len)
{
	struct seen *s = ctx;
	struct simnet_truth truth;
	char name[TEXT_MAX], type[TEXT_MAX], status[TEXT_MAX], tld[8];
	unsigned n;
	(void)len;
	line_field(line, "name", name, sizeof(name));
	line_field(line, "type", type, sizeof(type));
	line_field(line, "status", status, sizeof(status));
	if (strcmp(type, "MX") != 0 ||
	    sscanf(name, "d%u.%7[a-z]", &n, tld) != 2 || n >= DOMAINS)
		return;
	s->domains += s->mx[n] == 0;
	s->again += s->mx[n]++ > 0;
	simnet_truth_question(s->data, name, DNS_MX, &truth);
	bool answer = has_answer(line, name);
	if (strcmp(status, truth.status) == 0 &&
	    answer == (truth.answer.count > 0)) {
		s->right++;
		s->replies += answer;
		s->failures += is_unheard(status);
	} else if (is_unheard(status) && !answer) {
		s->unheard++;
	} else {
		s->wrong++;
	}
}

/* The first session was refused, and the second one was lost. */
static bool
is_busy_only(const struct seen *s, const char *host, const char *status)
{
	struct simnet_host h;
	return strcmp(status, "BANNER_REFUSED") == 0 &&
	       simnet_host(&s->data->world, host, &h) &&
	       h.smtp == SIMNET_SMTP_421;
}

static void
take_smtp(void *ctx, const char *line, size_t len)
{
	struct seen *s = ctx;
	struct simnet_session_truth truth;
	char host[TEXT_MAX], status[TEXT_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "status", status, sizeof(status));
	s->sessions++;
	if (!simnet_truth_session(s->data, host, &truth))
		s->session_wrong++;
	else if (strcmp(truth.status, status) == 0)
		s->session_right++;
	else if (is_unheard(status) || is_busy_only(s, host, status))
		s->session_unheard++;
	else
		s->session_wrong++;
}

/* Scans it, and gives a number that stands for all that was written. */
static uint64_t
run(uint64_t seed, const struct sim_path *path, unsigned spoof_ppm,
    struct seen *s)
{
	struct world_scan scan = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = *path,
	    .spoof_ppm = spoof_ppm,
	};
	struct simnet_data data;
	struct world_outcome o;
	*s = (struct seen){0};
	world_scan_run(&scan, &o);
	simnet_data_init(&data, &scan.config);
	s->data = &data;
	world_scan_each(&o, "dns", take_dns, s);
	world_scan_each(&o, "smtp", take_smtp, s);
	ok(o.rc == 0, "the scan comes to its end");
	ok(s->domains == DOMAINS && s->again == 0,
	    "each domain has exactly one record");
	uint64_t bytes = world_scan_digest(&o);
	simnet_data_fini(&data);
	world_scan_remove(&o);
	return bytes;
}

static void
test_clean(void)
{
	static const struct sim_path clean = {
	    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};
	static struct seen s;
	run(11, &clean, 0, &s);
	ok(s.right == DOMAINS, "all domains are as they are");
	ok(s.replies > DOMAINS / 2 && s.failures > DOMAINS / 100,
	    "many with MX records, some whose servers fail");
	ok(s.sessions > 100 && s.session_right == s.sessions,
	    "and all sessions");
}

static void
test_bad_path(void)
{
	static const struct sim_path bad = {
	    .loss_ppm = 10 * PERCENT_PPM,
	    .duplicate_ppm = 5 * PERCENT_PPM,
	    .late_ppm = 5 * PERCENT_PPM,
	    .delay_ns = 20 * NS_PER_MS,
	    .jitter_ns = 30 * NS_PER_MS,
	    .late_ns = 400 * NS_PER_MS,
	};
	static struct seen s;
	uint64_t bytes = run(12, &bad, 50 * PERCENT_PPM, &s);
	ok(s.wrong == 0 && s.session_wrong == 0,
	    "a bad path and a spoofer: nothing false is recorded");
	ok(s.right > DOMAINS * 95 / 100, "95 of 100 domains are found still");
	ok(s.sessions > 100 && s.session_right > s.sessions * 8 / 10,
	    "and 8 of 10 sessions");
	printf("# %u %u %u; %u %u %u\n", s.right, s.unheard, s.wrong,
	    s.session_right, s.session_unheard, s.session_wrong);
	ok(run(12, &bad, 50 * PERCENT_PPM, &s) == bytes,
	    "the same seed: the same bytes");
}

int
main(void)
{
	test_clean();
	test_bad_path();
	return tap_end();
}
