/*
 * Every kind of TLSA record against every kind of chain, with OpenSSL's own
 * TLS client as the judge.  Where we differ, a rule says why.
 */
#include "analysis/dane_match.h"

#include <string.h>

#include "base/macros.h"
#include "dane_certs.h"
#include "dane_judge.h"
#include "tap.h"

enum { RDATA_MAX = 2048, CHAIN_MAX = 4, RECORDS_MAX = 2 };

enum named { LEAF, INTER, ROOT, OTHER };

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
};

static const struct recipe recipes[] = {
    {.name = "the right name"},
    {.name = "another name", .host = "mx.example.org"},
    {.name = "a wildcard", .san = "DNS:*.example.com"},
    {.name = "a wildcard and two labels",
	.host = "a.mx.example.com",
	.san = "DNS:*.example.com"},
    {.name = "a partial wildcard", .san = "DNS:m*.example.com"},
    {.name = "the name in the subject", .cn = MX_HOST},
    {.name = "another name than in the subject",
	.cn = MX_HOST,
	.san = "DNS:mx.example.org"},
    {.name = "an expired leaf", .leaf_ends = -1},
    {.name = "a leaf not yet valid", .leaf_from = 1},
    {.name = "an expired intermediate", .inter_ends = -1},
    {.name = "a self-signed leaf", .self_signed = true},
    {.name = "a self-signed leaf alone", .self_signed = true, .alone = true},
    {.name = "the wrong order", .reversed = true},
    {.name = "an intermediate without CA bit", .inter_bits = "CA:FALSE"},
    {.name = "a path too long", .root_bits = "critical,CA:TRUE,pathlen:0"},
};

struct record {
	uint8_t usage, selector, mtype;
	X509 *of;
	bool cut; /* one byte short */
};

/* One server, its records, and what both sides say. */
struct trial {
	const struct recipe *recipe;
	struct judge_case server;
	struct record records[RECORDS_MAX];
	size_t count;
	struct judgement theirs;
	struct judgement ours;
};

static bool
is_partial_wildcard(const struct trial *t)
{
	return t->recipe->san != NULL && strstr(t->recipe->san, "m*") != NULL;
}

/* Where both do not say the same, one of these must cover it. */
static struct rule {
	const char *why;
	bool ours, theirs;
	bool (*covers)(const struct trial *t);
	unsigned used;
} rules[] = {
    {"R13: a wildcard is the whole first label", false, true,
	is_partial_wildcard, 0},
};

static struct judge_record
build(const struct record *r, uint8_t out[RDATA_MAX])
{
	size_t len;
	unsigned digest_len = 0;
	uint8_t *part = tlsa_selected(r->of, r->selector, &len);
	assert(part != NULL && len + 3 <= RDATA_MAX);
	out[0] = r->usage;
	out[1] = r->selector;
	out[2] = r->mtype;
	if (r->mtype == TLSA_FULL) {
		memcpy(out + 3, part, len);
	} else {
		EVP_Digest(part, len, out + 3, &digest_len,
		    r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512(),
		    NULL);
		len = digest_len;
	}
	OPENSSL_free(part);
	return (struct judge_record){out, 3 + len - r->cut};
}

static struct dane_peer
peer_of(const struct judge_case *server, X509_STORE *roots)
{
	struct dane_peer peer = {
	    .chain_count = server->chain_count,
	    .names = {server->host},
	    .name_count = 1,
	    .at_s = server->at_s,
	    .roots = roots,
	};
	memcpy(peer.chain, server->chain,
	    server->chain_count * sizeof(*server->chain));
	return peer;
}

/* R15: of several that match, the one nearest to the leaf. */
static struct judgement
judge_ourselves(const struct dane_peer *peer,
    const struct judge_record *records, size_t count)
{
	struct tlsa all[RECORDS_MAX];
	struct judgement out = {.depth = -1};
	for (size_t i = 0; i < count; i++) {
		all[i] = tlsa_parse(
		    &(struct rdata){records[i].rdata, records[i].len});
		tlsa_allow_pkix(&all[i]);
		out.usable += all[i].usable;
	}
	tlsa_apply_agility(all, count);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].usable || all[i].superseded)
			continue;
		struct dane_result r = dane_match(&all[i], peer);
		if (r.matched && (!out.matched || r.depth < out.depth))
			out.depth = r.depth;
		out.matched = out.matched || r.matched;
	}
	return out;
}

