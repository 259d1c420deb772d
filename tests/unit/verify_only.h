/*
 * verify_only.h - what `verify --only` writes is some of the lines that there
 * are without it, the same bytes; its manifest counts the others.
 */
#ifndef VERIFY_ONLY_H
#define VERIFY_ONLY_H

#include <inttypes.h>
#include <stdlib.h>

#include <jansson.h>

#include "verify_ways.h"

/* What is to be there: lines, and how many are left out, by what they say. */
struct only_want {
	json_t *hosts;    /* those of which there is a line */
	json_t *domains;  /* those that are named */
	json_t *left_out; /* by words of a row of the manifest */
	struct text lines[2], names;
	long others[2]; /* that are not judged */
};

static inline void
only_want_init(struct only_want *w)
{
	*w = (struct only_want){
	    json_object(), json_object(), json_object(), .others = {0}};
	text_init(&w->lines[0]);
	text_init(&w->lines[1]);
	text_init(&w->names);
}

static inline void
only_want_fini(struct only_want *w)
{
	json_decref(w->hosts);
	json_decref(w->domains);
	json_decref(w->left_out);
	text_fini(&w->lines[0]);
	text_fini(&w->lines[1]);
	text_fini(&w->names);
}

static inline const char *
only_word(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "-";
}

/* `mx` or `tlsa` is the state, and of domains the zone and `with_mx` tell. */
static inline void
only_count(struct only_want *w, json_t *v, const char *state, int with_mx,
    json_int_t more)
{
	char key[600];
	snprintf(key, sizeof(key), "%s %s %d %s %s %s",
	    with_mx < 0 ? "" : only_word(v, "zone"), state, with_mx,
	    only_word(v, "study"), only_word(v, "sender"),
	    only_word(v, "reason"));
	json_int_t n = json_integer_value(json_object_get(w->left_out, key));
	json_object_set_new(w->left_out, key, json_integer(n + more));
}

static inline void
only_keep(struct only_want *w, int kind, const char *line, size_t len)
{
	text_add_bytes(&w->lines[kind], line, len);
	text_add_char(&w->lines[kind], '\n');
}

static inline bool
only_uses_kept(const struct only_want *w, json_t *v)
{
	json_t *host;
	size_t i;
	json_array_foreach(json_object_get(v, "hosts"), i, host)
	{
		if (json_object_get(w->hosts, only_word(host, "host")) != NULL)
			return true;
	}
	return false;
}

/* As report counts it: its own name is no MX record. */
static inline bool
only_with_mx(json_t *v)
{
	json_t *hosts = json_object_get(v, "hosts");
	json_t *first = json_array_get(hosts, 0);
	bool own =
	    json_array_size(hosts) == 1 &&
	    json_integer_value(json_object_get(first, "preference")) == 0 &&
	    strcmp(only_word(first, "host"), only_word(v, "domain")) == 0;
	return (json_array_size(hosts) > 0 && !own) ||
	       strcmp(only_word(v, "reason"), "null_mx") == 0 ||
	       strcmp(only_word(v, "reason"), "mx_ip_literal") == 0;
}

/* What --only dane makes of one line. */
static inline void
only_dane_line(
    struct only_want *w, int kind, json_t *v, const char *line, size_t len)
{
	bool keep = kind == 0
			? json_array_size(json_object_get(v, "records")) > 0
			: only_uses_kept(w, v);
	if (keep && kind == 0)
		json_object_set_new(
		    w->hosts, only_word(v, "host"), json_true());
	if (keep)
		only_keep(w, kind, line, len);
	else if (kind == 0)
		only_count(w, v, only_word(json_object_get(v, "tlsa"), "state"),
		    -1, 1);
	else
		only_count(w, v, only_word(json_object_get(v, "mx"), "state"),
		    only_with_mx(v), 1);
}

/* What --only domains= does; the hosts of these domains are known before. */
static inline void
only_named_line(
    struct only_want *w, int kind, json_t *v, const char *line, size_t len)
{
	const char *name = only_word(v, kind == 0 ? "host" : "domain");
	bool keep =
	    json_object_get(kind == 0 ? w->hosts : w->domains, name) != NULL;
	if (keep)
		only_keep(w, kind, line, len);
	else
		w->others[kind]++;
}

typedef void only_line_fn(
    struct only_want *w, int kind, json_t *v, const char *line, size_t len);

static inline void
only_each(
    struct only_want *w, const struct text *all, int kind, only_line_fn *fn)
{
	const char *end;
	for (const char *at = all->bytes; (end = strchr(at, '\n')) != NULL;
	     at = end + 1) {
		size_t len = (size_t)(end - at);
		json_t *v = json_loadb(at, len, 0, NULL);
		fn(w, kind, v, at, len);
		json_decref(v);
	}
}

/* Every third domain is named. */
static inline void
only_name_some(
    struct only_want *w, int kind, json_t *v, const char *line, size_t len)
{
	json_t *host;
	size_t i;
	(void)kind;
	(void)line;
	(void)len;
	if (w->others[1]++ % 3 != 0)
		return;
	json_object_set_new(w->domains, only_word(v, "domain"), json_true());
	text_addf(&w->names, "%s. # one\n", only_word(v, "domain"));
	json_array_foreach(json_object_get(v, "hosts"), i, host)
	    json_object_set_new(w->hosts, only_word(host, "host"), json_true());
}

