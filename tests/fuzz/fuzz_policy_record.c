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
	enum policy_fault f = policy_record_judge(p, text, len - 1);
	if (f == POLICY_SEVERAL || f >= POLICY_FAULT_COUNT ||
	    (policy_fault_advice(f)[0] == '\0') != (f == POLICY_FINE))
		abort();
	free(text);
	return 0;
}
