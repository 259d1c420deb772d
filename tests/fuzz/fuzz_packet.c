#include "net/packet.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What is said to be the payload must lie in the frame. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct packet p;
	if (!packet_parse(bytes, len, &p))
		return 0;
	if (p.payload.at < bytes || p.payload.end > bytes + len ||
	    p.payload.at > p.payload.end)
		abort();
	return 0;
}