/* NULL: both say the same, or a rule covers it. */
static const char *
disagreement(const struct trial *t)
{
	if (t->ours.usable != t->theirs.usable)
		return "usable records";
	if (t->ours.matched == t->theirs.matched) {
		/* R15: a bare key is above what it signed. */
		int depth = t->theirs.depth + t->theirs.bare_key;
		return t->ours.depth == depth ? NULL : "depth";
	}
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct rule *r = &rules[i];
		if (r->ours == t->ours.matched &&
		    r->theirs == t->theirs.matched && r->covers(t)) {
			r->used++;
			return NULL;
		}
	}
	return "match";
}

static unsigned trials, matches;

static void
print_trial(const struct trial *t, const char *what)
{
	printf("# %s: %s:", what, t->recipe->name);
	for (size_t i = 0; i < t->count; i++) {
		char subject[64];
		const struct record *r = &t->records[i];
		X509_NAME_oneline(
		    X509_get_subject_name(r->of), subject, sizeof(subject));
		printf(" %d %d %d %s%s,", r->usage, r->selector, r->mtype,
		    subject, r->cut ? " cut" : "");
	}
	printf(" sent %zu; ours %d at %d, theirs %d at %d (%s)\n",
	    t->server.chain_count, t->ours.matched, t->ours.depth,
	    t->theirs.matched, t->theirs.depth,
	    X509_verify_cert_error_string(t->theirs.error));
}

/* True: nothing is left unexplained. */
static bool
try(const struct judge *j, struct trial *t)
{
	uint8_t bytes[RECORDS_MAX][RDATA_MAX];
	struct judge_record records[RECORDS_MAX];
	for (size_t i = 0; i < t->count; i++)
		records[i] = build(&t->records[i], bytes[i]);
	struct dane_peer peer =
	    peer_of(&t->server, SSL_CTX_get_cert_store(j->client));
	t->ours = judge_ourselves(&peer, records, t->count);
	t->theirs = judge(j, &t->server, records, t->count);
	trials++;
	matches += t->ours.matched;
	const char *what = disagreement(t);
	if (what != NULL)
		print_trial(t, what);
	return what == NULL;
}

static X509 *
named(const struct certs *c, enum named which)
{
	X509 *all[] = {
	    c->leaf.cert, c->inter.cert, c->root.cert, c->other.cert};
	return all[which];
}

static size_t
fill_chain(X509 *chain[CHAIN_MAX], const struct certs *c,
    const struct recipe *r, const struct subject *s)
{
	size_t n = 0;
	chain[n++] = c->leaf.cert;
	if (r->alone)
		return n;
	chain[n++] = c->inter.cert;
	if (s->sends_root)
		chain[n++] = c->root.cert;
	if (s->sends_other)
		chain[n++] = c->other.cert;
	for (size_t i = 1, k = n - 1; r->reversed && i < k; i++, k--) {
		X509 *kept = chain[i];
		chain[i] = chain[k];
		chain[k] = kept;
	}
	return n;
}

static struct trial
trial_of(const struct certs *c, const struct recipe *r, const struct subject *s,
    X509 *chain[CHAIN_MAX])
{
	struct trial t = {
	    .recipe = r,
	    .server = {.chain = chain,
		.key = c->leaf.key,
		.host = r->host != NULL ? r->host : MX_HOST,
		.at_s = NOW_S},
	};
	t.server.chain_count = fill_chain(chain, c, r, s);
	return t;
}

static bool
try_all_forms(const struct judge *j, struct trial *t, X509 *of)
{
	bool good = true;
	t->count = 1;
	for (uint8_t form = 0; form < 4 * 2 * 3; form++) {
		t->records[0] = (struct record){.usage = form / 6,
		    .selector = form / 3 % 2,
		    .mtype = form % 3,
		    .of = of};
		good = try(j, t) && good;
	}
	return good;
}

/* One record of each form against chains of one fault each. */
static void
one_record(const struct recipe *r)
{
	struct judge j;
	X509 *chain[CHAIN_MAX];
	struct certs c = certs_make(r);
	judge_init(&j, c.root.cert);
	printf("# %s\n", r->name);
	for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
		struct trial t = trial_of(&c, r, &subjects[i], chain);
		ok(try_all_forms(&j, &t, named(&c, subjects[i].named)),
		    subjects[i].name);
	}
	judge_fini(&j);
	certs_free(&c);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++)
		one_record(&recipes[i]);
	printf("# %u trials, %u matches\n", trials, matches);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		ok(rules[i].used > 0, rules[i].why);
	return tap_end();
}
