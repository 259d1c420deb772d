/*
 * answer.h - an answer to a SYN of ours: proved, and told as ZMap does.
 */
#ifndef PROBE_ANSWER_H
#define PROBE_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/siphash.h"
#include "net/frame.h"
#include "net/packet.h"
#include "source_port.h"
#include "targets.h"

enum probe_class {
	PROBE_SYNACK,
	PROBE_RST,
	PROBE_ICMP, /* an ICMP error that quotes our SYN */
};

struct probe_answer {
	enum probe_class class;
	struct addr saddr, daddr; /* of the answer, as ZMap has it */
	uint16_t sport, dport;
	uint32_t seqnum, acknum;
	uint16_t window;
	uint8_t ttl;
	uint8_t icmp_type, icmp_code;
	struct addr icmp_responder; /* of PROBE_ICMP; saddr is the target */
	bool repeat;                /* the target has answered before */
	bool cooldown;              /* sending had ended */
	int64_t rx_ts_ns;           /* real time */
};

/*
 * Fills all but `repeat`, `cooldown` and the time; `number` becomes the
 * target's.  False: no answer to a SYN that was sent under this key.
 */
bool probe_answer_read(const struct packet *p, const struct siphash_key *key,
    const struct probe_targets *targets, struct probe_answer *out,
    uint64_t *number);

/*
 * It comes for a SYN of ours, from one of `passes`, and acknowledges another:
 * the target remembers an earlier connection of the same two ports.  `out` is
 * then the RST that makes it forget that.
 */
bool probe_answer_is_old(const struct packet *p, const struct siphash_key *key,
    const struct probe_targets *targets, const struct probe_source_ports *ports,
    unsigned passes, struct frame_tcp *out);

#endif
