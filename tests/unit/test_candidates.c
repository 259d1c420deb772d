/*
 * One of two servers is broken, and both were recorded: the record that can
 * be proved counts, whichever came last.
 */
#include "analysis/dnssec/candidates.h"

#include "base/macros.h"
#include "signed_world.h"
#include "tap.h"

#define NAME "example.com"
static lines_t good_mx = {"example.com. 300 IN MX 10 mx.example.com.", NULL};
static lines_t old_mx = {"example.com. 300 IN MX 10 old.example.com.", NULL};

static void
answer(struct world *w, lines_t lines)
{
	world_reply(
	    w, NAME, "MX", "NOERROR", NAME, lines, &w->example, NULL, NULL);
}

static void
stale(struct world *w)
{
	uint32_t sig_to = w->sig_to;
	w->sig_to = WORLD_NOW - 1;
	answer(w, old_mx);
	w->sig_to = sig_to;
}

static void
forged(struct world *w)
{
	w->damage = true;
	answer(w, old_mx);
	w->damage = false;
}

static void
unsigned_answer(struct world *w)
{
	world_reply(w, NAME, "MX", "NOERROR", NAME, old_mx, NULL, NULL, NULL);
}

static void
unproved_absence(struct world *w)
{
	world_reply(w, NAME, "MX", "NXDOMAIN", NAME, NULL, NULL, NULL, NULL);
}

/* A whole set of keys that no DS knows, and that signs itself. */
static void
other_keys(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	world_keys(w, NAME, &other, &other);
	signer_free(&other);
}

static void
other_ds(struct world *w)
{
	struct signer other =
	    signer_new("example.com.", LDNS_SIGN_ED25519, 257);
	w->damage = true;
	world_ds(w, NAME, "com", &other, LDNS_SHA256, &w->com);
	w->damage = false;
	signer_free(&other);
}

static const struct {
	const char *what;
	void (*bad)(struct world *w);
} rows[] = {
    {"stale signatures", stale},
    {"signatures that are wrong", forged},
    {"no signature", unsigned_answer},
    {"NXDOMAIN without a proof", unproved_absence},
    {"another DNSKEY set", other_keys},
    {"another DS set, that is not the parent's", other_ds},
};

/* The good record first, or last. */
static void
test_row(size_t i, bool last)
{
	static struct world w;
	world_init(&w);
	if (last)
		rows[i].bad(&w);
	world_chain(&w);
	answer(&w, good_mx);
	if (!last)
		rows[i].bad(&w);
	evidence_seal(&w.evidence);
	w.sealed = true;
	candidates_choose(&w.evidence, &w.input);
	const struct lookup *l = world_lookup(&w, NAME, DNS_MX);
	ok(l->kind == LOOKUP_POSITIVE && state_is(&l->state, "secure"),
	    rows[i].what);
	world_fini(&w);
}

static void
test_none(void)
{
	static struct world w;
	world_init(&w);
	world_chain(&w);
	forged(&w);
	stale(&w);
	evidence_seal(&w.evidence);
	w.sealed = true;
	candidates_choose(&w.evidence, &w.input);
	const struct lookup *l = world_lookup(&w, NAME, DNS_MX);
	ok(state_is(&l->state, "bogus rrsig_expired"),
	    "none can be proved: the latest");
	world_fini(&w);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		test_row(i, false);
		test_row(i, true);
	}
	test_none();
	return tap_end();
}
