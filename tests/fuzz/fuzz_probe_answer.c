/*
 * A frame's whole way through the receiver of a probe: parsed, proved, found
 * among the targets; and what an ICMP error quotes, of any frame.
 */
#include "scanner/probe/answer.h"

#include <stdlib.h>

#include "../unit/probe_frames.h"
#include "net/icmp_error.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct probe_targets targets;

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct target_space *space;
	struct packet p;
	struct icmp_error error;
	struct probe_answer a;
	uint64_t number, again;
	if (space == NULL) {
		space = frames_space();
		frames_targets(&targets, space);
	}
	if (!packet_parse(bytes, len, &p))
		return 0;
	(void)icmp_error_parse(&p, &error);
	const struct probe_source_ports ports = {
	    .range = {FRAMES_OUR_PORT, FRAMES_OUR_PORT}};
	struct frame_tcp rst;
	if (probe_answer_is_old(&p, &frames_key, &targets, &ports, 1, &rst) &&
	    (probe_answer_read(&p, &frames_key, &targets, &a, &number) ||
		!addr_equal(&rst.dst, &p.src) || rst.payload_len > 0))
		abort();
	if (!probe_answer_read(&p, &frames_key, &targets, &a, &number))
		return 0;
	if (number >= targets.count ||
	    !probe_targets_find(&targets, &a.saddr, a.sport, &again) ||
	    again != number)
		abort();
	return 0;
}
