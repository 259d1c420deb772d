#include "dns/name_key.h"

enum { LABELS_MAX = 128, ESCAPE = 1 };

static size_t
add_label(const uint8_t *label, uint8_t *out)
{
	size_t len = 0;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] <= ESCAPE)
			out[len++] = ESCAPE;
		out[len++] =
		    (uint8_t)(label[i] <= ESCAPE ? label[i] + 1 : label[i]);
	}
	out[len++] = 0;
	return len;
}

size_t
dns_name_key(const struct dns_name *name, uint8_t out[DNS_NAME_KEY_MAX])
{
	const uint8_t *labels[LABELS_MAX];
	unsigned count = 0;
	size_t len = 0;
	for (const uint8_t *at = name->wire; at[0] != 0; at += at[0] + 1)
		labels[count++] = at;
	while (count > 0)
		len += add_label(labels[--count], out + len);
	return len;
}

size_t
dns_name_own_key(const struct dns_name *name, uint8_t out[DNS_NAME_KEY_MAX + 1])
{
	size_t len = dns_name_key(name, out);
	out[len++] = 0;
	return len;
}
