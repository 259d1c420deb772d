/*
 * certificate_message.h - the Certificate message of a TLS handshake
 * (RFC 5246 7.4.2, RFC 8446 4.4.2), read as it came.
 *
 * OpenSSL gives a chain only when it could parse all of it; this one gives
 * each certificate that has its length, whatever its bytes are.
 */
#ifndef TLS_CERTIFICATE_MESSAGE_H
#define TLS_CERTIFICATE_MESSAGE_H

#include <stdbool.h>

#include "base/wire.h"

/*
 * Begins to read a whole handshake message, its header of 4 bytes included,
 * and moves `w` on to its list.  False: it is no Certificate message.
 */
bool certificate_message_open(struct wire *w, bool tls13);

/* The next certificate in DER, leaf first.  False: no more. */
bool certificate_message_next(struct wire *w, bool tls13, struct wire *der);

#endif
