/*
 * packet_sum.h - is the checksum of a received UDP or TCP packet right?
 *
 * RFC 768, RFC 9293 3.1 and RFC 8200 8.1.  ICMP is not asked about: its
 * errors are only counted, and prove themselves by what they quote.
 */
#ifndef NET_PACKET_SUM_H
#define NET_PACKET_SUM_H

#include <stdbool.h>

#include "net/packet.h"

/*
 * What the receiving side knows.  A kernel that sends through a device which
 * makes sums itself leaves the sum of the pseudo header in the field.  On a
 * veth, in containers and between virtual machines no device ever ends it.
 */
enum packet_sum {
	PACKET_SUM_WHOLE,      /* the field holds all of it */
	PACKET_SUM_UNFINISHED, /* all of it, or the pseudo header's alone */
	PACKET_SUM_NONE,       /* the kernel says that there is none yet */
};

/*
 * `p` still has its frame.  UDP over IPv4 may have no sum at all: 0.  True
 * for what is neither UDP nor TCP.
 */
bool packet_sum_is_right(const struct packet *p, enum packet_sum known);

#endif
