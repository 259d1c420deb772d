/* Pairs of TLSA set and chain, judged once for all hours. */
#include "analysis/history/pair_judge.h"

#include <openssl/x509.h>

#include "base/macros.h"
#include "dane_certs.h"
#include "tap.h"

enum { RECORDS_MAX = 3, DATA_MAX = 64 };

/* Whose key a record means. */
enum whose { LEAF, INTER, ROOT, OTHER };

struct row {
	const char *name;
	struct {
		uint8_t usage, selector, mtype;
		enum whose whose;
	} records[RECORDS_MAX];
	size_t count;
	struct recipe recipe;
	enum pair_word rfc, paper;
	size_t record;
	int depth;
	enum reason reason;
	int ends; /* days from now; 0: never */
};

static const struct row rows[] = {
    {"usage 3, the leaf's key: no date ends it", .records = {{3, 1, 1, LEAF}},
	.count = 1, .recipe = {.leaf_ends = 5}},
    {"usage 3, another key", .records = {{3, 1, 1, OTHER}}, .count = 1,
	.rfc = PAIR_MISMATCH, .paper = PAIR_MISMATCH,
	.reason = REASON_MISMATCH},
    {"usage 3 and then 2: 3 counts, whatever the order",
	.records = {{2, 1, 1, INTER}, {3, 1, 1, LEAF}}, .count = 2,
	.record = 1},
    {"usage 2, the intermediate: until the leaf ends",
	.records = {{2, 1, 1, INTER}}, .count = 1, .recipe = {.leaf_ends = 5},
	.depth = 1, .ends = 5},
    {"usage 2, the anchor ends first: its own dates do not count",
	.records = {{2, 1, 1, INTER}}, .count = 1,
	.recipe = {.leaf_ends = 7, .inter_ends = 4}, .depth = 1, .ends = 7},
    {"usage 2, a leaf that ended before today: judged as when it began",
	.records = {{2, 1, 1, INTER}}, .count = 1,
	.recipe = {.leaf_from = -20, .leaf_ends = -5}, .depth = 1, .ends = -5},
    {"usage 2, a name that does not fit: the study's code looks at none",
	.records = {{2, 1, 1, INTER}}, .count = 1,
	.recipe = {.cn = "x", .san = "DNS:other.example.net"},
	.rfc = PAIR_MISMATCH, .paper = PAIR_MATCH,
	.reason = REASON_NAME_MISMATCH},
    {"usage 1 alone", .records = {{1, 1, 1, LEAF}}, .count = 1,
	.rfc = PAIR_UNUSABLE, .paper = PAIR_MISMATCH,
	.reason = REASON_UNUSABLE_USAGE},
    {"a matching type that means nothing", .records = {{3, 1, 9, LEAF}},
	.count = 1, .rfc = PAIR_UNUSABLE, .paper = PAIR_UNUSABLE,
	.reason = REASON_UNDEFINED_FIELD},
    {"usage 1 and a wrong 3: the reason is that of the usable one",
	.records = {{1, 1, 1, LEAF}, {3, 1, 1, OTHER}}, .count = 2,
	.rfc = PAIR_MISMATCH, .paper = PAIR_MISMATCH,
	.reason = REASON_MISMATCH},
};

static size_t
digest_of(X509 *cert, uint8_t mtype, uint8_t out[DATA_MAX])
{
	unsigned len = 0;
	uint8_t *spki = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &spki);
	assert(n > 0 && EVP_Digest(spki, (size_t)n, out, &len,
			    mtype == 2 ? EVP_sha512() : EVP_sha256(), NULL));
	OPENSSL_free(spki);
	return len;
}

static void
check(const struct row *row)
{
	struct certs c = certs_make(&row->recipe);
	X509 *whose[] = {c.leaf.cert, c.inter.cert, c.root.cert, c.other.cert};
	uint8_t data[RECORDS_MAX][3 + DATA_MAX];
	struct tlsa set[RECORDS_MAX];
	struct pair_record records[RECORDS_MAX];
	struct pair_verdict v;
	struct dane_peer peer = {
	    .chain = {c.leaf.cert, c.inter.cert},
	    .chain_count = 2,
	    .names = {MX_HOST},
	    .name_count = 1,
	};
	for (size_t i = 0; i < row->count; i++) {
		data[i][0] = row->records[i].usage;
		data[i][1] = row->records[i].selector;
		data[i][2] = row->records[i].mtype;
		size_t len = digest_of(whose[row->records[i].whose],
		    row->records[i].mtype, &data[i][3]);
		struct rdata rdata = {data[i], 3 + len};
		set[i] = tlsa_parse(&rdata);
	}
	tlsa_apply_agility(set, row->count);
	pair_judge(set, row->count, &peer, records, &v);
	int64_t ends_s = row->ends != 0 ? NOW_S + row->ends * DAY_S : 0;
	bool good = v.rfc == row->rfc && v.paper == row->paper &&
		    v.reason == row->reason && v.valid_to_s == ends_s;
	if (row->rfc == PAIR_MATCH)
		good = good && v.record == row->record && v.depth == row->depth;
	ok(good, row->name);
	certs_free(&c);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&rows[i]);
	return tap_end();
}
