#include "not_asked.h"

#include <stddef.h>

const char *const not_asked_words[NOT_ASKED_COUNT] = {
    [NOT_ASKED_UNSAID] = NULL,
    [NOT_ASKED_DOMAIN] = "opt_out_domain",
    [NOT_ASKED_SUFFIX] = "opt_out_suffix",
    [NOT_ASKED_MX] = "opt_out_mx",
    [NOT_ASKED_NS] = "opt_out_ns",
};
