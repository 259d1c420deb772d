#include "scanner/dns/held_answers.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "small_world.h"
#include "tap.h"

enum { QUESTION = 7, T0 = 1000 };

/* What comes second, to the same question of the same server. */
static const struct {
	const char *name;
	const char *question, *flags;
	enum dns_rcode rcode;
	const char *answer;
	bool conflict;
} rows[] = {
    {"the same once more", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 10 mx.a.se;a.se MX 20 mx.b.se", false},
    {"the same in another order", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 20 mx.b.se;a.se MX 10 mx.a.se", false},
    {"in other case", "a.se MX", "aa", DNS_NOERROR,
	"A.se MX 10 MX.a.se;a.se MX 20 mx.b.se", false},
    {"another host", "a.se MX", "aa", DNS_NOERROR,
	"a.se MX 10 mx.a.se;a.se MX 20 mx.evil.se", true},
    {"one host less", "a.se MX", "aa", DNS_NOERROR, "a.se MX 10 mx.a.se", true},
    {"nothing", "a.se MX", "aa", DNS_NOERROR, "", true},
    {"no such name", "a.se MX", "aa", DNS_NXDOMAIN, "", true},
};

static struct addr
address(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static const char text[] = "{\"name\":\"a.se\",\"edns\":true,\"data\":{}}\n";

static void
add(struct held_answers *h, uint64_t i, const struct addr *server,
    const struct reply *r, int64_t now_ns)
{
	const struct held_line line = {
	    .text = text, .len = sizeof(text) - 1, .late_at = 27};
	if (!held_answers_add_line(h, i, server, &r->m, &line, now_ns))
		abort();
}

/* As one whose question was asked more than once. */
static void
add_struct(struct held_answers *h, uint64_t i, const struct addr *server,
    const struct reply *r, int64_t now_ns)
{
	struct resolution *f =
	    resolution_new(&(struct iterator_result){.question = &r->m.question,
			       .message = r->m.whole.at,
			       .message_len = wire_left(&r->m.whole),
			       .server = server},
		false, 0);
	if (f == NULL)
		abort();
	held_answers_add(h, i, f, now_ns);
}

static bool
pops(struct held_answers *h, bool all, int64_t now_ns, bool conflict)
{
	struct resolution *f = NULL;
	struct held_line line;
	switch (held_answers_pop(h, all, now_ns, &line, &f)) {
	case HELD_NONE:
		return false;
	case HELD_LINE:
		return line.conflict == conflict && line.late_at == 27 &&
		       line.len == sizeof(text) - 1 &&
		       memcmp(line.text, text, line.len) == 0;
	case HELD_RESOLUTION:
		conflict = f->conflict == conflict;
		free(f);
		return conflict;
	}
	return false;
}

static bool
pops_nothing(struct held_answers *h, int64_t now_ns)
{
	struct resolution *f;
	struct held_line line;
	return held_answers_pop(h, false, now_ns, &line, &f) == HELD_NONE;
}

static void
test_rows(const struct reply *first, struct reply *second,
    void (*add_one)(struct held_answers *h, uint64_t i,
	const struct addr *server, const struct reply *r, int64_t now_ns))
{
	struct addr server = address("192.0.2.1");
	struct held_answers *h;

	if (held_answers_new(&h) < 0)
		abort();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		add_one(h, QUESTION, &server, first, T0);
		reply_of(second, rows[i].question, rows[i].flags, rows[i].rcode,
		    rows[i].answer, "");
		bool got =
		    held_answers_compare(h, QUESTION, &server, &second->m);
		ok(got == rows[i].conflict &&
			pops(h, true, T0, rows[i].conflict) &&
			held_answers_is_empty(h),
		    rows[i].name);
	}
	held_answers_free(h);
}

/* Lines that take more room than there is. */
static void
test_bytes(const struct reply *r)
{
	enum { LONG = 60000, FIT = HELD_BYTES / LONG };
	static char lines[LONG];
	const struct held_line line = {.text = lines, .len = LONG};
	struct addr server = address("192.0.2.1");
	struct held_answers *h;
	struct held_line out;
	struct resolution *f;
	uint64_t n = 0;

	if (held_answers_new(&h) < 0)
		abort();
	while (
	    n <= FIT && held_answers_add_line(h, n, &server, &r->m, &line, T0))
		n++;
	ok(n > FIT / 2 && n <= FIT && !held_answers_is_full(h),
	    "its bytes have a bound");
	for (unsigned i = 0; i < 2; i++)
		ok(held_answers_pop(h, true, T0, &out, &f) == HELD_LINE,
		    "the oldest makes room");
	ok(held_answers_add_line(h, n, &server, &r->m, &line, T0),
	    "for another one");
	held_answers_free(h);
}

/* `second` says something else. */
static void
test_others(const struct reply *first, const struct reply *second)
{
	enum { SAME_CHAIN = QUESTION + HELD_MAX };
	struct addr server = address("192.0.2.1");
	struct addr other = address("192.0.2.2");
	struct held_answers *h;

	if (held_answers_new(&h) < 0)
		abort();
	add(h, QUESTION, &server, first, T0);
	ok(!held_answers_compare(h, QUESTION, &other, &second->m),
	    "another server may say what it likes");
	ok(!held_answers_compare(h, QUESTION + 1, &server, &second->m) &&
		!held_answers_compare(h, SAME_CHAIN, &server, &second->m),
	    "another question is another");
	add(h, SAME_CHAIN, &server, first, T0 + 1);
	ok(held_answers_compare(h, SAME_CHAIN, &server, &second->m) &&
		pops_nothing(h, T0 + HELD_MS * NS_PER_MS - 1),
	    "nothing goes before its second is over");
	ok(pops(h, false, T0 + HELD_MS * NS_PER_MS, false) &&
		pops_nothing(h, T0 + HELD_MS * NS_PER_MS),
	    "then it goes, and the next one does not");
	ok(!held_answers_compare(h, QUESTION, &server, &second->m) &&
		pops(h, true, T0, true) && held_answers_is_empty(h),
	    "each with its own mark");
	held_answers_free(h);
}

static struct resolution *
resolved(const struct reply *r, uint64_t reply, bool conflict)
{
	struct addr server = address("192.0.2.1");
	struct resolution *f =
	    resolution_new(&(struct iterator_result){.question = &r->m.question,
			       .server = &server,
			       .reply = reply,
			       .conflict = conflict},
		false, 0);
	if (f == NULL)
		abort();
	return f;
}

/* What the resolver ended, by the number of the reply that it rests on. */
static void
test_resolved(const struct reply *r)
{
	enum { REPLY = QUESTION };
	int64_t end_ns = T0 + HELD_MS * NS_PER_MS;
	struct addr server = address("192.0.2.1");
	struct held_answers *h;

	if (held_answers_new(&h) < 0)
		abort();
	held_answers_add_resolved(h, resolved(r, 0, false), T0);
	held_answers_add_resolved(h, resolved(r, REPLY + 1, true), T0);
	ok(!held_answers_has_sprayed(h) && pops(h, false, T0, false) &&
		pops(h, false, T0, true),
	    "what nothing can change goes at once");
	add(h, QUESTION, &server, r, T0);
	held_answers_add_resolved(h, resolved(r, REPLY, false), T0);
	held_answers_add_resolved(h, resolved(r, REPLY, false), T0);
	held_answers_add_resolved(h, resolved(r, REPLY + 1, false), T0);
	held_answers_add_resolved(h, resolved(r, 0, false), T0);
	held_answers_note_conflict(h, REPLY);
	ok(held_answers_has_sprayed(h) && pops_nothing(h, end_ns - 1),
	    "and else waits behind what is held");
	ok(pops(h, false, end_ns, false) && !held_answers_has_sprayed(h),
	    "the sprayed question of this number is another");
	ok(pops(h, false, end_ns, true) && pops(h, false, end_ns, true),
	    "all that rests on a contradicted reply is a conflict");
	ok(pops(h, false, end_ns, false) && pops(h, false, end_ns, false),
	    "and nothing else");
	held_answers_note_conflict(h, REPLY);
	ok(held_answers_is_empty(h), "a word may come too late");
	held_answers_free(h);
}

static void
test_full(const struct reply *first)
{
	struct addr server = address("192.0.2.1");
	struct held_answers *h;
	bool good = true;

	if (held_answers_new(&h) < 0)
		abort();
	for (uint64_t i = 0; i < HELD_MAX; i++)
		add(h, i * 3, &server, first, T0);
	ok(held_answers_is_full(h), "full");
	for (uint64_t i = 0; i < 10; i++) {
		good &= pops(h, true, T0, false);
		add(h, i, &server, first, T0);
	}
	ok(good && held_answers_is_full(h), "the oldest makes room");
	held_answers_free(h); /* and what is held */
}

int
main(void)
{
	static struct reply first, second;

	reply_of(&first, "a.se MX", "aa", DNS_NOERROR,
	    "a.se MX 10 mx.a.se;a.se MX 20 mx.b.se", "");
	test_rows(&first, &second, add);
	test_rows(&first, &second, add_struct);
	test_others(&first, &second);
	test_resolved(&first);
	test_full(&first);
	test_bytes(&first);
	return tap_end();
}
