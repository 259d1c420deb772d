/* mail_service.h - how a port of a mail host is spoken to. */
#ifndef MAIL_SERVICE_H
#define MAIL_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

enum mail_protocol {
	MAIL_SMTP,
	MAIL_POP3,
	MAIL_IMAP,
};

struct mail_service {
	enum mail_protocol protocol;
	bool implicit_tls; /* TLS at once, and no STARTTLS (RFC 8314) */
};

/* A port that nobody knows is one of SMTP with STARTTLS. */
struct mail_service mail_service_at(uint16_t port);

#endif