/* Rows of the manifest are what is counted; `w` has none left then. */
static inline bool
only_take_rows(struct only_want *w, json_t *left_out, const char *kind)
{
	json_t *row;
	size_t i;
	bool of_hosts = strcmp(kind, "hosts") == 0;
	json_array_foreach(json_object_get(left_out, kind), i, row) only_count(
	    w, row, only_word(row, of_hosts ? "tlsa" : "mx"),
	    of_hosts ? -1 : (int)json_is_true(json_object_get(row, "with_mx")),
	    -atoll(only_word(row, kind)));
	return left_out != NULL;
}

static inline bool
only_manifest_fits(struct only_want *w, const char *out)
{
	char path[400];
	const char *key;
	json_t *n;
	snprintf(path, sizeof(path), "%s/verdict/manifest.json", out);
	json_t *m = json_load_file(path, 0, NULL);
	json_t *rest = json_object_get(m, "left_out");
	json_t *others = json_object_get(rest, "not_judged");
	bool fits = only_take_rows(w, rest, "hosts") &&
		    only_take_rows(w, rest, "domains") &&
		    atol(only_word(others, "hosts")) == w->others[0] &&
		    atol(only_word(others, "domains")) == w->others[1];
	json_object_foreach(w->left_out, key, n)
	{
		if (json_integer_value(n) != 0)
			printf("# %s: %" JSON_INTEGER_FORMAT "\n", key,
			    json_integer_value(n));
		fits = fits && json_integer_value(n) == 0;
	}
	if (!fits)
		printf("# %s\n", path);
	const char *gathered = getenv("MANIFESTS");
	FILE *f = gathered != NULL ? fopen(gathered, "ae") : NULL;
	if (f != NULL) { /* for tests/schema/manifests */
		fits = json_dumpf(m, f, JSON_COMPACT) == 0 && fits;
		fputc('\n', f);
		fclose(f);
	}
	json_decref(m);
	return fits;
}

/* Judges with `only`, in memory and from disk. */
static inline bool
only_fits(
    struct only_want *w, const char *run, const char *anchor, const char *only)
{
	static const char *const memory[] = {"1G", "1M"};
	static const char *const kinds[] = {"verdict/host", "verdict/domain"};
	char out[300];
	struct text got;
	bool fits = true;
	snprintf(out, sizeof(out), "%s.way", run);
	text_init(&got);
	for (int i = 0; i < 2; i++) {
		const struct verify_way way = {
		    "2", memory[i], false, only, false};
		json_t *counted = json_deep_copy(w->left_out);
		fits = verify_one_way(run, anchor, &way) == 0 && fits;
		fits = only_manifest_fits(w, out) && fits;
		for (int kind = 0; kind < 2; kind++) {
			verify_ways_read(out, kinds[kind], &got);
			bool same = got.len == w->lines[kind].len &&
				    (got.len == 0 ||
					memcmp(got.bytes, w->lines[kind].bytes,
					    got.len) == 0);
			if (!same)
				printf("# --only %s, %s, %s: %zu bytes\n", only,
				    memory[i], kinds[kind], got.len);
			fits = fits && same;
		}
		json_decref(w->left_out);
		w->left_out = counted;
	}
	text_fini(&got);
	return fits;
}

/* Of a run that has hosts with TLSA records, and others. */
static inline bool
verify_only_fits(const char *run, const char *anchor)
{
	const struct verify_way whole = {"1", "1G", false, NULL, false};
	char out[300], list[320], named[340];
	struct text hosts, domains;
	struct only_want dane, some;
	text_init(&hosts);
	text_init(&domains);
	only_want_init(&dane);
	only_want_init(&some);
	snprintf(out, sizeof(out), "%s.way", run);
	snprintf(list, sizeof(list), "%s.memo", out);
	snprintf(named, sizeof(named), "domains=%s", list);
	bool fits = verify_one_way(run, anchor, &whole) == 0;
	verify_ways_read(out, "verdict/host", &hosts);
	verify_ways_read(out, "verdict/domain", &domains);
	only_each(&dane, &hosts, 0, only_dane_line);
	only_each(&dane, &domains, 1, only_dane_line);
	fits = fits && dane.lines[1].len > 0 &&
	       dane.lines[1].len < domains.len &&
	       only_fits(&dane, run, anchor, "dane");
	only_each(&some, &domains, 1, only_name_some);
	some.others[1] = 0;
	only_each(&some, &hosts, 0, only_named_line);
	only_each(&some, &domains, 1, only_named_line);
	FILE *f = fopen(list, "we");
	if (f == NULL || fputs(some.names.bytes, f) < 0 || fclose(f) != 0)
		abort();
	fits =
	    fits && some.others[1] > 0 && only_fits(&some, run, anchor, named);
	only_want_fini(&dane);
	only_want_fini(&some);
	text_fini(&hosts);
	text_fini(&domains);
	return verify_ways_clean(run) && fits;
}

#endif
