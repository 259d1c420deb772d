#include "output/run_id.h"

#include <stdint.h>
#include <stdio.h>

#include "base/entropy.h"

int
run_id_new(char out[RUN_ID_LEN + 1])
{
	uint8_t b[16];
	int rc = entropy_fill(b, sizeof(b));
	if (rc < 0)
		return rc;
	b[6] = (uint8_t)((b[6] & 0x0f) | 0x40); /* version 4 */
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80); /* RFC 9562 4.1 */
	snprintf(out, RUN_ID_LEN + 1,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
	    b[11], b[12], b[13], b[14], b[15]);
	return 0;
}
