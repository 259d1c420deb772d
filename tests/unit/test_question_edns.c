/* What a reply tells of EDNS at its server, and what is asked then. */
#include "resolver/iterator/question_edns.h"

#include "resolver/iterator/question_servers.h"
#include "resolver/iterator/server_memory.h"
#include "small_world.h"
#include "tap.h"

enum { BADVERS = 16 };

static const struct {
	const char *what;
	struct question_edns asked;
	bool was_plain; /* the server was silent with EDNS before */
	uint16_t rcode;
	bool has_edns;
	enum question_edns_next next;
	enum server_edns known; /* of the server, from then on */
} rows[] = {
    {"an OPT record in the reply", {.on = true}, false, DNS_NOERROR, true,
	QUESTION_EDNS_TAKE, SERVER_EDNS_WORKS},
    {"none: a server may leave it out", {.on = true}, false, DNS_NOERROR, false,
	QUESTION_EDNS_TAKE, SERVER_EDNS_UNKNOWN},
    {"FORMERR", {.on = true}, false, DNS_FORMERR, false, QUESTION_EDNS_WITHOUT,
	SERVER_EDNS_UNKNOWN},
    {"NOTIMP", {.on = true}, false, DNS_NOTIMP, false, QUESTION_EDNS_WITHOUT,
	SERVER_EDNS_UNKNOWN},
    {"BADVERS, with an OPT record of its own", {.on = true}, false, BADVERS,
	true, QUESTION_EDNS_WITHOUT, SERVER_EDNS_WORKS},
    {"FORMERR over TCP", {.on = true, .tcp = true}, false, DNS_FORMERR, false,
	QUESTION_EDNS_WITHOUT, SERVER_EDNS_UNKNOWN},
    {"and where a proof is wanted: that is the answer",
	{.on = true, .tcp = true, .for_proof = true}, false, DNS_FORMERR, false,
	QUESTION_EDNS_TAKE, SERVER_EDNS_UNKNOWN},
    {"refused, and answered without", {.doubted = true}, false, DNS_NOERROR,
	false, QUESTION_EDNS_TAKE, SERVER_EDNS_NONE},
    {"refused, and without, too: not for EDNS", {.doubted = true}, false,
	DNS_FORMERR, false, QUESTION_EDNS_TAKE, SERVER_EDNS_UNKNOWN},
    {"silent with, answered without: confirm", {.on = false}, true, DNS_NOERROR,
	false, QUESTION_EDNS_CONFIRM, SERVER_EDNS_UNKNOWN},
    {"but not over TCP", {.tcp = true}, true, DNS_NOERROR, false,
	QUESTION_EDNS_TAKE, SERVER_EDNS_UNKNOWN},
    {"confirmed by a refusal", {.on = true, .confirming = true}, true,
	DNS_FORMERR, false, QUESTION_EDNS_NEVER, SERVER_EDNS_UNKNOWN},
    {"it was loss: it answers with EDNS", {.on = true, .confirming = true},
	true, DNS_NOERROR, true, QUESTION_EDNS_TAKE, SERVER_EDNS_WORKS},
};

static void
test_row(size_t i)
{
	struct question_server server = {
	    .addr = addr_of("192.0.2.1"), .was_plain = rows[i].was_plain};
	struct dns_message m = {
	    .rcode = rows[i].rcode, .has_edns = rows[i].has_edns};
	struct server_memory *memory;

	if (server_memory_new(&memory) < 0)
		abort();
	ok(question_edns_judge(&rows[i].asked, &m, &server, memory) ==
		    rows[i].next &&
		server_memory_edns(memory, &server.addr) == rows[i].known,
	    rows[i].what);
	server_memory_free(memory);
}

/* Of a server that is known to do EDNS a plain answer is not doubted. */
static void
test_known(void)
{
	struct question_server server = {
	    .addr = addr_of("192.0.2.1"), .was_plain = true};
	struct dns_message m = {.rcode = DNS_NOERROR};
	struct server_memory *memory;

	if (server_memory_new(&memory) < 0)
		abort();
	server_memory_set_edns(memory, &server.addr, SERVER_EDNS_WORKS);
	ok(question_edns_judge(&(struct question_edns){.on = false}, &m,
	       &server, memory) == QUESTION_EDNS_TAKE,
	    "known to do EDNS: its silence was loss");
	server_memory_free(memory);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		test_row(i);
	test_known();
	return tap_end();
}
