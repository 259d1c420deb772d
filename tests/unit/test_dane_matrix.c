/*
 * Every kind of TLSA record against every kind of chain.  The judges are
 * OpenSSL's own TLS client and the book of rules; where not all three say the
 * same, doc/judges.md and the table here say why.
 */
#include "dane_trial.h"

#include "base/macros.h"
#include "tap.h"

/* What the record describes, and what is sent. */
static const struct subject {
	const char *name;
	enum named named;
	bool sends_root, sends_other;
} subjects[] = {
    {"the leaf", LEAF, false, false},
    {"the intermediate", INTER, true, false},
    {"the root", ROOT, true, false},
    {"a root that is not sent", ROOT, false, false},
    {"a certificate appended", OTHER, false, true},
    {"the intermediate, with another appended", INTER, false, true},
};

static const struct recipe recipes[] = {
    {.name = "the right name"},
    {.name = "another name", .host = "mx.example.org", .misnamed = true},
    {.name = "the second name", .host = "mx.example.org", .also = MX_HOST},
    {.name = "a wildcard", .san = "DNS:*.example.com"},
    {.name = "a wildcard and two labels",
	.host = "a.mx.example.com",
	.san = "DNS:*.example.com",
	.misnamed = true},
    {.name = "a partial wildcard",
	.san = "DNS:m*.example.com",
	.misnamed = true},
    {.name = "the name in the subject", .cn = MX_HOST},
    {.name = "the name in the subject, another beside it",
	.cn = MX_HOST,
	.san = "DNS:mx.example.org",
	.misnamed = true},
    {.name = "an expired leaf", .leaf_ends = -1},
    {.name = "a leaf not yet valid", .leaf_from = 1},
    {.name = "an expired intermediate", .inter_ends = -1},
    {.name = "an expired root", .root_ends = -1},
    {.name = "a leaf that another key signed", .forged = true},
    {.name = "a self-signed leaf", .self_signed = true},
    {.name = "a self-signed leaf alone", .self_signed = true, .alone = true},
    {.name = "the wrong order", .reversed = true},
    {.name = "an intermediate without CA bit", .inter_bits = "CA:FALSE"},
    {.name = "a path too long", .root_bits = "critical,CA:TRUE,pathlen:0"},
    {.name = "a namesake of the intermediate", .other_cn = "Intermediate"},
    {.name = "a namesake before the intermediate",
	.other_cn = "Intermediate",
	.reversed = true},
    {.name = "a namesake with another key identifier",
	.other_cn = "Intermediate",
	.key_ids = true,
	.reversed = true},
    {.name = "a twin before the intermediate",
	.other_cn = "Intermediate",
	.twin = true,
	.key_ids = true,
	.reversed = true},
};

static bool
is_partial_wildcard(const struct trial *t)
{
	return t->recipe->san != NULL && strstr(t->recipe->san, "m*") != NULL;
}

/* It signed itself and is more than a bare key. */
static bool
is_expired_root(const struct trial *t)
{
	return t->recipe->root_ends < 0 && t->records[0].usage == TLSA_TA &&
	       t->records[0].named == ROOT;
}

static bool
is_namesake_first(const struct trial *t)
{
	return t->recipe->other_cn != NULL && t->recipe->reversed &&
	       t->sends_other && (!t->recipe->key_ids || t->recipe->twin) &&
	       t->records[0].named == INTER;
}

static bool
is_bare_key(const struct trial *t)
{
	return t->theirs.bare_key && t->ours.depth == t->theirs.depth + 1 &&
	       t->ours.depth == t->book.depth;
}

/* Where not all say the same, one of these must cover it. */
static struct rule {
	const char *why;
	bool ours, theirs, book;
	bool (*covers)(const struct trial *t);
	unsigned used;
} rules[] = {
    {"R13: a wildcard is the whole first label", false, true, false,
	is_partial_wildcard, 0},
    {"R12: a root's own dates count for OpenSSL", false, false, true,
	is_expired_root, 0},
    {"R12: OpenSSL takes the first issuer of that name", false, false, true,
	is_namesake_first, 0},
    {"R15: a bare key is above what it signed", true, true, true, is_bare_key,
	0},
};

static bool
same(const struct judgement *a, const struct judgement *b)
{
	return a->usable == b->usable && a->matched == b->matched &&
	       a->depth == b->depth;
}

static bool
is_explained(const struct trial *t)
{
	if (t->ours.usable != t->theirs.usable ||
	    t->ours.usable != t->book.usable)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct rule *r = &rules[i];
		if (r->ours == t->ours.matched &&
		    r->theirs == t->theirs.matched &&
		    r->book == t->book.matched && r->covers(t)) {
			r->used++;
			return true;
		}
	}
	return false;
}

