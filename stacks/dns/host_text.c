#include "host_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/addr.h"
#include "u_label.h"

/* A part of the text that was given. */
struct text_part {
	const char *at;
	size_t len;
};

static void
skip(struct text_part *s, size_t count)
{
	s->at += count;
	s->len -= count;
}

static void
cut_at(struct text_part *s, const char *stops)
{
	for (size_t i = 0; i < s->len; i++) {
		if (strchr(stops, s->at[i]) != NULL && s->at[i] != 0)
			s->len = i;
	}
}

static void
drop_quotes(struct text_part *s)
{
	char quote = s->len >= 2 ? s->at[0] : 0;

	if ((quote != '"' && quote != '\'') || s->at[s->len - 1] != quote)
		return;
	skip(s, 1);
	s->len--;
}

/* "https://" and the like, and "mailto:". */
static void
drop_scheme(struct text_part *s)
{
	static const char mail[] = "mailto:";
	const char *slashes = memmem(s->at, s->len, "://", 3);

	if (slashes != NULL) {
		skip(s, (size_t)(slashes + 3 - s->at));
		cut_at(s, "/?#");
	} else if (s->len > sizeof(mail) &&
		   strncasecmp(s->at, mail, sizeof(mail) - 1) == 0) {
		skip(s, sizeof(mail) - 1);
		cut_at(s, "?");
	}
}

static void
drop_user(struct text_part *s)
{
	const char *at = memrchr(s->at, '@', s->len);

	if (at != NULL)
		skip(s, (size_t)(at + 1 - s->at));
}

/* ":443"; not the colons of an IPv6 address. */
static void
drop_port(struct text_part *s)
{
	const char *colon = memchr(s->at, ':', s->len);

	if (colon == NULL || memrchr(s->at, ':', s->len) != colon)
		return;
	for (const char *c = colon + 1; c < s->at + s->len; c++) {
		if (!isdigit((unsigned char)*c))
			return;
	}
	s->len = (size_t)(colon - s->at);
}

static bool
is_address(const struct text_part *s)
{
	char text[64];
	struct addr addr;

	if (s->len == 0 || s->len >= sizeof(text))
		return false;
	if (s->at[0] == '[')
		return true;
	memcpy(text, s->at, s->len);
	text[s->len] = 0;
	return addr_parse(text, &addr);
}

static bool
is_good_label(const uint8_t *label, uint8_t len)
{
	for (uint8_t i = 0; i < len; i++) {
		if (!isalnum(label[i]) && label[i] != '-' && label[i] != '_')
			return false;
	}
	return label[0] != '-' && label[0] != '_' && label[len - 1] != '-';
}

static bool
is_all_digits(const uint8_t *label, uint8_t len)
{
	for (uint8_t i = 0; i < len; i++) {
		if (!isdigit(label[i]))
			return false;
	}
	return true;
}

/* NULL, or what is wrong with a label. */
static const char *
check_labels(const struct dns_name *name)
{
	bool digits = false;

	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u) {
		const uint8_t *label = name->wire + at + 1;
		uint8_t len = name->wire[at];
		if (label[0] == '*' && len == 1)
			return "a wildcard is no name that can be asked for";
		if (label[0] == '_')
			return "a label that begins with _ is no host's";
		if (!is_good_label(label, len))
			return "no host name: letters, digits and hyphens";
		digits = is_all_digits(label, len);
	}
	return digits ? "no host name: its last label is a number" : NULL;
}

const char *
dns_host_from_text(const char *text, size_t len, struct dns_name *out)
{
	struct text_part s = {text, len};

	drop_quotes(&s);
	drop_scheme(&s);
	drop_user(&s);
	if (is_address(&s))
		return "an address, not a name";
	drop_port(&s);
	if (is_address(&s))
		return "an address, not a name";
	if (s.len == 0)
		return "no name";
	if (memchr(s.at, '\\', s.len) != NULL)
		return "no host name: letters, digits and hyphens";
	if (!dns_name_from_u_labels(s.at, s.len, out))
		return dns_has_u_label(s.at, s.len)
			   ? "no name that IDNA knows: is the file UTF-8?"
			   : "no domain name: an empty or too long label";
	if (out->len == 1)
		return "the root is no host";
	return check_labels(out);
}
