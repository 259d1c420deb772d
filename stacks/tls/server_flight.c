#include "tls/server_flight.h"

#include <stdio.h>
#include <string.h>

#include "tls/certificate_message.h"
#include "tls/cipher_suite.h"

enum {
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_MAX = 1 << 14, /* RFC 5246 6.2.1 */
	TYPE_HELLO_REQUEST = 0,
	TYPE_SERVER_HELLO = 2,
	TYPE_CERTIFICATE = 11,
	VERSION_1_0 = 0x0301,
	VERSION_1_2 = 0x0303,
	ALERT_FATAL = 2,
	ALERT_CLOSE_NOTIFY = 0,
	MESSAGE_HEADER_BYTES = 4,
	MESSAGES_MAX = 102400, /* as of a handshake of ours by OpenSSL */
};

void
server_flight_init(struct server_flight *f)
{
	*f = (struct server_flight){.state = SERVER_FLIGHT_MORE};
	text_init(&f->messages);
}

void
server_flight_fini(struct server_flight *f)
{
	text_fini(&f->messages);
}

static void
refuse(struct server_flight *f, const char *why)
{
	f->state = SERVER_FLIGHT_REFUSED;
	snprintf(f->why, sizeof(f->why), "%s", why);
}

static struct wire
rest_of(const struct server_flight *f, size_t from)
{
	return wire_over(
	    (const uint8_t *)f->messages.bytes + from, f->messages.len - from);
}

/* RFC 5246 7.4.1.3; what extensions it has is no matter. */
static void
read_hello(struct server_flight *f, struct wire *body)
{
	uint16_t version = wire_u16(body);
	wire_sub(body, 32); /* its random bytes */
	struct wire session = wire_sub(body, wire_u8(body));
	uint16_t suite = wire_u16(body);
	wire_u8(body); /* compression: we offered none */
	if (!wire_ok(body) || wire_left(&session) > 32) {
		refuse(f, "a ServerHello that is none");
		return;
	}
	if (version < VERSION_1_0 || version > VERSION_1_2) {
		refuse(f, "another version than was offered");
		return;
	}
	f->has_hello = true;
	f->version = version;
	f->suite = suite;
	if (tls_cipher_suite_name(suite) == NULL)
		refuse(f, "another cipher than was offered");
}

/* The certificates follow the hello, or there are none (RFC 5246 7.3). */
static void
read_message(struct server_flight *f, uint8_t type, struct wire *body)
{
	if (type == TYPE_HELLO_REQUEST)
		return; /* RFC 5246 7.4.1.1: passed over */
	if (!f->has_hello && type == TYPE_SERVER_HELLO)
		read_hello(f, body);
	else if (f->has_hello && type == TYPE_CERTIFICATE) {
		f->certificate = f->next;
		f->state = SERVER_FLIGHT_CHAIN;
	} else
		refuse(f, "another message than was due");
}

static void
read_messages(struct server_flight *f)
{
	while (f->state == SERVER_FLIGHT_MORE &&
	       f->messages.len - f->next >= MESSAGE_HEADER_BYTES) {
		struct wire w = rest_of(f, f->next);
		uint8_t type = wire_u8(&w);
		size_t len = (size_t)wire_u8(&w) << 16;
		len |= wire_u16(&w);
		if (len > MESSAGES_MAX) {
			refuse(f, "a message of excessive size");
			return;
		}
		if (len > wire_left(&w))
			return;
		struct wire body = wire_sub(&w, len);
		read_message(f, type, &body);
		f->next += MESSAGE_HEADER_BYTES + len;
	}
}

/* RFC 5246 7.2: a warning is none of ours, but for the last one. */
static void
take_alert(struct server_flight *f, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len && f->state == SERVER_FLIGHT_MORE; i++) {
		f->alert[f->alert_len++] = bytes[i];
		if (f->alert_len < sizeof(f->alert))
			continue;
		f->alert_len = 0;
		if (f->alert[0] != ALERT_FATAL &&
		    f->alert[1] != ALERT_CLOSE_NOTIFY)
			continue;
		f->state = SERVER_FLIGHT_REFUSED;
		snprintf(f->why, sizeof(f->why), "alert %u", f->alert[1]);
	}
}

static void
take_messages(struct server_flight *f, const uint8_t *bytes, size_t len)
{
	const size_t room = MESSAGES_MAX - f->messages.len;
	text_add_bytes(&f->messages, bytes, len < room ? len : room);
	if (!text_ok(&f->messages)) {
		f->state = SERVER_FLIGHT_FAILED;
		return;
	}
	read_messages(f);
	if (f->state == SERVER_FLIGHT_MORE && len > room)
		refuse(f, "more than a chain of certificates");
}

/* The header of a record is whole. */
static void
open_record(struct server_flight *f)
{
	struct wire w = wire_over(f->header, sizeof(f->header));
	uint8_t type = wire_u8(&w), major = wire_u8(&w);
	(void)wire_u8(&w);
	f->record_left = wire_u16(&w);
	if (type != RECORD_ALERT && type != RECORD_HANDSHAKE)
		refuse(
		    f, major == 3 ? "another record than was due" : "no TLS");
	else if (major != 3 || f->record_left == 0 ||
		 f->record_left > RECORD_MAX)
		refuse(f, "no TLS");
}

static size_t
take_header(struct server_flight *f, const uint8_t *bytes, size_t len)
{
	size_t want = sizeof(f->header) - f->header_len;
	if (len > want)
		len = want;
	memcpy(f->header + f->header_len, bytes, len);
	f->header_len += (unsigned)len;
	if (f->header_len == sizeof(f->header))
		open_record(f);
	return len;
}

static size_t
take_body(struct server_flight *f, const uint8_t *bytes, size_t len)
{
	if (len > f->record_left)
		len = f->record_left;
	if (f->header[0] == RECORD_ALERT)
		take_alert(f, bytes, len);
	else
		take_messages(f, bytes, len);
	f->record_left -= len;
	if (f->record_left == 0)
		f->header_len = 0;
	return len;
}

enum server_flight_state
server_flight_feed(struct server_flight *f, const uint8_t *bytes, size_t len)
{
	while (len > 0 && f->state == SERVER_FLIGHT_MORE) {
		size_t taken = f->header_len < sizeof(f->header)
				   ? take_header(f, bytes, len)
				   : take_body(f, bytes, len);
		bytes += taken;
		len -= taken;
	}
	return f->state;
}

bool
server_flight_certificate(const struct server_flight *f, unsigned n,
    const uint8_t **der, size_t *len, bool *cut)
{
	struct wire w = rest_of(f, f->certificate), one;
	*cut = false;
	if (!certificate_message_open(&w, false))
		return false;
	for (unsigned i = 0; certificate_message_next(&w, false, &one); i++) {
		if (i == SERVER_FLIGHT_CHAIN_MAX || wire_left(&one) == 0) {
			*cut = true;
			return false;
		}
		if (i < n)
			continue;
		*der = one.at;
		*len = wire_left(&one);
		return true;
	}
	return false;
}

const char *
server_flight_version(const struct server_flight *f)
{
	static const char *const names[] = {"TLSv1", "TLSv1.1", "TLSv1.2"};
	return names[f->version - VERSION_1_0];
}

const char *
server_flight_cipher(const struct server_flight *f)
{
	return tls_cipher_suite_name(f->suite);
}
