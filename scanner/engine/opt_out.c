#include "opt_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "base/text_lines.h"
#include "dns/host_text.h"
#include "dns/type.h"

#define BLANKS " \t"

struct rule {
	enum not_asked kind;
	struct dns_name name;
};

struct opt_out {
	struct array rules; /* struct rule */
	struct table by_rule;
};

static const struct rule *
rule_at(const struct opt_out *o, uint32_t id)
{
	return (const struct rule *)o->rules.at + id;
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return dns_name_hash(&rule_at(ctx, id)->name);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const struct rule *have = rule_at(ctx, id), *want = key;
	return have->kind == want->kind &&
	       dns_name_equal(&have->name, &want->name);
}

static const struct table_kind by_rule = {.hash = hash, .equal = equal};

static bool
has(const struct opt_out *o, const struct rule *rule)
{
	uint32_t id;
	return table_find(
	    &o->by_rule, &by_rule, o, dns_name_hash(&rule->name), rule, &id);
}

static int
add(struct opt_out *o, const struct rule *rule)
{
	if (has(o, rule))
		return 0;
	struct rule *new = array_push(&o->rules, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = *rule;
	return table_add(
	    &o->by_rule, &by_rule, o, (uint32_t)(o->rules.count - 1));
}

/* A bit for each kind of rule. */
enum {
	EXACT = 1u << NOT_ASKED_DOMAIN,
	ALWAYS = EXACT | 1u << NOT_ASKED_SUFFIX,
	AS_HOST = ALWAYS | 1u << NOT_ASKED_MX,
	AS_SERVER = ALWAYS | 1u << NOT_ASKED_NS,
};

static const char *const rule_words[NOT_ASKED_COUNT] = {
    [NOT_ASKED_DOMAIN] = "domain",
    [NOT_ASKED_SUFFIX] = "suffix",
    [NOT_ASKED_MX] = "mx",
    [NOT_ASKED_NS] = "ns",
};

/* The length of a line without its comment and the blanks at its end. */
static size_t
length_of(const char *line)
{
	size_t len = strcspn(line, "#;");
	while (len > 0 && strchr(BLANKS, line[len - 1]) != NULL)
		len--;
	return len;
}

static enum not_asked
kind_of(const char *word, size_t len)
{
	for (unsigned i = NOT_ASKED_DOMAIN; i < NOT_ASKED_COUNT; i++)
		if (strlen(rule_words[i]) == len &&
		    memcmp(rule_words[i], word, len) == 0)
			return (enum not_asked)i;
	return NOT_ASKED_UNSAID;
}

static int
add_prefix(struct prefix_set *prefixes, const char *text, size_t len)
{
	struct text word, unsaid;
	text_init(&word);
	text_init(&unsaid);
	text_add_bytes(&word, text, len);
	int rc = text_ok(&word)
		     ? prefix_set_add_text(prefixes, word.bytes, &unsaid)
		     : -ENOMEM;
	text_fini(&unsaid);
	text_fini(&word);
	return rc;
}

static int
wrong(const struct text_lines *in, const char *line, const char *reason,
    struct text *why)
{
	text_lines_fault(in, "", why);
	text_addf(why,
	    "\"%.64s\": %s; mend or remove the line: domain, suffix, mx or ns "
	    "and a name, or a prefix",
	    line, reason);
	return -EINVAL;
}

/* "NAME", behind the word of the rule. */
static int
take_name(struct opt_out *o, enum not_asked kind, const struct text_lines *in,
    const char *line, size_t at, size_t len, struct text *why)
{
	struct rule rule = {.kind = kind};
	const char *reason = "no name";
	if (at < len)
		reason = dns_host_from_text(line + at, len - at, &rule.name);
	return reason == NULL ? add(o, &rule) : wrong(in, line, reason, why);
}

static int
take_line(struct opt_out *o, struct prefix_set *prefixes,
    const struct text_lines *in, const char *line, struct text *why)
{
	line += strspn(line, BLANKS);
	size_t len = length_of(line), word = strcspn(line, BLANKS "#;");
	if (len == 0)
		return 0;
	enum not_asked kind = kind_of(line, word);
	if (kind != NOT_ASKED_UNSAID)
		return take_name(o, kind, in, line,
		    word + strspn(line + word, BLANKS), len, why);
	int rc = add_prefix(prefixes, line, len);
	return rc == -EINVAL ? wrong(in, line, "no rule", why) : rc;
}

static int
read_lines(struct opt_out *o, struct prefix_set *prefixes,
    struct text_lines *in, struct text *why)
{
	const char *line;
	size_t len;
	int rc = 0;
	while (rc == 0 && text_lines_next(in, &line, &len, why))
		rc = take_line(o, prefixes, in, line, why);
	return rc < 0 ? rc : text_lines_error(in);
}

int
opt_out_read(const char *path, struct prefix_set *prefixes,
    struct opt_out **out, struct text *why)
{
	struct text_lines in;
	struct opt_out *o = calloc(1, sizeof(*o));
	if (o == NULL)
		return -ENOMEM;
	int rc = text_lines_open(&in, path, why);
	if (rc == 0) {
		rc = read_lines(o, prefixes, &in, why);
		text_lines_close(&in);
	}
	if (rc < 0) {
		opt_out_free(o);
		return rc;
	}
	*out = o;
	return 0;
}

void
opt_out_free(struct opt_out *o)
{
	if (o == NULL)
		return;
	array_fini(&o->rules);
	table_fini(&o->by_rule);
	free(o);
}

/* The first rule of these kinds, from the name itself up to the root. */
static enum not_asked
find(const struct opt_out *o, const struct dns_name *name, unsigned kinds)
{
	struct rule at;
	if (o == NULL)
		return NOT_ASKED_UNSAID;
	dns_name_copy(name, &at.name);
	do {
		for (unsigned k = NOT_ASKED_DOMAIN; k < NOT_ASKED_COUNT; k++) {
			at.kind = (enum not_asked)k;
			if ((kinds & 1u << k) != 0 && has(o, &at))
				return at.kind;
		}
		kinds &= ~(unsigned)EXACT; /* holds of that name alone */
	} while (dns_name_parent(&at.name, &at.name));
	return NOT_ASKED_UNSAID;
}

/* `_25._tcp.example.org` is a question about example.org. */
static void
drop_underscores(struct dns_name *name)
{
	while (name->wire[0] > 0 && name->wire[1] == '_' &&
	       dns_name_parent(name, name))
		;
}

enum not_asked
opt_out_of_question(const struct opt_out *o, const struct dns_question *q)
{
	bool of_host =
	    q->type == DNS_A || q->type == DNS_AAAA || q->type == DNS_TLSA;
	struct dns_name name;
	if (o == NULL)
		return NOT_ASKED_UNSAID;
	dns_name_copy(&q->name, &name);
	drop_underscores(&name);
	return find(o, &name, of_host ? AS_HOST : ALWAYS);
}

enum not_asked
opt_out_of_host(const struct opt_out *o, const struct dns_name *host)
{
	return find(o, host, AS_HOST);
}

enum not_asked
opt_out_of_server(const struct opt_out *o, const struct dns_name *ns)
{
	return find(o, ns, AS_SERVER);
}
