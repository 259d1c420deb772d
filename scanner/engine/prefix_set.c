#include "prefix_set.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_lines.h"

enum { PREFIX_TEXT_MAX = 256, V4_BITS = 96 };

void
prefix_set_init(struct prefix_set *s)
{
	*s = (struct prefix_set){0};
}

void
prefix_set_fini(struct prefix_set *s)
{
	array_fini(&s->prefixes);
}

int
prefix_set_add(struct prefix_set *s, const struct prefix *p)
{
	struct prefix *new = array_push(&s->prefixes, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = *p;
	return 0;
}

/* As prefix_parse(), but host bits may be set, and are dropped. */
static bool
parse_lenient(const char *text, struct prefix *out)
{
	char address[ADDR_TEXT_MAX], zeros[16];
	const char *slash = strchr(text, '/');
	struct addr a;
	if (slash == NULL)
		return prefix_parse(text, out);
	size_t len = (size_t)(slash - text);
	if (len >= sizeof(address) || strlen(slash) > sizeof("/128"))
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	snprintf(zeros, sizeof(zeros), "%s%s",
	    strchr(address, ':') == NULL ? "0.0.0.0" : "::", slash);
	if (!addr_parse(address, &a) || !prefix_parse(zeros, out))
		return false;
	*out = prefix_of(&a, out->bits);
	return true;
}

/* All of `p` but `hole`, which it holds: the other half at each bit. */
static int
add_without(
    struct prefix_set *s, const struct prefix *p, const struct prefix *hole)
{
	for (unsigned bits = p->bits + 1u; bits <= hole->bits; bits++) {
		struct prefix half = prefix_of(&hole->base, bits);
		uint8_t *last = &half.base.bytes[(bits - 1) / 8];
		*last = (uint8_t)(*last ^ 0x80u >> (bits - 1) % 8);
		int rc = prefix_set_add(s, &half);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
add_parsed(struct prefix_set *s, const struct prefix *p, struct text *why)
{
	const struct prefix v4 = {addr_from_v4((const uint8_t[4]){0}), V4_BITS};
	bool holds_v4 = p->bits < V4_BITS && prefix_has(p, &v4.base);
	int rc = holds_v4 ? add_without(s, p, &v4) : prefix_set_add(s, p);
	if (rc < 0)
		text_addf(why, "%s", strerror(-rc));
	return rc;
}

int
prefix_set_add_text(struct prefix_set *s, const char *text, struct text *why)
{
	struct prefix p;
	if (parse_lenient(text, &p))
		return add_parsed(s, &p, why);
	text_addf(why, "\"%.64s\" is no address or prefix such as 192.0.2.0/24",
	    text);
	return -EINVAL;
}

/* The word that a line holds, without blanks and comment; its length. */
static size_t
word_of(const char **line)
{
	*line += strspn(*line, " \t");
	size_t len = strcspn(*line, "#;");
	while (len > 0 && isspace((unsigned char)(*line)[len - 1]))
		len--;
	return len;
}

static int
take_line(struct prefix_set *s, const struct text_lines *in, const char *line,
    struct text *why)
{
	char word[PREFIX_TEXT_MAX];
	struct prefix p;
	size_t len = word_of(&line);

	if (len == 0)
		return 0;
	snprintf(word, sizeof(word), "%.*s", (int)len, line);
	if (len < sizeof(word) && parse_lenient(word, &p))
		return add_parsed(s, &p, why);
	text_lines_fault(in, "", why);
	text_addf(why,
	    "\"%.64s\" is no address or prefix; mend or remove the line", word);
	return -EINVAL;
}

int
prefix_set_read(struct prefix_set *s, const char *path, struct text *why)
{
	struct text_lines in;
	const char *line;
	size_t len;

	int rc = text_lines_open(&in, path, why);
	while (rc == 0 && text_lines_next(&in, &line, &len, why))
		rc = take_line(s, &in, line, why);
	if (rc == 0)
		rc = text_lines_error(&in);
	text_lines_close(&in);
	return rc;
}

int
prefix_set_take_out(struct prefix_set *s, const struct prefix *hole)
{
	struct prefix *at = s->prefixes.at;
	size_t i = 0;
	while (i < s->prefixes.count &&
	       !(at[i].bits <= hole->bits && prefix_has(&at[i], &hole->base)))
		i++;
	if (i == s->prefixes.count)
		return -ENOENT;
	const struct prefix around = at[i];
	at[i] = at[--s->prefixes.count];
	return add_without(s, &around, hole);
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
	struct prefix *at = s->prefixes.at;
	if (s->prefixes.count == 0)
		return;
	qsort(at, s->prefixes.count, sizeof(*at), by_base_then_widest);
	size_t kept = 1;
	for (size_t i = 1; i < s->prefixes.count; i++)
		if (!prefix_has(&at[kept - 1], &at[i].base))
			at[kept++] = at[i];
	s->prefixes.count = kept;
}

bool
prefix_set_has(const struct prefix_set *s, const struct addr *a)
{
	size_t low = 0, high = prefix_set_count(
			    s); /* the last base <= a is below high */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (addr_compare(&prefix_set_at(s, mid)->base, a) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && prefix_has(prefix_set_at(s, low - 1), a);
}
