/*
 * R28: what is no evidence of a fault makes no name bogus.  Each thing that
 * raises a doubt, beside the nearest one that does not.
 */
#include "base/macros.h"
#include "signed_world.h"
#include "tap.h"

#define FROM(ip) "\"server\":\"" ip "\","
#define SAID(ip, proto, status, same, provable)                                \
	"{\"server\":\"" ip "\",\"proto\":\"" proto "\",\"status\":\"" status  \
	"\",\"same\":" same ",\"provable\":" provable "}"
#define SERVERS(list)                                                          \
	"\"proto\":\"tcp\"," FROM("192.0.2.1") "\"servers\":[" list "]"
#define MINE SAID("192.0.2.1", "tcp", "NOERROR", "true", "false")
#define TWO(status, same, provable)                                            \
	MINE "," SAID("192.0.2.2", "tcp", status, same, provable)

static const char *const address[] = {
    "a.example.com. 300 IN A 192.0.2.1", NULL};

/* The answer to a.example.com A; without records, or a signer: without. */
static void
answer(struct world *w, const char *more, const char *const *records,
    const struct signer *signer)
{
	w->more = more;
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", records,
	    signer, NULL, NULL);
}

static void
unsigned_answer(struct world *w, const char *more)
{
	world_chain(w);
	answer(w, more, address, NULL);
}

static void
damaged_answer(struct world *w, const char *more)
{
	world_chain(w);
	w->damage = true;
	answer(w, more, address, &w->example);
}

static void
signed_answer(struct world *w, const char *more)
{
	world_chain(w);
	answer(w, more, address, &w->example);
}

static void
empty_answer(struct world *w, const char *more)
{
	world_chain(w);
	answer(w, more, NULL, NULL);
}

static void
wrong_denial(struct world *w, const char *more)
{
	world_chain(w);
	w->more = more;
	world_reply(w, "a.example.com", "A", "NOERROR", "example.com", NULL,
	    NULL,
	    (lines_t){"b.example.com. 300 IN NSEC c.example.com. A", NULL},
	    &w->example);
}

/* The zone's keys, or its DS, are what cannot be proved. */

static void
no_keys(struct world *w, const char *more)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->more = more;
	world_reply(w, "example.com", "DNSKEY", "NOERROR", "example.com", NULL,
	    NULL, NULL, NULL);
	answer(w, NULL, address, &w->example);
}

static void
keys_of_another(struct world *w, const char *more)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	w->more = more;
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_keys(w, "example.com", &other, &other);
	signer_free(&other);
	answer(w, NULL, address, &w->example);
}

static void
no_denial_of_ds(struct world *w, const char *more)
{
	world_tops(w);
	w->more = more;
	world_reply(
	    w, "example.com", "DS", "NOERROR", "com", NULL, NULL, NULL, NULL);
	answer(w, NULL, address, NULL);
}

/* A zone that is bogus by good evidence stays so, whatever is below it. */
static void
below_a_bogus_zone(struct world *w, const char *more)
{
	world_tops(w);
	world_ds(w, "example.com", "com", &w->example, LDNS_SHA256, &w->com);
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_keys(w, "example.com", &other, &other);
	signer_free(&other);
	answer(w, more, address, NULL);
}

static const struct {
	const char *name;
	void (*plant)(struct world *w, const char *more);
	const char *more, *want;
} cases[] = {
    {"a loose record without signature", unsigned_answer, NULL,
	"bogus rrsig_missing"},
    {"all were asked", unsigned_answer,
	SERVERS(TWO("NOERROR", "true", "false")), "bogus rrsig_missing"},
    {"... and one did not answer", unsigned_answer,
	SERVERS(TWO("TIMEOUT", "false", "false")), "bogus rrsig_missing"},
    {"... the only one", unsigned_answer, SERVERS(MINE), "bogus rrsig_missing"},
    {"one was not asked", unsigned_answer,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"... as it is in our blocklist", unsigned_answer,
	SERVERS(TWO("BLOCKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"... to a signature that is wrong", damaged_answer,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"... to an answer that can be proved", signed_answer,
	SERVERS(TWO("NOT_ASKED", "false", "false")), "secure"},
    {"... to nothing at all", empty_answer,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"... to a denial of something else", wrong_denial,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"a denial of something else", wrong_denial, NULL, "bogus denial_wrong"},
    {"... to a DNSKEY question", no_keys,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"a DNSKEY question that all answer so", no_keys,
	SERVERS(TWO("NOERROR", "true", "false")), "bogus dnskey_missing"},
    {"... with keys that no DS names", keys_of_another,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"... from all", keys_of_another, NULL, "bogus ds_mismatch"},
    {"... from who gave all that a proof needs, so that others were not asked",
	keys_of_another,
	SERVERS(SAID("192.0.2.1", "tcp", "NOERROR", "true", "true") "," SAID(
	    "192.0.2.2", "tcp", "NOT_ASKED", "false", "false")),
	"bogus ds_mismatch"},
    {"... to a DS question", no_denial_of_ds,
	SERVERS(TWO("NOT_ASKED", "false", "false")),
	"indeterminate servers_not_asked"},
    {"a DS question that all answer so", no_denial_of_ds,
	SERVERS(TWO("NOERROR", "true", "false")), "bogus denial_missing"},
    {"below a bogus zone", below_a_bogus_zone,
	SERVERS(TWO("NOT_ASKED", "false", "false")), "bogus ds_mismatch"},
    {"more addresses, and none can be proved", unsigned_answer,
	SERVERS(TWO("NOERROR", "true", "false")) ",\"servers_left\":1",
	"indeterminate too_many_servers"},
    {"... and the one that gave this can, but for the cryptography",
	damaged_answer,
	SERVERS(SAID("192.0.2.1", "tcp", "NOERROR", "true",
	    "true")) ",\"servers_left\":1",
	"bogus rrsig_wrong"},
    {"another one can be proved", unsigned_answer,
	SERVERS(TWO("NOERROR", "false", "true")),
	"indeterminate servers_disagree"},
    {"no EDNS, over UDP", unsigned_answer, "\"proto\":\"udp\",\"edns\":false",
	"indeterminate no_edns"},
    {"... over TCP", unsigned_answer, "\"proto\":\"tcp\",\"edns\":false",
	"bogus rrsig_missing"},
    {"EDNS, over UDP", unsigned_answer, "\"proto\":\"udp\",\"edns\":true",
	"bogus rrsig_missing"},
    {"no EDNS, below a bogus zone", below_a_bogus_zone,
	"\"proto\":\"udp\",\"edns\":false", "bogus ds_mismatch"},
    {"truncated, and no TCP", unsigned_answer,
	"\"proto\":\"udp\",\"edns\":true,\"flags\":{\"tc\":true}",
	"indeterminate reply_truncated"},
    {"... and signed", signed_answer,
	"\"proto\":\"udp\",\"edns\":true,\"flags\":{\"tc\":true}", "secure"},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w;
		world_init(&w);
		cases[i].plant(&w, cases[i].more);
		const struct lookup *l =
		    world_lookup(&w, "a.example.com", DNS_A);
		ok(state_is(&l->state, cases[i].want), cases[i].name);
		world_fini(&w);
	}
	return tap_end();
}
