/* fetched_policies.h - a file of policy_file records, found by domain. */
#ifndef FETCHED_POLICIES_H
#define FETCHED_POLICIES_H

#include <stddef.h>

#include "base/array.h"
#include "base/macros.h"
#include "output/record/policy_file.h"

struct fetched_policies {
	struct array at; /* of struct fetched_policy */
};

/* None where there is no file.  0 or -errno: -EBADMSG: a line is no record. */
MUST_USE int fetched_policies_read(
    struct fetched_policies *f, const char *path);
void fetched_policies_fini(struct fetched_policies *f); /* zeroed is fine */

/* NULL: none was asked for. */
const struct policy_file_record *fetched_policies_find(
    const struct fetched_policies *f, const struct dns_name *domain);

#endif
