#include "server_rates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "base/text_lines.h"
#include "dns/host_text.h"

#define BLANKS " \t"

enum { BITS_MAX = 128, V4_BITS = 96 };

struct prefix_rate {
	struct prefix prefix;
	uint32_t qps;
};

struct name_rate {
	struct dns_name name;
	uint32_t qps;
};

struct server_rates {
	struct array prefixes, names; /* struct prefix_rate, name_rate */
	struct table by_prefix, by_name;
	bool has_bits[BITS_MAX + 1]; /* some prefix is that long */
};

static const struct prefix_rate *
prefix_at(const struct server_rates *r, uint32_t id)
{
	return (const struct prefix_rate *)r->prefixes.at + id;
}

static const struct name_rate *
name_at(const struct server_rates *r, uint32_t id)
{
	return (const struct name_rate *)r->names.at + id;
}

static uint64_t
prefix_hash(const void *ctx, uint32_t id)
{
	return addr_hash(&prefix_at(ctx, id)->prefix.base);
}

static bool
prefix_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct prefix *have = &prefix_at(ctx, id)->prefix, *want = key;
	return have->bits == want->bits && addr_equal(&have->base, &want->base);
}

static uint64_t
name_hash(const void *ctx, uint32_t id)
{
	return dns_name_hash(&name_at(ctx, id)->name);
}

static bool
name_equal(const void *ctx, uint32_t id, const void *key)
{
	return dns_name_equal(&name_at(ctx, id)->name, key);
}

static const struct table_kind by_prefix = {prefix_hash, prefix_equal};
static const struct table_kind by_name = {name_hash, name_equal};

static uint32_t
qps_of_prefix(const struct server_rates *r, const struct prefix *p)
{
	uint32_t id;
	if (!table_find(
		&r->by_prefix, &by_prefix, r, addr_hash(&p->base), p, &id))
		return 0;
	return prefix_at(r, id)->qps;
}

static uint32_t
qps_of_name(const struct server_rates *r, const struct dns_name *name)
{
	uint32_t id;
	if (!table_find(
		&r->by_name, &by_name, r, dns_name_hash(name), name, &id))
		return 0;
	return name_at(r, id)->qps;
}

uint32_t
server_rates_of_address(const struct server_rates *r, const struct addr *a)
{
	for (unsigned bits = BITS_MAX + 1; bits-- > 0;) {
		if (addr_is_v4(a) && bits < V4_BITS)
			return 0; /* ::/0 means IPv6 */
		if (!r->has_bits[bits])
			continue;
		struct prefix p = prefix_of(a, bits);
		uint32_t qps = qps_of_prefix(r, &p);
		if (qps != 0)
			return qps;
	}
	return 0;
}

uint32_t
server_rates_of_name(const struct server_rates *r, const struct dns_name *ns)
{
	struct dns_name at = *ns, above;
	for (;;) {
		uint32_t qps = qps_of_name(r, &at);
		if (qps != 0 || !dns_name_parent(&at, &above))
			return qps;
		at = above;
	}
}

/* NULL, or what is wrong.  `*rc` is of the machine. */
static const char *
add_prefix(
    struct server_rates *r, const struct prefix *p, uint32_t qps, int *rc)
{
	if (qps_of_prefix(r, p) != 0)
		return "this prefix stands there twice";
	struct prefix_rate *new = array_push(&r->prefixes, 1, sizeof(*new));
	*rc = -ENOMEM;
	if (new == NULL)
		return NULL;
	*new = (struct prefix_rate){*p, qps};
	r->has_bits[p->bits] = true;
	*rc = table_add(
	    &r->by_prefix, &by_prefix, r, (uint32_t)(r->prefixes.count - 1));
	return NULL;
}

static const char *
add_name(
    struct server_rates *r, const char *text, size_t len, uint32_t qps, int *rc)
{
	struct name_rate row = {.qps = qps};
	const char *fault = dns_host_from_text(text, len, &row.name);
	if (fault != NULL)
		return fault;
	if (qps_of_name(r, &row.name) != 0)
		return "this name stands there twice";
	struct name_rate *new = array_push(&r->names, 1, sizeof(*new));
	*rc = -ENOMEM;
	if (new == NULL)
		return NULL;
	*new = row;
	*rc =
	    table_add(&r->by_name, &by_name, r, (uint32_t)(r->names.count - 1));
	return NULL;
}

/* All of `text` is a number from 1 on; else 0. */
static uint32_t
number(const char *text, size_t len)
{
	uint32_t n = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		n = n * 10 + (uint32_t)(text[i] - '0');
		if (n > SERVER_RATE_MAX)
			return 0;
	}
	return n;
}

static const char *
add(struct server_rates *r, const char *word, size_t len, uint32_t qps, int *rc)
{
	char text[64];
	struct prefix p;
	if (len < sizeof(text)) {
		memcpy(text, word, len);
		text[len] = '\0';
		if (prefix_parse(text, &p))
			return add_prefix(r, &p, qps, rc);
		if (strchr(text, '/') != NULL || strchr(text, ':') != NULL)
			return "no prefix; or bits of the host are set in it";
	}
	return add_name(r, word, len, qps, rc);
}

static int
take_line(struct server_rates *r, const struct text_lines *in, const char *line,
    struct text *why)
{
	int rc = 0;
	line += strspn(line, BLANKS);
	size_t word = strcspn(line, BLANKS "#;");
	if (word == 0)
		return 0;
	const char *second = line + word + strspn(line + word, BLANKS);
	size_t digits = strcspn(second, BLANKS "#;");
	const char *rest = second + digits + strspn(second + digits, BLANKS);
	uint32_t qps = number(second, digits);
	const char *fault = "no rate from 1 to 1000000 behind it";
	if (qps != 0)
		fault = strchr("#;", *rest) == NULL
			    ? "more than a rate behind it"
			    : add(r, line, word, qps, &rc);
	if (fault == NULL)
		return rc;
	text_lines_fault(in, "", why);
	text_addf(why,
	    "\"%.64s\": %s; mend or remove the line: a prefix or a name, and "
	    "questions a second",
	    line, fault);
	return -EINVAL;
}

static int
read_lines(struct server_rates *r, struct text_lines *in, struct text *why)
{
	const char *line;
	size_t len;
	int rc = 0;
	while (rc == 0 && text_lines_next(in, &line, &len, why))
		rc = take_line(r, in, line, why);
	return rc < 0 ? rc : text_lines_error(in);
}

int
server_rates_read(const char *path, struct server_rates **out, struct text *why)
{
	struct text_lines in;
	struct server_rates *r = calloc(1, sizeof(*r));
	if (r == NULL) {
		text_addf(why, "%s: out of memory", path);
		return -ENOMEM;
	}
	int rc = text_lines_open(&in, path, why);
	if (rc == 0) {
		rc = read_lines(r, &in, why);
		text_lines_close(&in);
	}
	if (rc < 0) {
		if (why->len == 0)
			text_addf(why, "%s: %s", path, strerror(-rc));
		server_rates_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
server_rates_free(struct server_rates *r)
{
	if (r == NULL)
		return;
	array_fini(&r->prefixes);
	array_fini(&r->names);
	table_fini(&r->by_prefix);
	table_fini(&r->by_name);
	free(r);
}
