/*
 * registered_domain.h - to whom a name belongs: by the public suffix list, and
 * as the study's code has it.
 */
#ifndef REGISTERED_DOMAIN_H
#define REGISTERED_DOMAIN_H

#include <stdbool.h>

#include "dns/name.h"

/*
 * The suffix and the label before it, a view of `name`, which is lower case
 * without the final dot; NULL: it is a public suffix itself.
 */
const char *registered_domain(const char *name);

/* "example" of mail.example.com; false: there are not two labels. */
bool label_before_last(
    const struct dns_name *name, char label[DNS_NAME_TEXT_MAX]);

#endif