static void
print_trial(const struct trial *t)
{
	const char *names[] = {"leaf", "intermediate", "root", "other"};
	const struct judgement *o = &t->ours, *h = &t->theirs, *b = &t->book;
	printf("# %s%s%s:", t->recipe->name, t->sends_root ? ", root sent" : "",
	    t->sends_other ? ", other sent" : "");
	for (size_t i = 0; i < t->count; i++) {
		const struct record *r = &t->records[i];
		printf(" %d %d %d %s%s,", r->usage, r->selector, r->mtype,
		    names[r->named], r->cut ? " cut" : "");
	}
	printf(" usable, matched, depth: we %d %d %d, OpenSSL %d %d %d (%s), "
	       "the book %d %d %d\n",
	    o->usable, o->matched, o->depth, h->usable, h->matched, h->depth,
	    X509_verify_cert_error_string(h->error), b->usable, b->matched,
	    b->depth);
}

static unsigned trials, matches;

/* True: nothing is left unexplained. */
static bool
try(struct trial *t)
{
	trial_hear(t);
	trials++;
	matches += t->ours.matched;
	if ((same(&t->ours, &t->theirs) && same(&t->ours, &t->book)) ||
	    is_explained(t))
		return true;
	print_trial(t);
	return false;
}

static bool
try_all_forms(struct trial *t, enum named named)
{
	bool good = true;
	t->count = 1;
	for (uint8_t form = 0; form < 4 * 2 * 3; form++) {
		t->records[0] = (struct record){.usage = form / 6,
		    .selector = form / 3 % 2,
		    .mtype = form % 3,
		    .named = named};
		good = try(t) && good;
	}
	return good;
}

/* Names matter at the leaf and one above; a namesake must be there. */
static bool
is_worth_asking(const struct recipe *r, const struct subject *s)
{
	if (r->twin)
		return s->named == INTER && s->sends_other;
	if (r->other_cn != NULL)
		return s->sends_other;
	if (r->cn != NULL || r->san != NULL || r->also != NULL)
		return s->named == LEAF || (s->named == INTER && s->sends_root);
	return s->named != INTER || s->sends_root;
}

/* One record of each form against chains of one fault each. */
static void
one_record(const struct recipe *r)
{
	struct judge judge;
	struct certs certs = certs_make(r);
	judge_init(&judge, certs.root.cert);
	printf("# %s\n", r->name);
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
		const struct subject *s = &subjects[i];
		struct trial t = {.recipe = r,
		    .sends_root = s->sends_root,
		    .sends_other = s->sends_other,
		    .judge = &judge,
		    .certs = &certs};
		if (is_worth_asking(r, s))
			ok(try_all_forms(&t, s->named), s->name);
	}
	judge_fini(&judge);
	certs_free(&certs);
}

enum { OF_USAGE = 18, ALL = 4 * OF_USAGE };

/* Each form right, of another certificate, and cut. */
static struct record
nth_record(uint8_t n)
{
	struct record r = {.usage = n / OF_USAGE,
	    .selector = n / 9 % 2,
	    .mtype = n / 3 % 3,
	    .named = n / OF_USAGE % 2 == 1 ? LEAF : INTER,
	    .cut = n % 3 == 2};
	if (n % 3 == 1)
		r.named = OTHER;
	return r;
}

/* All of usages 2 and 3 among themselves; of the rest what tells most. */
static bool
is_worth_pairing(const struct record *a, const struct record *b)
{
	if (a->usage == b->usage)
		return a->usage >= TLSA_TA || a->selector == b->selector;
	return a->selector == TLSA_SPKI && b->selector == TLSA_SPKI &&
	       !a->cut && !b->cut;
}

/* R10 and R15: the record with all that come behind it. */
static bool
try_pairs(struct trial *t, uint8_t first)
{
	bool good = true;
	t->count = 2;
	t->records[0] = nth_record(first);
	for (uint8_t n = first + 1; n < ALL; n++) {
		t->records[1] = nth_record(n);
		if (is_worth_pairing(&t->records[0], &t->records[1]))
			good = try(t) && good;
	}
	return good;
}

static void
two_records(void)
{
	const struct recipe plain = {.name = "two records"};
	struct judge judge;
	struct certs certs = certs_make(&plain);
	judge_init(&judge, certs.root.cert);
	struct trial t = {.recipe = &plain, .judge = &judge, .certs = &certs};
	for (uint8_t n = 0; n < ALL; n++) {
		char name[64];
		struct record r = nth_record(n);
		snprintf(name, sizeof(name), "%d %d %d%s beside another",
		    r.usage, r.selector, r.mtype,
		    r.cut              ? " cut"
		    : r.named == OTHER ? " of nothing sent"
				       : "");
		ok(try_pairs(&t, n), name);
	}
	judge_fini(&judge);
	certs_free(&certs);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++)
		one_record(&recipes[i]);
	two_records();
	printf("# %u trials, %u matches\n", trials, matches);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		ok(rules[i].used > 0, rules[i].why);
	return tap_end();
}
