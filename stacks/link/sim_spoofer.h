/*
 * sim_spoofer.h - forges replies to what we send, as somebody would who sees
 * or guesses some of it but never all, so that one thing is always wrong; or
 * who sits on the path and knows all of it.
 */
#ifndef SIM_SPOOFER_H
#define SIM_SPOOFER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Forges a reply to this frame of ours into `out`, room for FRAME_MAX.  Of a
 * question over UDP an answer with a wrong ID, port or server; of a SYN a
 * SYN-ACK or RST with a wrong acknowledgement; within a connection a RST out
 * of nowhere.  0: there is none for such a frame.
 */
size_t sim_forge(
    uint64_t *random, const uint8_t *frame, size_t len, uint8_t *out);

/*
 * Forges what contradicts this reply over UDP: that there is no such name, or,
 * where it says so itself, that there is.  0: it is no reply.
 */
size_t sim_contradict(const uint8_t *frame, size_t len, uint8_t *out);

#endif
