/* session_config.h - what a session is given when it begins. */
#ifndef SESSION_CONFIG_H
#define SESSION_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/mail_service.h"
#include "net/packet.h"
#include "tls/tls_client.h"

/* All is borrowed for the session's life, but `sni`, which is copied. */
struct session_config {
	struct tls_context *tls;
	const char *ehlo_line; /* "EHLO name\r\n" */
	const char *sni;
	int64_t epoch_ns; /* real time, when the clock of now_us was 0 */
	struct mail_service service; /* what is spoken */
	bool certificate_only; /* reads the chain, and goes: tls_reader.h */
	enum leaf_key leaf;    /* it takes no other; not of certificate_only */
	bool syn_repeated;     /* `rtt_us` may be that of an earlier SYN */
	void *ctx;
	void (*emit)(void *ctx, const struct tcp_segment *s,
	    const uint8_t *payload, size_t len);
	/* Each certificate as it comes; gives its SHA-256.  0 or -errno. */
	int (*certificate)(
	    void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32]);
	/* Does the path lose packets?  Then each step may take twice as long,
	 * once that is needed.  NULL: it does not. */
	bool (*path_loses)(void *ctx);
};

#endif
