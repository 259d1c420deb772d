/*
 * verify_ways.h - one run judged by all ways: the lines are the same bytes.
 */
#ifndef VERIFY_WAYS_H
#define VERIFY_WAYS_H

#include <stdio.h>
#include <string.h>

#include "analysis/command/verify.h"
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

/* With options that end in NULL, into RUN.way. */
static inline int
verify_one_way(const char *run, const char *anchor, const char *const *options)
{
	char out[300],
	    *argv[24] = {"verify", (char *)run, "--partial", "--rrsets",
		"--trust-anchor", (char *)anchor, "-o", out};
	int argc = 8;
	snprintf(out, sizeof(out), "%s.way", run);
	while (*options != NULL)
		argv[argc++] = (char *)*options++;
	return verify_command(argc, argv);
}

/* What is there by one thread in memory is there by each other way. */
static inline bool
verify_is_same_by_all_ways(const char *run, const char *anchor)
{
	static const char *const ways[][5] = {
	    {"--threads", "1"},
	    {"--threads", "3"},
	    {"--memory", "1M", "--threads", "1"},
	    {"--memory", "1M", "--threads", "3"},
	};
	static const char *const kinds[] = {
	    "verdict/host", "verdict/domain", "rrset"};
	struct text want[ARRAY_LEN(kinds)], got;
	char out[300];
	bool same = true;
	snprintf(out, sizeof(out), "%s.way", run);
	text_init(&got);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		same = same && verify_one_way(run, anchor, ways[i]) == 0;
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			if (i == 0)
				text_init(&want[k]);
			verify_ways_read(
			    out, kinds[k], i == 0 ? &want[k] : &got);
			if (i > 0 && (got.len != want[k].len ||
					 memcmp(got.bytes, want[k].bytes,
					     got.len) != 0)) {
				printf("# %s by way %zu\n", kinds[k], i);
				same = false;
			}
		}
	}
	same = same && want[ARRAY_LEN(kinds) - 1].len > 0;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		text_fini(&want[k]);
	text_fini(&got);
	return file_remove_tree(out) == 0 && same;
}

#endif
