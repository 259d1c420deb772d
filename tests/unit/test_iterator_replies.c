/* Which replies are ours, and which come too late. */
#include "iterator_world.h"

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

int
main(void)
{
	test_spoofed();
	test_late();
	return tap_end();
}
