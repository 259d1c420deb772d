#include "u_label.h"

#include <string.h>

#include <idn2.h>

enum { U_LABELS_MAX = 4 * DNS_NAME_MAX }; /* UTF-8 of a name that may fit */

/* Eight bytes at a time: every name of a zone file is looked at. */
bool
dns_has_u_label(const char *text, size_t len)
{
	uint64_t all = 0, some = 0;
	size_t i = 0;

	for (; i + sizeof(some) <= len; i += sizeof(some)) {
		memcpy(&some, text + i, sizeof(some));
		all |= some;
	}
	some = 0;
	memcpy(&some, text + i, len - i);
	return ((all | some) & 0x8080808080808080u) != 0;
}

/* An escape in such a name means nothing that IDNA knows. */
static bool
is_plain(const char *text, size_t len)
{
	return len < U_LABELS_MAX && memchr(text, '\\', len) == NULL &&
	       memchr(text, 0, len) == NULL;
}

bool
dns_name_from_u_labels(const char *text, size_t len, struct dns_name *out)
{
	char copy[U_LABELS_MAX], *ascii = NULL;

	if (!dns_has_u_label(text, len))
		return dns_name_from_text(text, len, out);
	if (!is_plain(text, len))
		return false;
	memcpy(copy, text, len);
	copy[len] = 0;
	int rc = idn2_to_ascii_8z(
	    copy, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	bool good =
	    rc == IDN2_OK && dns_name_from_text(ascii, strlen(ascii), out);
	idn2_free(ascii);
	return good;
}
