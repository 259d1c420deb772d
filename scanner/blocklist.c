#include "blocklist.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prefixes sorted by base; none lies within another after seal(). */
struct prefix_set {
	struct prefix *at;
	size_t count, cap;
};

struct blocklist {
	struct prefix_set blocked;
	struct prefix_set allowed; /* empty: all that is not blocked */
};

/* RFC 6890 and the IANA registries of special-purpose addresses. */
static const char *const special[] = {
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
};

static int
set_add(struct prefix_set *s, struct prefix p)
{
	if (s->count == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		struct prefix *at = reallocarray(s->at, cap, sizeof(*at));
		if (at == NULL)
			return -ENOMEM;
		s->at = at;
		s->cap = cap;
	}
	s->at[s->count++] = p;
	return 0;
}

static int
by_base_then_widest(const void *a, const void *b)
{
	const struct prefix *p = a, *q = b;
	int order = addr_compare(&p->base, &q->base);
	return order != 0 ? order : (int)p->bits - (int)q->bits;
}

static void
set_seal(struct prefix_set *s)
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

static bool
set_has(const struct prefix_set *s, const struct addr *a)
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
read_lines(FILE *f, const char *path, struct prefix_set *s, struct text *why)
{
	char line[256];
	for (unsigned number = 1; fgets(line, sizeof(line), f); number++) {
		if (!trim(line))
			continue;
		struct prefix p;
		if (!prefix_parse(line, &p)) {
			text_addf(why,
			    "%s:%u: \"%s\" is no address or prefix; mend or "
			    "remove the line",
			    path, number, line);
			return -EINVAL;
		}
		if (set_add(s, p) < 0)
			return -ENOMEM;
	}
	if (ferror(f))
		return -EIO;
	set_seal(s);
	return 0;
}

static int
read_file(const char *path, struct prefix_set *s, struct text *why)
{
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		text_addf(why, "%s: %s", path, strerror(errno));
		return -errno;
	}
	int rc = read_lines(f, path, s, why);
	fclose(f);
	return rc;
}

int
blocklist_new_default(struct blocklist **out)
{
	struct blocklist *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		struct prefix p;
		if (!prefix_parse(special[i], &p) ||
		    set_add(&b->blocked, p) < 0) {
			blocklist_free(b);
			return -ENOMEM;
		}
	}
	set_seal(&b->blocked);
	*out = b;
	return 0;
}

int
blocklist_new_file(const char *path, struct blocklist **out, struct text *why)
{
	struct blocklist *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	int rc = read_file(path, &b->blocked, why);
	if (rc < 0) {
		blocklist_free(b);
		return rc;
	}
	*out = b;
	return 0;
}

int
blocklist_allow_file(struct blocklist *b, const char *path, struct text *why)
{
	return read_file(path, &b->allowed, why);
}

void
blocklist_free(struct blocklist *b)
{
	if (b == NULL)
		return;
	free(b->blocked.at);
	free(b->allowed.at);
	free(b);
}

bool
blocklist_has(const struct blocklist *b, const struct addr *a)
{
	if (b->allowed.count > 0 && !set_has(&b->allowed, a))
		return true;
	return set_has(&b->blocked, a);
}
