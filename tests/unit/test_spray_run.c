/*
 * A spray of domains whose servers have no address, over a link in memory
 * where nobody answers: all of them are the resolver's, which takes a bounded
 * number at a time and loses none.  So it does with those of the recorder.
 */
#include "scanner/dns/spray_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "scanner/dns/handed_question.h"
#include "scanner/dns/resolution.h"
#include "mute_peer.h"
#include "spray_world.h"
#include "tap.h"

enum {
	DOMAINS = 2000,
	FOLLOWUPS = 1000, /* the recorder's; numbered after the domains */
	PENDING_MAX = 50,
	RESOLUTION_SLOTS = 2, /* so that some wait behind the ring */
};

static int64_t now_ns;

static struct world {
	struct spray_world s;
	size_t most_pending;
	unsigned ended[DOMAINS + FOLLOWUPS];
} w;

static int64_t
false_now(void)
{
	return now_ns;
}

/* Which of the domains d0.se, d1.se, ... has ended; others do not count. */
static void
note_ended(const struct resolution *f)
{
	struct text t;
	unsigned i;
	text_init(&t);
	dns_name_add_text(&t, &f->question.name);
	if (sscanf(t.bytes, "d%u.se", &i) == 1 && i < DOMAINS + FOLLOWUPS)
		w.ended[i]++;
	text_fini(&t);
}

static void
take_ended(void)
{
	struct resolution *f;
	while ((f = ring_pop(&w.s.resolutions)) != NULL) {
		note_ended(f);
		free(f);
	}
}

static void
note_pending(void)
{
	if (resolver_pending(w.s.resolver) > w.most_pending)
		w.most_pending = resolver_pending(w.s.resolver);
}

/* Time goes in long steps: nobody answers. */
static void
false_sleep(int64_t until_ns)
{
	(void)until_ns;
	now_ns += 100 * NS_PER_MS;
	note_pending();
	take_ended();
}

static const struct clock_source false_clock = {
    false_now, false_now, false_sleep};

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	(void)ctx, (void)frame, (void)len, (void)at_ns;
}

static void
open_world(void)
{
	struct text zone;
	text_init(&zone);
	text_add(&zone, "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < DOMAINS; i++)
		text_addf(&zone, "d%u.se. 300 IN NS ns.nowhere.example.\n", i);
	spray_world_open(&w.s,
	    &(struct spray_world_config){
		.peer = {NULL, peer_receive, mute_peer_next, mute_peer_due},
		.zone = zone.bytes,
		.pending_max = PENDING_MAX,
		.resolution_slots = RESOLUTION_SLOTS,
	    });
	text_fini(&zone);
}

/* As the recorder asks: all at once, into the ring. */
static void
ask_followups(void)
{
	for (unsigned i = DOMAINS; i < DOMAINS + FOLLOWUPS; i++) {
		char text[32];
		struct handed_question *q = malloc(sizeof(*q));
		snprintf(text, sizeof(text), "d%u.se", i);
		if (q == NULL)
			abort();
		*q =
		    (struct handed_question){.question = {.name = name_of(text),
						 .type = DNS_TLSA,
						 .class = DNS_CLASS_IN}};
		if (!ring_push(&w.s.questions, q))
			abort();
	}
}

int
main(void)
{
	clock_set_source(&false_clock);
	open_world();
	ask_followups();
	spray_world_run(&w.s, 2);
	while (!resolver_is_idle(w.s.resolver)) {
		resolver_step(w.s.resolver, now_ns);
		note_pending();
		sender_flush(w.s.sender, now_ns);
		clock_pause();
	}
	ok(w.most_pending <= PENDING_MAX, "the resolver's queue is bounded");
	unsigned once = 0, followed = 0;
	for (unsigned i = 0; i < DOMAINS; i++)
		once += w.ended[i] == 1;
	ok(once == DOMAINS, "each domain's question ends exactly once");
	for (unsigned i = DOMAINS; i < DOMAINS + FOLLOWUPS; i++)
		followed += w.ended[i] == 1;
	ok(followed == FOLLOWUPS, "and each that the recorder asked");
	printf("# %zu pending at most, %u of %d ended\n", w.most_pending, once,
	    DOMAINS);
	spray_world_close(&w.s);
	return tap_end();
}
