/* Which server a question is sent to next, and how. */
#include "resolver/iterator/server_choice.h"

#include "resolver/iterator/question_servers.h"
#include "resolver/iterator/server_memory.h"
#include "small_world.h"
#include "tap.h"

enum { NOW_S = 1000 };

struct choosing {
	struct question_servers servers;
	struct server_memory *memory;
	struct dns_name zone;
	struct server_choice_view view;
};

static void
begin(struct choosing *c, unsigned count)
{
	*c = (struct choosing){.zone = name_of("se")};
	if (server_memory_new(&c->memory) < 0)
		abort();
	c->view = (struct server_choice_view){.memory = c->memory,
	    .zone = &c->zone,
	    .type = DNS_A,
	    .tries = 2,
	    .fewest = 2,
	    .may_sign = true,
	    .now_ns = NOW_S * NS_PER_S};
	for (unsigned i = 0; i < count; i++) {
		struct question_server *s =
		    array_push(&c->servers.rows, 1, sizeof(*s));
		if (s == NULL)
			abort();
		*s = (struct question_server){
		    .addr = addr_of("192.0.2.1"), .order = i};
		s->addr.bytes[sizeof(s->addr.bytes) - 1] = (uint8_t)(i + 1);
	}
}

static void
end(struct choosing *c)
{
	question_servers_fini(&c->servers);
	server_memory_free(c->memory);
}

static struct question_server *
at(struct choosing *c, unsigned i)
{
	return question_servers_at(&c->servers, i);
}

static bool
chooses(struct choosing *c, unsigned i, enum server_choice_way way)
{
	struct server_choice choice = server_choice_next(&c->servers, &c->view);
	return choice.server == at(c, i) && choice.way == way;
}

static void
test_order(void)
{
	struct choosing c;

	begin(&c, 3);
	ok(chooses(&c, 0, SERVER_CHOICE_UDP), "by the order of the question");
	server_memory_set_lame(c.memory, &at(&c, 0)->addr, &c.zone);
	ok(chooses(&c, 1, SERVER_CHOICE_UDP), "one that is lame comes last");
	server_memory_set_drops(c.memory, &at(&c, 1)->addr, DNS_A);
	ok(chooses(&c, 2, SERVER_CHOICE_UDP),
	    "so does one that drops the type");
	at(&c, 2)->tries = 1;
	ok(chooses(&c, 1, SERVER_CHOICE_UDP),
	    "who was asked least comes first");
	at(&c, 1)->spent = true;
	ok(chooses(&c, 0, SERVER_CHOICE_UDP), "who is spent does not come");
	end(&c);
}

/* Those that nobody has heard share the tries that two of them would have. */
static void
test_strangers_share(void)
{
	struct choosing c;

	begin(&c, 4);
	c.view.tries = 8;
	for (unsigned i = 0; i < 4; i++)
		at(&c, i)->tries = 4;
	c.view.may_sign = false;
	at(&c, 0)->was_plain = at(&c, 1)->was_plain = true;
	ok(chooses(&c, 2, SERVER_CHOICE_PLAIN),
	    "four strangers: four of eight");
	server_memory_answered(
	    c.memory, &at(&c, 3)->addr, NS_PER_MS, c.view.now_ns);
	ok(chooses(&c, 3, SERVER_CHOICE_UDP), "one that was heard has all");
	end(&c);
}

static void
test_after_udp(void)
{
	struct choosing c;

	begin(&c, 2);
	at(&c, 0)->tries = 2;
	at(&c, 1)->spent = at(&c, 1)->wants_tcp = true;
	ok(chooses(&c, 0, SERVER_CHOICE_TCP), "TCP, where one was silent");
	at(&c, 0)->by_tcp = true;
	ok(chooses(&c, 1, SERVER_CHOICE_TCP), "and where UDP proves nothing");
	at(&c, 1)->by_tcp = true;
	ok(chooses(&c, 0, SERVER_CHOICE_PLAIN), "then without EDNS");
	ok(server_choice_next(&c.servers, &c.view).server == NULL,
	    "once each, and who has answered is not asked so");
	end(&c);
}

