/*
 * label_before_last.h - to whom a name belongs, as the study's code has it.
 * By the public suffix list: registered_domain.h.
 */
#ifndef LABEL_BEFORE_LAST_H
#define LABEL_BEFORE_LAST_H

#include <stdbool.h>

#include "dns/name.h"

/* "example" of mail.example.com; false: there are not two labels. */
bool label_before_last(
    const struct dns_name *name, char label[DNS_NAME_TEXT_MAX]);

#endif
