#include "tls/certificate_message.h"

enum { TYPE_CERTIFICATE = 11 };

static uint32_t
u24(struct wire *w)
{
	uint32_t high = wire_u8(w);
	return high << 16 | wire_u16(w);
}

bool
certificate_message_open(struct wire *w, bool tls13)
{
	uint8_t type = wire_u8(w);
	struct wire body = wire_sub(w, u24(w));
	if (!wire_ok(w) || type != TYPE_CERTIFICATE)
		return false;
	if (tls13)
		wire_sub(&body, wire_u8(&body)); /* request context */
	*w = wire_sub(&body, u24(&body));
	return wire_ok(w);
}

bool
certificate_message_next(struct wire *w, bool tls13, struct wire *der)
{
	if (wire_left(w) == 0)
		return false;
	*der = wire_sub(w, u24(w));
	if (!wire_ok(w))
		return false;
	if (tls13)
		wire_sub(w, wire_u16(w)); /* extensions, not wanted */
	return true;
}
