#include "policy_record.h"

#include <string.h>
#include <strings.h>

/* Some bytes of the record. */
struct piece {
	const char *at;
	size_t len;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct piece
trim(struct piece s)
{
	while (s.len > 0 && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

/* Splits off what is in front of the next `sep`; false: nothing is left. */
static bool
next_part(struct piece *rest, char sep, struct piece *part)
{
	if (rest->len == 0)
		return false;
	const char *end = memchr(rest->at, sep, rest->len);
	size_t len = end != NULL ? (size_t)(end - rest->at) : rest->len;
	size_t used = len + (end != NULL);
	*part = trim((struct piece){rest->at, len});
	rest->at += used;
	rest->len -= used;
	return true;
}

static bool
is_word(struct piece s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.at, word, s.len) == 0;
}

static bool
begins(struct piece s, const char *with)
{
	size_t len = strlen(with);
	return s.len > len && strncasecmp(s.at, with, len) == 0;
}

/* The value of the first field NAME=VALUE of this name. */
static bool
find_field(struct piece record, const char *name, struct piece *value)
{
	struct piece field, key;
	while (next_part(&record, ';', &field)) {
		struct piece rest = field;
		if (memchr(field.at, '=', field.len) == NULL ||
		    !next_part(&rest, '=', &key) || !is_word(key, name))
			continue;
		*value = trim(rest);
		return true;
	}
	return false;
}

/* Of a term that is `all`: the fault of its qualifier. */
static bool
is_all(struct piece term, enum policy_fault *fault)
{
	*fault = POLICY_FINE;
	if (is_word(term, "-all") || is_word(term, "~all"))
		return true;
	*fault = POLICY_SPF_OPEN;
	if (is_word(term, "?all"))
		return true;
	*fault = POLICY_SPF_PASSES;
	return is_word(term, "all") || is_word(term, "+all");
}

/*
 * What stands behind `all` is never reached, and `redirect` is not read
 * wherever `all` stands (RFC 7208 5.1).
 */
static void
judge_spf(struct piece record, struct policy_faults *out)
{
	struct piece term;
	enum policy_fault fault, first = POLICY_SPF_OPEN;
	bool all = false;
	unsigned redirects = 0;
	while (next_part(&record, ' ', &term)) {
		redirects += begins(term, "redirect=");
		if (all || !is_all(term, &fault))
			continue;
		all = true;
		first = fault;
	}
	if (all || redirects == 0)
		out->at[first] = true;
	out->at[POLICY_SPF_REDIRECT_IGNORED] = all && redirects > 0;
	out->at[POLICY_SPF_REDIRECTS] = redirects > 1;
}

static enum policy_fault
judge_dmarc(struct piece record)
{
	struct piece p;
	if (!find_field(record, "p", &p))
		return POLICY_DMARC_NO_P;
	if (is_word(p, "none"))
		return POLICY_DMARC_NONE;
	return is_word(p, "quarantine") || is_word(p, "reject")
		   ? POLICY_FINE
		   : POLICY_DMARC_NO_P;
}

/* RFC 8460 3: one URI or several, with commas between them. */
static enum policy_fault
judge_tlsrpt(struct piece record)
{
	struct piece rua, uri;
	if (!find_field(record, "rua", &rua) || rua.len == 0)
		return POLICY_TLSRPT_NO_RUA;
	while (next_part(&rua, ',', &uri))
		if (!begins(uri, "mailto:") && !begins(uri, "https://"))
			return POLICY_TLSRPT_NO_RUA;
	return POLICY_FINE;
}

static bool
is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* RFC 8461 3.1. */
static enum policy_fault
judge_mta_sts(struct piece record)
{
	enum { ID_MAX = 32 };
	struct piece id;
	if (!find_field(record, "id", &id) || id.len == 0 || id.len > ID_MAX)
		return POLICY_MTA_STS_NO_ID;
	for (size_t i = 0; i < id.len; i++)
		if (!is_alphanumeric(id.at[i]))
			return POLICY_MTA_STS_NO_ID;
	return POLICY_FINE;
}

size_t
policy_record_id(const char *text, size_t len, const char **id)
{
	struct piece value = {text, 0};
	(void)!find_field((struct piece){text, len}, "id", &value);
	*id = value.at;
	return value.len;
}

struct policy_faults
policy_record_judge(enum mail_policy p, const char *text, size_t len)
{
	struct piece record = {text, len};
	struct policy_faults out = {0};
	switch (p) {
	case MAIL_POLICY_MTA_STS:
		out.at[judge_mta_sts(record)] = true;
		break;
	case MAIL_POLICY_TLSRPT:
		out.at[judge_tlsrpt(record)] = true;
		break;
	case MAIL_POLICY_DMARC:
		out.at[judge_dmarc(record)] = true;
		break;
	case MAIL_POLICY_SPF:
		judge_spf(record, &out);
		break;
	case MAIL_POLICY_CAA:
	case MAIL_POLICY_COUNT:
		break;
	}
	out.at[POLICY_FINE] = false;
	return out;
}

const char *
policy_fault_word(enum policy_fault f)
{
	static const char *const words[POLICY_FAULT_COUNT] = {
	    [POLICY_FINE] = "",
	    [POLICY_SEVERAL] = "several",
	    [POLICY_SPF_OPEN] = "spf_open",
	    [POLICY_SPF_PASSES] = "spf_passes",
	    [POLICY_SPF_REDIRECT_IGNORED] = "spf_redirect_ignored",
	    [POLICY_SPF_REDIRECTS] = "spf_redirects",
	    [POLICY_DMARC_NO_P] = "dmarc_no_p",
	    [POLICY_DMARC_NONE] = "dmarc_none",
	    [POLICY_TLSRPT_NO_RUA] = "tlsrpt_no_rua",
	    [POLICY_MTA_STS_NO_ID] = "mta_sts_no_id",
	};
	return words[f];
}

const char *
policy_fault_advice(enum policy_fault f)
{
	static const char *const texts[POLICY_FAULT_COUNT] = {
	    [POLICY_FINE] = "",
	    [POLICY_SEVERAL] =
		"There are several, of which readers take none: leave one.",
	    [POLICY_SPF_OPEN] =
		"It leaves open what other senders are: end it with -all or "
		"~all.",
	    [POLICY_SPF_PASSES] =
		"It lets everybody send in the domain's name: end it with "
		"-all or ~all.",
	    [POLICY_SPF_REDIRECT_IGNORED] =
		"Its redirect= is not read, since it has an all: take one of "
		"them out.",
	    [POLICY_SPF_REDIRECTS] =
		"It has several redirect=, and receivers read none of it: "
		"leave one.",
	    [POLICY_DMARC_NO_P] =
		"It has no valid p tag: write p=none, p=quarantine or "
		"p=reject.",
	    [POLICY_DMARC_NONE] =
		"It asks receivers to do nothing: when the reports are clean, "
		"write p=quarantine or p=reject.",
	    [POLICY_TLSRPT_NO_RUA] =
		"It does not say where reports go: give rua a mailto: or "
		"https: address.",
	    [POLICY_MTA_STS_NO_ID] =
		"It has no valid id: write 1 to 32 letters and digits, new "
		"ones with each change of the policy.",
	};
	return texts[f];
}
