#include "mail/access_client.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* All of a dialogue, in pieces of `step` bytes; what it came to. */
static uint64_t
talk(struct mail_service service, const uint8_t *bytes, size_t len, size_t step)
{
	struct access_client c;
	uint64_t hash = 0;
	access_client_init(&c, service);
	for (size_t at = 0; at < len && c.state != ACCESS_CLOSED;) {
		bool bad = false;
		if (c.state == ACCESS_SECURED)
			(void)access_client_secured(&c);
		struct wire w =
		    wire_over(bytes + at, step < len - at ? step : len - at);
		struct smtp_action a = access_client_take(&c, &w, &bad);
		at = (size_t)(w.at - bytes);
		if (c.len > ACCESS_LINE_MAX)
			abort();
		if (bad)
			break;
		if (a.send != NULL)
			hash = hash * 31 + strlen(a.send);
		if (a.end != SMTP_END_NONE)
			hash = hash * 31 + a.end;
	}
	return hash * 31 + c.state;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct mail_service service = {MAIL_POP3, false};
	if (len > 0 && bytes[0] < 4) {
		service.protocol = bytes[0] & 1 ? MAIL_IMAP : MAIL_POP3;
		service.implicit_tls = (bytes[0] & 2) != 0;
		bytes++;
		len--;
	}
	if (talk(service, bytes, len, 1) != talk(service, bytes, len, SIZE_MAX))
		abort(); /* how bytes were cut must not matter */
	return 0;
}
