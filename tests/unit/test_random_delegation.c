/* Random delegation records, there and back. */
#include "output/record/delegation.h"

#include "record_random.h"

enum { LIST_MAX = 20 };

static const char *
random_ds(struct rnd *r)
{
	struct text t;
	text_init(&t);
	text_addf(&t, "%u %u %u ", (unsigned)rnd_below(r, 65536),
	    (unsigned)rnd_below(r, 256), (unsigned)rnd_below(r, 256));
	uint8_t digest[64];
	rnd_fill(r, digest, sizeof(digest));
	text_add_hex(&t, digest, 1 + rnd_below(r, sizeof(digest)));
	char *s = rnd_alloc(r, t.len + 1);
	memcpy(s, t.bytes, t.len);
	text_fini(&t);
	return s;
}

static const char *const *
random_texts(struct rnd *r, bool ds, size_t *count)
{
	const char **texts = rnd_alloc(r, LIST_MAX * sizeof(*texts));
	*count = rnd_len(r, LIST_MAX);
	for (size_t i = 0; i < *count; i++)
		texts[i] = ds ? random_ds(r) : rnd_printable(r, 500);
	return texts;
}

/* At least one, and no two the same. */
static void
random_ns(struct rnd *r, struct delegation_record *d)
{
	const struct dns_name **ns = rnd_alloc(r, LIST_MAX * sizeof(*ns));
	size_t want = 1 + rnd_len(r, LIST_MAX - 1);
	d->ns = ns;
	for (size_t tries = 0; tries < want; tries++) {
		const struct dns_name *n = rnd_name(r);
		bool there = false;
		for (size_t i = 0; i < d->ns_count; i++)
			there = there || dns_name_equal(ns[i], n);
		if (!there)
			ns[d->ns_count++] = n;
	}
}

static void
random_glue(struct rnd *r, struct delegation_record *d)
{
	struct delegation_record_glue *glue =
	    rnd_alloc(r, LIST_MAX * sizeof(*glue));
	d->glue = glue;
	d->glue_count = rnd_len(r, LIST_MAX);
	for (size_t i = 0; i < d->glue_count; i++)
		glue[i] =
		    (struct delegation_record_glue){rnd_name(r), rnd_addr(r)};
}

static bool
same_texts(
    const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	bool same = a_count == b_count;
	for (size_t i = 0; same && i < a_count; i++)
		same = strcmp(a[i], b[i]) == 0;
	return same;
}

static bool
same(const struct delegation_record *a, const struct delegation_record *b)
{
	bool good = same_name(a->domain, b->domain) &&
		    same_name(a->zone, b->zone) && a->source == b->source &&
		    a->ns_count == b->ns_count &&
		    a->glue_count == b->glue_count &&
		    same_texts(a->ds, a->ds_count, b->ds, b->ds_count) &&
		    same_texts(a->ds_rrsig, a->ds_rrsig_count, b->ds_rrsig,
			b->ds_rrsig_count);
	for (size_t i = 0; good && i < a->ns_count; i++)
		good = dns_name_equal(a->ns[i], b->ns[i]);
	for (size_t i = 0; good && i < a->glue_count; i++)
		good = dns_name_equal(a->glue[i].name, b->glue[i].name) &&
		       addr_equal(a->glue[i].ip, b->glue[i].ip);
	return good;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct delegation_record d = {
	    .domain = rnd_name(r), .zone = rnd_name(r)};
	d.source =
	    (enum delegation_source)rnd_below(r, DELEGATION_SOURCE_COUNT);
	struct delegation_record back;
	random_ns(r, &d);
	d.ds = random_texts(r, true, &d.ds_count);
	d.ds_rrsig = random_texts(r, false, &d.ds_rrsig_count);
	random_glue(r, &d);
	delegation_record_add(line, &d);
	return delegation_record_read(reader, line->bytes, line->len, &back) &&
	       same(&d, &back);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
