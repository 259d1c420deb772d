#include "identity.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/host_text.h"

/* Visible ASCII alone: it goes to logs, manifests and SMTP servers. */
static bool
is_visible(const char *text)
{
	for (; *text != '\0'; text++)
		if (!isgraph((unsigned char)*text))
			return false;
	return true;
}

static bool
is_host(const char *text, size_t len)
{
	struct dns_name name;
	return strcspn(text, "\"'/@:") >= len &&
	       dns_host_from_text(text, len, &name) == NULL;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]". */
static bool
is_literal(const char *text)
{
	static const char tag[] = "IPv6:";
	char inner[ADDR_TEXT_MAX];
	struct addr a;
	size_t len = strlen(text);
	if (len < 3 || text[0] != '[' || text[len - 1] != ']')
		return false;
	bool tagged = strncasecmp(text + 1, tag, sizeof(tag) - 1) == 0;
	size_t skip = tagged ? sizeof(tag) : 1;
	if (len - 1 - skip >= sizeof(inner))
		return false;
	memcpy(inner, text + skip, len - 1 - skip);
	inner[len - 1 - skip] = '\0';
	return addr_parse(inner, &a) && addr_is_v4(&a) != tagged;
}

const char *
identity_ehlo_fault(const char *ehlo)
{
	if (is_literal(ehlo) || is_host(ehlo, strlen(ehlo)))
		return NULL;
	return "no host name such as scan.example.org, and no address literal";
}

/* Behind `scheme`, NULL: it does not begin so. */
static const char *
behind(const char *text, const char *scheme)
{
	size_t len = strlen(scheme);
	return strncasecmp(text, scheme, len) == 0 ? text + len : NULL;
}

static bool
is_url(const char *text)
{
	const char *host = behind(text, "https://");
	if (host == NULL)
		host = behind(text, "http://");
	return host != NULL && is_host(host, strcspn(host, ":/?#"));
}

static bool
is_mailbox(const char *text)
{
	const char *bare = behind(text, "mailto:");
	if (bare == NULL)
		bare = text;
	const char *at = strrchr(bare, '@');
	return at != NULL && at > bare &&
	       (is_host(at + 1, strlen(at + 1)) || is_literal(at + 1));
}

const char *
identity_contact_fault(const char *contact)
{
	if (is_visible(contact) && (is_url(contact) || is_mailbox(contact)))
		return NULL;
	return "no page such as https://scan.example.org, and no mail address";
}

const char *
identity_vantage_fault(const char *vantage)
{
	size_t len = strlen(vantage);
	bool good = len >= 1 && len <= DNS_LABEL_MAX && vantage[0] != '-' &&
		    vantage[len - 1] != '-';
	for (size_t i = 0; good && i < len; i++)
		good = isalnum((unsigned char)vantage[i]) || vantage[i] == '-';
	return good ? NULL
		    : "no word of letters, digits and hyphens such as fra-1";
}
