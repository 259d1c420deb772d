/*
 * u_label.h - names as people write them: U-labels become A-labels (RFC 5891).
 *
 * The tables of Unicode are libidn2's.
 */
#ifndef DNS_U_LABEL_H
#define DNS_U_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "name.h"

/* The text holds a byte above 127: a U-label, if it is UTF-8. */
bool dns_has_u_label(const char *text, size_t len);

/*
 * dns_name_from_text(), but bytes above 127 are UTF-8 and become A-labels, by
 * UTS 46, non-transitional.  False: also where IDNA knows no such label.
 */
bool dns_name_from_u_labels(const char *text, size_t len, struct dns_name *out);

#endif
