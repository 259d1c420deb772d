#include "prefix_set.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024, FIRST_CAP = 64 };

void
prefix_set_init(struct prefix_set *s)
{
	*s = (struct prefix_set){0};
}

void
prefix_set_fini(struct prefix_set *s)
{
	free(s->at);
	*s = (struct prefix_set){0};
}

int
prefix_set_add(struct prefix_set *s, const struct prefix *p)
{
	if (s->count == s->cap) {
		size_t cap = s->cap > 0 ? s->cap * 2 : FIRST_CAP;
		struct prefix *at = reallocarray(s->at, cap, sizeof(*at));
		if (at == NULL)
			return -ENOMEM;
		s->at = at;
		s->cap = cap;
	}
	s->at[s->count++] = *p;
	return 0;
}

int
prefix_set_add_text(struct prefix_set *s, const char *text, struct text *why)
{
	struct prefix p;
	if (prefix_parse(text, &p))
		return prefix_set_add(s, &p);
	text_addf(why, "\"%.64s\" is no address or prefix such as 192.0.2.0/24",
	    text);
	return -EINVAL;
}

/* The prefix that a line holds; false: an empty line, or a comment. */
static bool
trim(char *line)
{
	line[strcspn(line, "#")] = '\0';
	size_t len = strlen(line);
	while (len > 0 && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	size_t lead = strspn(line, " \t");
	memmove(line, line + lead, len + 1 - lead);
	return line[0] != '\0';
}

static int
add_line(struct prefix_set *s, char *line, const char *path, unsigned number,
    struct text *why)
{
	struct prefix p;
	if (!trim(line))
		return 0;
	if (prefix_parse(line, &p))
		return prefix_set_add(s, &p);
	text_addf(why,
	    "%s:%u: \"%.64s\" is no address or prefix; mend or remove the "
	    "line",
	    path, number, line);
	return -EINVAL;
}

static int
read_lines(FILE *f, struct prefix_set *s, const char *path, struct text *why)
{
	char line[LINE_MAX_BYTES];
	int rc = 0;
	for (unsigned number = 1; rc == 0 && fgets(line, sizeof(line), f);
	     number++) {
		if (strchr(line, '\n') == NULL && !feof(f)) {
			text_addf(
			    why, "%s:%u: the line is too long", path, number);
			return -EINVAL;
		}
		rc = add_line(s, line, path, number, why);
	}
	if (rc == 0 && ferror(f)) {
		text_addf(why, "%s: cannot be read", path);
		rc = -EIO;
	}
	return rc;
}

int
prefix_set_read(struct prefix_set *s, const char *path, struct text *why)
{
	if (strcmp(path, "-") == 0)
		return read_lines(stdin, s, "standard input", why);
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	int rc = read_lines(f, s, path, why);
	fclose(f);
	return rc;
}

static int
by_base_then_widest(const void *a, const void *b)
{
	const struct prefix *p = a, *q = b;
	int order = addr_compare(&p->base, &q->base);
	return order != 0 ? order : (int)p->bits - (int)q->bits;
}

void
prefix_set_seal(struct prefix_set *s)
{
	if (s->count == 0)
		return;
	qsort(s->at, s->count, sizeof(*s->at), by_base_then_widest);
	size_t kept = 1;
	for (size_t i = 1; i < s->count; i++)
		if (!prefix_has(&s->at[kept - 1], &s->at[i].base))
			s->at[kept++] = s->at[i];
	s->count = kept;
}

bool
prefix_set_has(const struct prefix_set *s, const struct addr *a)
{
	size_t low = 0, high = s->count; /* the last base <= a is below high */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (addr_compare(&s->at[mid].base, a) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && prefix_has(&s->at[low - 1], a);
}
