#include "mail/mail_service.h"

#include <stddef.h>

#include "base/macros.h"

struct mail_service
mail_service_at(uint16_t port)
{
	static const struct {
		uint16_t port;
		struct mail_service service;
	} rows[] = {
	    {110, {MAIL_POP3, false}},
	    {143, {MAIL_IMAP, false}},
	    {465, {MAIL_SMTP, true}},
	    {993, {MAIL_IMAP, true}},
	    {995, {MAIL_POP3, true}},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].port == port)
			return rows[i].service;
	return (struct mail_service){MAIL_SMTP, false};
}
