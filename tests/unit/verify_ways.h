/*
 * verify_ways.h - one run judged by all ways: the lines are the same bytes.
 */
#ifndef VERIFY_WAYS_H
#define VERIFY_WAYS_H

#include <stdio.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "analysis/dnssec/known_signatures_file.h"
#include "base/file.h"
#include "base/macros.h"
#include "base/text.h"
#include "output/part_reader.h"

/* All lines of `dir`/`kind`. */
static inline void
verify_ways_read(const char *dir, const char *kind, struct text *out)
{
	struct part_reader *r;
	struct part_line line;
	text_clear(out);
	if (part_reader_open(dir, kind, false, &r) < 0)
		return;
	while (part_reader_line(r, &line) == 1) {
		text_add_bytes(out, line.text, line.len);
		text_add_char(out, '\n');
	}
	part_reader_close(r);
}

static inline bool
verify_ways_equal(const struct text *a, const struct text *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

/* A way to judge. */
struct verify_way {
	const char *threads, *memory;
	bool memo;        /* in RUN.way.memo */
	const char *only; /* NULL: all */
	bool large;       /* that memo is made larger than it may be read */
};

/* Adds more than an eighth of a megabyte has room for; false: it fails. */
static inline bool
verify_ways_enlarge(const char *run)
{
	enum { ADDED = 20000 };
	static const struct known_room room = {
	    .more = ADDED, .most = 100 * ADDED};
	uint8_t secret[KNOWN_SECRET_BYTES];
	struct known_signatures k;
	struct known_file file;
	char memo[320];
	snprintf(memo, sizeof(memo), "%s.way.memo", run);
	if (known_signatures_secret(memo, secret) < 0 ||
	    known_signatures_read(&k, memo, &room, secret, &file) < 0)
		return false;
	for (uint64_t i = 0; i < ADDED; i++)
		known_signatures_add(
		    &k, &(struct known_signature){i * 7919 << 8 | 1, i});
	bool good = known_signatures_write(&k, memo) == 0;
	known_signatures_fini(&k);
	return good;
}

/* Into RUN.way. */
static inline int
verify_one_way(
    const char *run, const char *anchor, const struct verify_way *way)
{
	char out[300], memo[320],
	    *argv[24] = {"verify", (char *)run, "--partial", "--rrsets",
		"--trust-anchor", (char *)anchor, "-o", out, "--threads",
		(char *)way->threads, "--memory", (char *)way->memory, "--memo",
		memo};
	snprintf(out, sizeof(out), "%s.way", run);
	snprintf(memo, sizeof(memo), "%s.memo", out);
	int argc = way->memo ? 14 : 12;
	if (way->only != NULL) {
		argv[argc++] = "--only";
		argv[argc++] = (char *)way->only;
	}
	argv[argc] = NULL;
	return verify_command(argc, argv);
}

static inline bool
verify_ways_clean(const char *run)
{
	static const char *const ends[] = {"", ".memo", ".memo.key"};
	bool good = true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char path[320];
		snprintf(path, sizeof(path), "%s.way%s", run, ends[i]);
		good = file_remove_tree(path) == 0 && good;
	}
	return good;
}

/*
 * What is there by one thread in memory is there by each other way.  Under a
 * sanitizer those that no other one contains: it looks at the ways' memory.
 */
static inline bool
verify_is_same_by_all_ways(const char *run, const char *anchor)
{
	static const struct verify_way ways[] = {
	    {"1", "1G", false, NULL, false},
	    {"3", "1M", false, NULL, false},
	    {"2", "1M", true, NULL, false}, /* a memo that is made ... */
	    {"2", "1M", true, NULL, false}, /* ... and known ... */
	    {"2", "1M", true, NULL, true},  /* ... and too large */
#ifndef __SANITIZE_ADDRESS__
	    {"3", "1G", false, NULL, false},
	    {"1", "1M", false, NULL, false},
	    {"1", "1G", true, NULL, false},
#endif
	};
	static const char *const kinds[] = {
	    "verdict/host", "verdict/domain", "rrset"};
	struct text want[ARRAY_LEN(kinds)], got;
	char out[300];
	bool same = true;
	snprintf(out, sizeof(out), "%s.way", run);
	text_init(&got);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		if (ways[i].large)
			same = same && verify_ways_enlarge(run);
		same = same && verify_one_way(run, anchor, &ways[i]) == 0;
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			if (i == 0)
				text_init(&want[k]);
			verify_ways_read(
			    out, kinds[k], i == 0 ? &want[k] : &got);
			if (i > 0 && !verify_ways_equal(&got, &want[k])) {
				printf("# %s by way %zu\n", kinds[k], i);
				same = false;
			}
		}
	}
	same = same && want[ARRAY_LEN(kinds) - 1].len > 0;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		text_fini(&want[k]);
	text_fini(&got);
	return verify_ways_clean(run) && same;
}

#endif
