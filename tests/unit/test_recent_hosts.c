/* Hosts by the characters of their names: what is kept, and who stays. */
#include "resolver/zone/recent_hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { MANY = 8 * RECENT_HOSTS };

static struct zone_token
token_of(const char *text)
{
	return (struct zone_token){.text = text, .len = (uint32_t)strlen(text)};
}

static bool
finds(struct recent_hosts *r, const char *text, uint32_t want)
{
	struct zone_token t = token_of(text);
	uint32_t host = 0;
	return recent_hosts_find(r, &t, &host) && host == want;
}

static void
keep(struct recent_hosts *r, const char *text, uint32_t host)
{
	struct zone_token t = token_of(text);
	recent_hosts_keep(r, &t, host);
}

static void
test_kept(struct recent_hosts *r)
{
	static const char *const others[] = {"ns.short", "a.", "ns1.example",
	    "ns1.exam\\046ple.", "ns2.example\\.",
	    "ns1.a-name-that-is-longer-than-nearly-all-others-are.example."};
	keep(r, "ns1.example.", 7);
	ok(finds(r, "ns1.example.", 7), "an absolute name is kept");
	ok(!finds(r, "NS1.example.", 7) && !finds(r, "ns1.example", 7) &&
		!finds(r, "ns2.example.", 7),
	    "by all of its characters");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		keep(r, others[i], 9);
		ok(!finds(r, others[i], 9), others[i]);
	}
}

/* One that is sought in between is not driven out by those that come once. */
static void
test_many(struct recent_hosts *r)
{
	unsigned seen = 0;
	char text[64];
	keep(r, "ns1.operator.example.", 1);
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "ns1.domain%u.example.", i);
		keep(r, text, i);
		if (i % 16 == 0)
			seen += finds(r, "ns1.operator.example.", 1);
	}
	ok(seen == MANY / 16, "who is sought stays");
	ok(finds(r, text, MANY - 1), "and the last one is there");
}

int
main(void)
{
	struct recent_hosts *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return 1;
	test_kept(r);
	test_many(r);
	free(r);
	return tap_end();
}
