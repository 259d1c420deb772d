#include "question_form.h"

#include <string.h>

bool
question_form_name(const struct question_form *f, const struct dns_name *base,
    struct dns_name *out)
{
	if (base->len + f->labels_len > DNS_NAME_MAX)
		return false;
	out->len = (uint8_t)(base->len + f->labels_len);
	memcpy(out->wire, f->labels, f->labels_len);
	memcpy(out->wire + f->labels_len, base->wire, base->len);
	return true;
}

bool
question_form_base(const struct question_form *f, const struct dns_name *name,
    struct dns_name *out)
{
	if (name->len <= f->labels_len ||
	    memcmp(name->wire, f->labels, f->labels_len) != 0)
		return false;
	out->len = (uint8_t)(name->len - f->labels_len);
	memcpy(out->wire, name->wire + f->labels_len, out->len);
	return true;
}
