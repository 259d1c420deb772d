#include "label_before_last.h"

#include <string.h>

bool
label_before_last(const struct dns_name *name, char label[DNS_NAME_TEXT_MAX])
{
	struct dns_name at = *name, one = {0};
	for (unsigned left = dns_name_labels(name); left > 2; left--)
		if (!dns_name_parent(&at, &at))
			return false;
	if (dns_name_labels(&at) != 2)
		return false;
	one.len = (uint8_t)(at.wire[0] + 2);
	memcpy(one.wire, at.wire, at.wire[0] + 1u);
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, &one);
	bool good = text_ok(&t) && t.len < DNS_NAME_TEXT_MAX;
	if (good)
		memcpy(label, t.bytes, t.len + 1);
	text_fini(&t);
	return good;
}