static void
test_no_tcp(void)
{
	struct choosing c;

	begin(&c, 1);
	at(&c, 0)->tries = 2;
	c.view.may_sign = false;
	ok(chooses(&c, 0, SERVER_CHOICE_PLAIN), "nobody signs: no TCP");
	end(&c);

	begin(&c, 1);
	at(&c, 0)->tries = 2;
	at(&c, 0)->spent = at(&c, 0)->blocked = true;
	ok(server_choice_next(&c.servers, &c.view).server == NULL,
	    "a blocked one is not asked in any way");
	end(&c);

	begin(&c, 3);
	for (unsigned i = 0; i < 3; i++)
		at(&c, i)->tries = 2;
	c.view.may_sign = false;
	ok(chooses(&c, 0, SERVER_CHOICE_PLAIN) &&
		chooses(&c, 1, SERVER_CHOICE_PLAIN) &&
		server_choice_next(&c.servers, &c.view).server == NULL,
	    "two are tried without EDNS, and no third");
	end(&c);
}

/* Nobody signs here, and both are silent. */
static void
begin_silent(struct choosing *c)
{
	begin(c, 3);
	for (unsigned i = 0; i < 3; i++) {
		at(c, i)->tries = 2;
		at(c, i)->was_plain = true;
	}
	c->view.may_sign = false;
}

static bool
chooses_none(struct choosing *c)
{
	return server_choice_next(&c->servers, &c->view).server == NULL;
}

static void
test_partial_silence(void)
{
	struct choosing c;

	begin_silent(&c);
	ok(chooses_none(&c), "strangers: neither TCP nor a small reply");
	c.view.partial = true;
	server_memory_set_help(
	    c.memory, &at(&c, 0)->addr, SERVER_WAY_TCP, false);
	ok(chooses(&c, 1, SERVER_CHOICE_TCP),
	    "a path that loses what is large: TCP, if it may help");
	at(&c, 1)->by_tcp = at(&c, 2)->by_tcp = true;
	server_memory_set_edns(c.memory, &at(&c, 0)->addr, SERVER_EDNS_NONE);
	ok(chooses(&c, 1, SERVER_CHOICE_SMALL) &&
		chooses(&c, 2, SERVER_CHOICE_SMALL) && chooses_none(&c),
	    "then a small reply, unless its replies are small without EDNS");
	end(&c);
}

static void
test_help(void)
{
	struct choosing c;

	begin_silent(&c);
	server_memory_set_help(
	    c.memory, &at(&c, 2)->addr, SERVER_WAY_TCP, true);
	ok(chooses(&c, 2, SERVER_CHOICE_TCP), "TCP, where it helped before");
	at(&c, 2)->by_tcp = true;
	server_memory_answered(
	    c.memory, &at(&c, 1)->addr, NS_PER_MS, c.view.now_ns);
	ok(chooses(&c, 1, SERVER_CHOICE_SMALL) && chooses_none(&c),
	    "a small reply of one that is silent to this question alone");
	at(&c, 1)->was_small = false;
	server_memory_set_help(
	    c.memory, &at(&c, 1)->addr, SERVER_WAY_SMALL, false);
	ok(chooses_none(&c), "not again where it did not help");
	end(&c);

	begin_silent(&c);
	c.view.partial = true;
	for (unsigned i = 0; i < 3; i++)
		at(&c, i)->by_tcp = true;
	ok(chooses(&c, 0, SERVER_CHOICE_SMALL) &&
		chooses(&c, 1, SERVER_CHOICE_SMALL) && chooses_none(&c),
	    "two for a small reply, and no third");
	end(&c);
}

static void
test_check(void)
{
	struct choosing c;

	begin(&c, 4);
	for (unsigned i = 1; i < 4; i++)
		at(&c, i)->tries = 1;
	at(&c, 1)->spent = true;
	ok(server_choice_check(&c.servers) == at(&c, 2) &&
		server_choice_check(&c.servers) == at(&c, 3) &&
		server_choice_check(&c.servers) == NULL,
	    "SOA is asked of two that were silent");
	end(&c);
}

int
main(void)
{
	test_order();
	test_strangers_share();
	test_after_udp();
	test_no_tcp();
	test_partial_silence();
	test_help();
	test_check();
	return tap_end();
}
