/* Any message as the reply of a root server. */
#include "scanner/dns/root_reply.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct dns_message m;
	struct root_reply reply;
	if (!dns_message_parse(bytes, len, &m))
		return 0;
	root_reply_read(&m, 1800000000, &reply);
	if (reply.is_signed && reply.from != ROOT_REPLY_AUTHORITY)
		abort(); /* nobody else signs for the root */
	if (reply.allows && !dns_validity_has(&reply.validity, 1800000000))
		abort();
	return 0;
}
