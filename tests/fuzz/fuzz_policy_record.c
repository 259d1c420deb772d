#include "analysis/verdict/policy_record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The first byte says of which policy the others are. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len == 0)
		return 0;
	enum mail_policy p = (enum mail_policy)(bytes[0] % MAIL_POLICY_COUNT);
	/* Of its own length, so that a sanitizer sees its end. */
	char *text = malloc(len > 1 ? len - 1 : 1);
	if (text == NULL)
		abort();
	memcpy(text, bytes + 1, len - 1);
	struct policy_faults f = policy_record_judge(p, text, len - 1);
	if (f.at[POLICY_FINE] || f.at[POLICY_SEVERAL] ||
	    (f.at[POLICY_SPF_OPEN] && f.at[POLICY_SPF_PASSES]) ||
	    (p == MAIL_POLICY_CAA && f.at[POLICY_DMARC_NO_P]))
		abort();
	free(text);
	return 0;
}
