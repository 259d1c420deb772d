/*
 * probe_frames.h - answers to SYNs of ours, as frames: for tests of what
 * proves them.  Targets are 198.18.7.0/24 and 2001:db8:7::/120, port 25.
 */
#ifndef PROBE_FRAMES_H
#define PROBE_FRAMES_H

#include <stdlib.h>
#include <string.h>

#include "net/frame.h"
#include "scanner/engine/cookie.h"
#include "scanner/probe/targets.h"

enum { FRAMES_OUR_PORT = 61007, FRAMES_PORT = 25 };

static const struct siphash_key frames_key = {25, 587};

static inline struct addr
frames_addr(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static inline struct addr
frames_own(bool ipv6)
{
	return frames_addr(ipv6 ? "2001:db8::2" : "198.18.0.2");
}

static inline struct addr
frames_target(bool ipv6)
{
	return frames_addr(ipv6 ? "2001:db8:7::9" : "198.18.7.9");
}

static inline uint32_t
frames_cookie(bool ipv6)
{
	struct addr target = frames_target(ipv6);
	return cookie_tcp(&frames_key, &target, FRAMES_OUR_PORT, FRAMES_PORT);
}

static inline struct frame_templates *
frames_from(const struct addr *src)
{
	const struct route route = {.src = *src, .src_mac = {2}};
	struct frame_templates *t;
	if (frame_templates_new(&route, &t) < 0)
		abort();
	return t;
}

/* What the target sends, of these flags, acknowledging our SYN. */
static inline size_t
frames_tcp(bool ipv6, uint8_t flags, uint32_t ack, uint8_t *frame)
{
	struct addr src = frames_target(ipv6);
	struct frame_templates *t = frames_from(&src);
	size_t len = frame_build_tcp(t,
	    &(struct frame_tcp){
		.dst = frames_own(ipv6),
		.src_port = FRAMES_PORT,
		.dst_port = FRAMES_OUR_PORT,
		.seq = 77,
		.ack = ack,
		.flags = flags,
		.window = 65160,
	    },
	    frame);
	frame_templates_free(t);
	return len;
}

/* Our own SYN, whose IP packet an error quotes. */
static inline size_t
frames_syn(bool ipv6, uint8_t *frame)
{
	struct addr src = frames_own(ipv6), dst = frames_target(ipv6);
	struct frame_templates *t = frames_from(&src);
	size_t len = frame_build_syn(
	    t, &dst, FRAMES_OUR_PORT, FRAMES_PORT, frames_cookie(ipv6), frame);
	frame_templates_free(t);
	return len;
}

/* An ICMP error of a router that quotes it up to `quoted` bytes. */
static inline size_t
frames_icmp(
    bool ipv6, uint8_t type, uint8_t code, size_t quoted, uint8_t *frame)
{
	uint8_t syn[FRAME_MAX], udp[FRAME_MAX];
	size_t have = frames_syn(ipv6, syn) - 14;
	struct addr router = frames_addr(ipv6 ? "2001:db8::1" : "198.18.0.1");
	struct frame_templates *t = frames_from(&router);
	uint8_t payload[FRAME_MAX] = {0};
	quoted = quoted < have ? quoted : have;
	memcpy(payload, syn + 14, quoted);
	size_t len = frame_build_udp(t,
	    &(struct frame_udp){.dst = frames_own(ipv6),
		.payload = payload,
		.payload_len = quoted},
	    udp);
	frame_templates_free(t);
	/* UDP's header is as long as ICMP's: it becomes one. */
	memcpy(frame, udp, len);
	frame[ipv6 ? 20 : 23] = ipv6 ? NET_ICMP6 : NET_ICMP;
	uint8_t *icmp = frame + (ipv6 ? 54 : 34);
	memset(icmp, 0, 8);
	icmp[0] = type;
	icmp[1] = code;
	return len;
}

static inline struct target_space *
frames_space(void)
{
	struct prefix_set asked;
	struct target_space *space;
	struct text why;
	text_init(&why);
	prefix_set_init(&asked);
	if (prefix_set_add_text(&asked, "198.18.7.0/24", &why) < 0 ||
	    prefix_set_add_text(&asked, "2001:db8:7::/120", &why) < 0)
		abort();
	prefix_set_seal(&asked);
	if (target_space_new(&asked, NULL, NULL, &space, &why) < 0)
		abort();
	prefix_set_fini(&asked);
	text_fini(&why);
	return space;
}

static inline void
frames_targets(struct probe_targets *t, const struct target_space *space)
{
	const struct probe_ports ports = {.at = {FRAMES_PORT}, .count = 1};
	struct text why;
	text_init(&why);
	if (probe_targets_init(t, space, &ports, 1, 1, 0, &why) < 0)
		abort();
	text_fini(&why);
}

#endif
