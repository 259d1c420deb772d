/* Which replies are ours, which come too late, and which contradict them. */
#include "iterator_world.h"
#include "resolver/iterator/recent_replies.h"
#include "resolver/iterator/request.h"

static void
send_reply(struct fake *f, const struct fake_query *q, const char *spec,
    const char *server, unsigned port, unsigned id)
{
	struct fake_reply r = {0};
	struct dns_message m = q->m;
	struct addr from = fake_addr(server);

	m.id = (uint16_t)id;
	fake_build(&r, &m, spec);
	iterator_receive(
	    f->it, &from, (uint16_t)port, false, r.bytes, r.len, f->now_ns);
}

static void
test_spoofed(void)
{
	static const struct fake_row rows[] = {END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.se", "A");
	const struct fake_query *q = &f.query[0];
	struct fake_query other = *q;
	other.m.question.type = DNS_MX;
	send_reply(&f, q, "aa", SE, q->q.src_port, q->m.id);
	ok(f.dones == 0, "wrong server");
	send_reply(&f, q, "aa", ROOT, q->q.src_port + 1u, q->m.id);
	ok(f.dones == 0, "wrong port");
	send_reply(&f, q, "aa", ROOT, q->q.src_port, q->m.id + 1u);
	ok(f.dones == 0, "wrong ID");
	send_reply(&f, &other, "aa", ROOT, q->q.src_port, q->m.id);
	ok(f.dones == 0, "wrong question");
	iterator_receive(f.it, &q->q.server, q->q.src_port, true, q->bytes,
	    q->q.len, f.now_ns);
	iterator_tcp_failed(f.it, &q->q.server, q->m.id, f.now_ns);
	ok(f.dones == 0 && f.queries == 1, "TCP, where UDP was asked");
	iterator_receive(f.it, &q->q.server, q->q.src_port, false, q->bytes,
	    q->q.len, f.now_ns);
	ok(f.dones == 0, "our own query");
	iterator_receive(
	    f.it, &q->q.server, q->q.src_port, false, q->bytes, 1, f.now_ns);
	ok(f.dones == 0, "one byte");
	send_reply(&f, q, "aa", ROOT, q->q.src_port, q->m.id);
	ok(fake_ended(&f, "www.se", "A", "NOERROR"), "the right one");
	send_reply(&f, q, "SERVFAIL", ROOT, q->q.src_port, q->m.id);
	ok(f.dones == 1, "and one after the end");
	fake_fini(&f);
}

static void
test_late(void)
{
	static const struct fake_row rows[] = {END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.se", "A");
	f.now_ns += NS_PER_S;
	iterator_tick(f.it, f.now_ns);
	ok(f.queries == 2 &&
		(f.query[0].m.id != f.query[1].m.id ||
		    f.query[0].q.src_port != f.query[1].q.src_port),
	    "a second try has an ID and a port of its own");
	send_reply(&f, &f.query[0], "aa", ROOT, f.query[0].q.src_port,
	    f.query[0].m.id);
	ok(f.dones == 0, "a reply to the first is too late");
	int64_t due_ns = iterator_tick(f.it, f.now_ns);
	ok(due_ns == f.now_ns + 2 * NS_PER_S, "the second wait is doubled");
	fake_fini(&f);
}

#define TRUE_REPLY  "aa / www.se A 192.0.2.1"
#define OTHER_REPLY "aa / www.se A 192.0.2.66"

static void
test_conflict(void)
{
	static const struct fake_row rows[] = {END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.se", "A");
	const struct fake_query *q = &f.query[0];
	unsigned port = q->q.src_port, id = q->m.id;
	struct fake_query other = *q;
	other.m.question.type = DNS_MX;
	send_reply(&f, q, TRUE_REPLY, ROOT, port, id);
	const struct fake_done *d = fake_result(&f, "www.se", "A");
	ok(d->reply != 0 && !d->conflict, "an answer has a number");
	send_reply(&f, q, TRUE_REPLY, ROOT, port, id);
	send_reply(&f, q, "aa noopt / www.se A 192.0.2.1", ROOT, port, id);
	ok(f.conflicts == 0, "the same once more is no conflict");
	send_reply(&f, q, OTHER_REPLY, SE, port, id);
	send_reply(&f, q, OTHER_REPLY, ROOT, port + 1u, id);
	send_reply(&f, q, OTHER_REPLY, ROOT, port, id + 1u);
	send_reply(&f, &other, OTHER_REPLY, ROOT, port, id);
	send_reply(&f, q, "noq SERVFAIL", ROOT, port, id);
	ok(f.conflicts == 0, "nor is what answers no query");
	send_reply(&f, q, OTHER_REPLY, ROOT, port, id);
	ok(f.conflicts == 1 && f.conflict == d->reply,
	    "another answer to the same query is one");
	send_reply(&f, q, "NXDOMAIN aa", ROOT, port, id);
	ok(f.conflicts == 1 && f.dones == 1, "and is told once");
	fake_fini(&f);
}

/* Every server is asked: the first answer is kept until it is the best. */
static void
test_conflict_before_the_end(void)
{
	static const struct fake_row rows[] = {END};
	struct dns_question question = {
	    .name = fake_name("www.se"), .type = DNS_A, .class = DNS_CLASS_IN};
	struct addr root = fake_addr(ROOT);
	struct fake f;

	begin(&f, rows);
	if (iterator_ask_all(f.it, &question, 7, f.now_ns) < 0)
		abort();
	const struct fake_query *q = &f.query[0];
	send_reply(&f, q, TRUE_REPLY, ROOT, q->q.src_port, q->m.id);
	send_reply(&f, q, OTHER_REPLY, ROOT, q->q.src_port, q->m.id);
	ok(f.dones == 0 && f.queries == 2 && f.query[1].q.tcp &&
		f.conflicts == 1,
	    "an answer is contradicted while TCP is asked");
	iterator_tcp_failed(f.it, &root, f.query[1].m.id, f.now_ns);
	const struct fake_done *d = fake_result(&f, "www.se", "A");
	ok(EQ(d->status, "NOERROR") && d->conflict && d->reply == f.conflict,
	    "and ends the question as a conflict");
	fake_fini(&f);
}

/* The last ones are known, whatever came since. */
static void
test_conflict_of_many(void)
{
	enum { MORE = RECENT_REPLIES_MAX + 5, OLD = 5 };
	struct recent_replies *r;
	struct fake_reply first = {0}, other = {0};
	struct dns_message asked = {.has_question = true,
	    .question = {.name = fake_name("www.se"),
		.type = DNS_A,
		.class = DNS_CLASS_IN}};
	struct request_query query = {.server = fake_addr(ROOT)};
	struct dns_message m;
	unsigned told = 0;

	if (recent_replies_new(&r) < 0)
		abort();
	for (unsigned i = 0; i < MORE; i++) {
		query.id = asked.id = (uint16_t)i;
		fake_build(&first, &asked, TRUE_REPLY);
		if (!dns_message_parse(first.bytes, first.len, &m))
			abort();
		recent_replies_add(r, &query, &m);
	}
	for (unsigned i = 0; i < MORE; i++) {
		query.id = asked.id = (uint16_t)i;
		fake_build(&other, &asked, OTHER_REPLY);
		if (!dns_message_parse(other.bytes, other.len, &m))
			abort();
		told += recent_replies_compare(r, &query, &m) == i + 1;
	}
	ok(told == MORE - OLD &&
		recent_replies_find(r, &query.server, &m).conflict,
	    "where there are too many the oldest are forgotten");
	recent_replies_free(r);
}

int
main(void)
{
	test_spoofed();
	test_late();
	test_conflict();
	test_conflict_before_the_end();
	test_conflict_of_many();
	return tap_end();
}
