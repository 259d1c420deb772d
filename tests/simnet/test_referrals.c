/*
 * What servers say of a list's domains is what the zone files say of them:
 * delegation records, in a list's sweep as in one of the zone files.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "output/record/delegation.h"
#include "output/record/reader.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 300 };

/* One record in pieces, each as a whole record's text. */
struct said {
	struct text ns, ds, glue;
	enum delegation_source source;
	bool has_glue;
};

struct saying {
	struct said *at;
	size_t count;
	unsigned from[DELEGATION_SOURCE_COUNT], bad;
	uint64_t questions;
	unsigned ns_questions;
};

/* Glue for one TLD stands in another's file, too, but in no referral. */
static size_t
keep_own_glue(const struct delegation_record *r,
    struct delegation_record_glue out[static 64])
{
	size_t n = 0;
	for (size_t i = 0; i < r->glue_count && n < 64; i++)
		if (dns_name_in(r->glue[i].name, r->zone))
			out[n++] = r->glue[i];
	return n;
}

static void
take_record(struct said *s, const struct delegation_record *r)
{
	struct delegation_record_glue glue[64];
	struct delegation_record piece = {.domain = r->domain, .zone = r->zone};
	text_init(&s->ns);
	text_init(&s->ds);
	text_init(&s->glue);
	s->source = r->source;
	piece.ns = r->ns;
	piece.ns_count = r->ns_count;
	delegation_record_add(&s->ns, &piece);
	piece.ds = r->ds;
	piece.ds_count = r->ds_count;
	delegation_record_add(&s->ds, &piece);
	piece.glue = glue;
	piece.glue_count = keep_own_glue(r, glue);
	s->has_glue = piece.glue_count > 0;
	delegation_record_add(&s->glue, &piece);
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct saying *s = ctx;
	struct delegation_record r;
	struct record_reader reader;
	record_reader_init(&reader);
	s->at = realloc(s->at, (s->count + 1) * sizeof(*s->at));
	if (s->at == NULL)
		abort();
	if (delegation_record_read(&reader, line, len, &r)) {
		s->from[r.source]++;
		take_record(&s->at[s->count++], &r);
	} else {
		s->bad++;
	}
	record_reader_fini(&reader);
}

/* A record begins with its domain. */
static int
by_domain(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	return strcmp(x->ns.bytes, y->ns.bytes);
}

static void
note_asked(void *ctx, const struct addr *server, const struct simnet_query *q,
    bool rolled)
{
	struct saying *s = ctx;
	(void)server;
	(void)rolled;
	s->ns_questions += q->type == DNS_NS;
}

static void
sweep(struct world_scan *scan, struct saying *s)
{
	struct world_outcome o;
	*s = (struct saying){0};
	scan->asked = note_asked;
	scan->ctx = s;
	world_scan_run(scan, &o);
	world_scan_each(&o, "delegation", take, s);
	s->questions = o.questions;
	if (s->count > 1)
		qsort(s->at, s->count, sizeof(*s->at), by_domain);
	printf("# %zu delegations, %u by referrals, %u by children; %llu "
	       "questions, %u for NS\n",
	    s->count, s->from[DELEGATION_REFERRAL], s->from[DELEGATION_CHILD],
	    (unsigned long long)s->questions, s->ns_questions);
	world_scan_remove(&o);
}

static void
forget(struct saying *s)
{
	for (size_t i = 0; i < s->count; i++) {
		text_fini(&s->at[i].ns);
		text_fini(&s->at[i].ds);
		text_fini(&s->at[i].glue);
	}
	free(s->at);
}

static unsigned
count_same(const struct text *a, const struct text *b)
{
	return strcmp(a->bytes, b->bytes) == 0;
}

static void
compare(const struct saying *files, const struct saying *list)
{
	unsigned ns = 0, ds = 0, glue = 0, with_glue = 0, referrals = 0;
	for (size_t i = 0; i < files->count && i < list->count; i++) {
		const struct said *a = &files->at[i], *b = &list->at[i];
		ns += count_same(&a->ns, &b->ns);
		if (b->source != DELEGATION_REFERRAL)
			continue;
		referrals++;
		ds += count_same(&a->ds, &b->ds);
		/* The files of some operators have none, their servers do. */
		with_glue += a->has_glue;
		glue += a->has_glue && count_same(&a->glue, &b->glue);
	}
	printf("# the same NS sets %u, DS sets %u, glue %u of %u\n", ns, ds,
	    glue, with_glue);
	ok(ns == files->count && ns == list->count,
	    "a list's domains have the NS sets of the zone files");
	ok(ds == referrals && ds >= DOMAINS, "a referral has the DS set");
	ok(with_glue > DOMAINS / 10 && glue == with_glue, "and the glue");
}

static void
test_list(void)
{
	struct saying files, list;
	struct world_scan s = {
	    .config = simnet_config_default(11, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS},
	    .syn_only = true,
	};
	sweep(&s, &files);
	s.listed = true;
	sweep(&s, &list);
	ok(files.count > DOMAINS &&
		files.from[DELEGATION_ZONE_FILE] == files.count,
	    "zone files say it themselves");
	/* Operators' own domains are with the servers of their TLD. */
	ok(list.bad == 0 && list.count == files.count &&
		list.from[DELEGATION_REFERRAL] == DOMAINS &&
		list.from[DELEGATION_CHILD] == list.count - DOMAINS,
	    "a list: by a referral, or by the child where none can come");
	ok(list.ns_questions <= list.from[DELEGATION_CHILD] + 1,
	    "one question each, where none came");
	compare(&files, &list);
	forget(&files);
	forget(&list);
}

int
main(void)
{
	test_list();
	return tap_end();
}
