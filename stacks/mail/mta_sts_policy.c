#include "mail/mta_sts_policy.h"

#include <string.h>
#include <strings.h>

#include "base/macros.h"

enum { NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

/* Some bytes of the file. */
struct policy_text {
	const char *at;
	size_t len;
};

/* What a file has said so far. */
struct reading {
	struct mta_sts_policy *policy;
	bool version, mode, age; /* it has one */
	enum mta_sts_fault version_fault, mode_fault, age_fault, mx_fault;
};

static const char *const modes[] = {
    [MTA_STS_NONE] = "none",
    [MTA_STS_TESTING] = "testing",
    [MTA_STS_ENFORCE] = "enforce",
};

static struct policy_text
trim(struct policy_text f)
{
	while (f.len > 0 && (f.at[0] == ' ' || f.at[0] == '\t')) {
		f.at++;
		f.len--;
	}
	while (f.len > 0 && (f.at[f.len - 1] == ' ' || f.at[f.len - 1] == '\t'))
		f.len--;
	return f;
}

static bool
is_word(struct policy_text f, const char *word)
{
	return f.len == strlen(word) && memcmp(f.at, word, f.len) == 0;
}

static enum mta_sts_fault
read_mode(struct policy_text value, enum mta_sts_mode *out)
{
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		if (!is_word(value, modes[i]))
			continue;
		*out = (enum mta_sts_mode)i;
		return MTA_STS_FINE;
	}
	return MTA_STS_NO_MODE;
}

/* 1 to 10 digits. */
static enum mta_sts_fault
read_age(struct policy_text value, uint32_t *out)
{
	uint64_t n = 0;
	if (value.len == 0 || value.len > 10)
		return MTA_STS_NO_AGE;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return MTA_STS_NO_AGE;
		n = n * 10 + (uint64_t)(value.at[i] - '0');
	}
	*out = (uint32_t)n;
	return n <= MTA_STS_AGE_MAX_S ? MTA_STS_FINE : MTA_STS_NO_AGE;
}

static bool
is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Labels of letters, digits, hyphens and underscores, with dots between. */
static bool
is_host(struct policy_text f)
{
	size_t label = 0;
	if (f.len > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < f.len; i++) {
		if (f.at[i] == '.' ? label == 0 : !is_host_byte(f.at[i]))
			return false;
		label = f.at[i] == '.' ? 0 : label + 1;
		if (label > LABEL_MAX_BYTES)
			return false;
	}
	return label > 0;
}

static enum mta_sts_fault
read_mx(struct policy_text value, struct mta_sts_policy *out)
{
	bool wildcard = value.len > 2 && memcmp(value.at, "*.", 2) == 0;
	if (wildcard) {
		value.at += 2;
		value.len -= 2;
	}
	if (!is_host(value))
		return MTA_STS_BAD_MX;
	if (out->mx_count < MTA_STS_PATTERNS_MAX)
		out->mx[out->mx_count++] = (struct mta_sts_pattern){
		    value.at, (uint8_t)value.len, wildcard};
	return MTA_STS_FINE;
}

static void
take_field(struct reading *r, struct policy_text key, struct policy_text value)
{
	struct mta_sts_policy *p = r->policy;
	if (is_word(key, "version") && !r->version) {
		r->version = true;
		r->version_fault =
		    is_word(value, "STSv1") ? MTA_STS_FINE : MTA_STS_NO_VERSION;
	} else if (is_word(key, "mode") && !r->mode) {
		r->mode = true;
		r->mode_fault = read_mode(value, &p->mode);
	} else if (is_word(key, "max_age") && !r->age) {
		r->age = true;
		r->age_fault = read_age(value, &p->max_age_s);
	} else if (is_word(key, "mx") && r->mx_fault == MTA_STS_FINE) {
		r->mx_fault = read_mx(value, p);
	}
}

/* False: it has no key, or a byte that may not stand there. */
static bool
take_line(struct reading *r, struct policy_text line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.at[i] < ' ' && line.at[i] != '\t')
			return false;
	line = trim(line);
	if (line.len == 0)
		return true;
	const char *colon = memchr(line.at, ':', line.len);
	if (colon == NULL || colon == line.at)
		return false;
	struct policy_text key = {line.at, (size_t)(colon - line.at)};
	struct policy_text value = {colon + 1, line.len - key.len - 1};
	take_field(r, trim(key), trim(value));
	return true;
}

static enum mta_sts_fault
fault_of(const struct reading *r)
{
	const enum mta_sts_fault faults[] = {r->version_fault, r->mode_fault,
	    r->age_fault, r->mx_fault,
	    r->policy->mx_count == 0 && r->policy->mode != MTA_STS_NONE
		? MTA_STS_NO_MX
		: MTA_STS_FINE};
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (faults[i] != MTA_STS_FINE)
			return faults[i];
	return MTA_STS_FINE;
}

enum mta_sts_fault
mta_sts_policy_read(const char *text, size_t len, struct mta_sts_policy *out)
{
	struct reading r = {
	    .policy = out,
	    .version_fault = MTA_STS_NO_VERSION,
	    .mode_fault = MTA_STS_NO_MODE,
	    .age_fault = MTA_STS_NO_AGE,
	};
	*out = (struct mta_sts_policy){.mode = MTA_STS_NONE};
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t used = end != NULL ? (size_t)(end - text) + 1 : len;
		struct policy_text line = {text, used - (end != NULL)};
		if (line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		if (!take_line(&r, line))
			return MTA_STS_BAD_LINE;
		text += used;
		len -= used;
	}
	return fault_of(&r);
}

bool
mta_sts_pattern_has(
    const struct mta_sts_pattern *p, const char *host, size_t len)
{
	if (p->wildcard) {
		const char *dot = memchr(host, '.', len);
		if (dot == NULL || dot == host)
			return false;
		len -= (size_t)(dot + 1 - host);
		host = dot + 1;
	}
	return len == p->len && strncasecmp(host, p->at, len) == 0;
}

bool
mta_sts_policy_has(const struct mta_sts_policy *p, const char *host, size_t len)
{
	for (unsigned i = 0; i < p->mx_count; i++)
		if (mta_sts_pattern_has(&p->mx[i], host, len))
			return true;
	return false;
}

const char *
mta_sts_mode_word(enum mta_sts_mode mode)
{
	return modes[mode];
}
