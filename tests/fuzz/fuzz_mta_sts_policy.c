#include "mail/mta_sts_policy.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What a policy says of hosts lies within its bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct mta_sts_policy p;
	/* Of its own length, so that a sanitizer sees its end. */
	char *text = malloc(len > 0 ? len : 1);
	if (text == NULL)
		abort();
	memcpy(text, bytes, len);
	if (mta_sts_policy_read(text, len, &p) == MTA_STS_FINE) {
		if (p.max_age_s > MTA_STS_AGE_MAX_S ||
		    (p.mx_count == 0 && p.mode != MTA_STS_NONE))
			abort();
		for (unsigned i = 0; i < p.mx_count; i++)
			if (!p.mx[i].wildcard &&
			    !mta_sts_policy_has(&p, p.mx[i].at, p.mx[i].len))
				abort();
	}
	free(text);
	return 0;
}
