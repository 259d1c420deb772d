#include "mail/smtp_client.h"

#include <string.h>

#include "tap.h"

static const struct smtp_reply *
reply(const char *text)
{
	static struct smtp_reply r;
	struct wire w = wire_over((const uint8_t *)text, strlen(text));
	smtp_reply_init(&r);
	smtp_reply_feed(&r, &w);
	return &r;
}

static enum smtp_end
end_of(const char *banner, const char *ehlo, const char *starttls)
{
	const char *replies[] = {banner, ehlo, starttls};
	struct smtp_client c;
	struct smtp_action a = {0};
	smtp_client_init(&c, "EHLO scan.example\r\n");
	for (size_t i = 0; i < 3 && a.end == SMTP_END_NONE; i++)
		a = smtp_client_step(&c, reply(replies[i]));
	return a.end;
}

int
main(void)
{
	static const char good[] = "220 mx\r\n";
	static const char offers[] = "250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n";
	struct smtp_client c;
	struct smtp_action a;

	smtp_client_init(&c, "EHLO scan.example\r\n");
	a = smtp_client_step(&c, reply(good));
	ok(a.send && strcmp(a.send, "EHLO scan.example\r\n") == 0,
	    "banner -> EHLO");
	a = smtp_client_step(&c, reply(offers));
	ok(a.send && strcmp(a.send, "STARTTLS\r\n") == 0, "EHLO -> STARTTLS");
	a = smtp_client_step(&c, reply("220 go ahead\r\n"));
	ok(a.send == NULL && a.end == SMTP_END_TLS, "220 -> TLS");
	a = smtp_client_secured(&c);
	ok(a.send && strcmp(a.send, "EHLO scan.example\r\n") == 0,
	    "TLS -> EHLO");
	a = smtp_client_step(&c, reply("502 no\r\n"));
	ok(a.send && strcmp(a.send, "HELO scan.example\r\n") == 0,
	    "refused -> HELO");
	a = smtp_client_step(&c, reply("250 mx\r\n"));
	ok(a.send == NULL && a.end == SMTP_END_ANSWERED, "250 -> answered");

	smtp_client_init_implicit(&c, "EHLO scan.example\r\n");
	a = smtp_client_secured(&c);
	ok(a.send == NULL && a.end == SMTP_END_NONE, "TLS first -> waits");
	a = smtp_client_step(&c, reply(good));
	ok(a.send && strcmp(a.send, "EHLO scan.example\r\n") == 0,
	    "its banner -> EHLO");
	a = smtp_client_step(&c, reply("250 mx\r\n"));
	ok(a.send == NULL && a.end == SMTP_END_ANSWERED,
	    "no STARTTLS in TLS -> answered");
	smtp_client_init_implicit(&c, "EHLO scan.example\r\n");
	a = smtp_client_secured(&c);
	a = smtp_client_step(&c, reply("554 no\r\n"));
	ok(a.end == SMTP_END_BANNER_REFUSED, "554 as its banner");

	ok(end_of("250 mx\r\n", "220-mx\r\n220 STARTTLS\r\n", "250 ok\r\n") ==
		SMTP_END_TLS,
	    "other codes of 2xx");
	ok(end_of(good, offers, "354 what\r\n") == SMTP_END_STARTTLS_REFUSED,
	    "3xx is none of them");
	ok(end_of("554 no\r\n", "", "") == SMTP_END_BANNER_REFUSED,
	    "554 banner");
	ok(end_of("421 busy\r\n", "", "") == SMTP_END_BANNER_REFUSED,
	    "421 banner");
	ok(end_of(good, "502 no\r\n", "250 mx\r\n") == SMTP_END_NO_STARTTLS,
	    "502 to EHLO, 250 to HELO");
	ok(end_of(good, "502 no\r\n", "502 no\r\n") == SMTP_END_EHLO_REFUSED,
	    "502 to both");
	ok(end_of(good, "421 no\r\n", "") == SMTP_END_EHLO_REFUSED, "421 EHLO");
	ok(end_of(good, "354 no\r\n", "250 mx\r\n") == SMTP_END_NO_STARTTLS,
	    "354 to EHLO, 250 to HELO");
	ok(end_of(good, "450 no\r\n", "450 no\r\n") == SMTP_END_EHLO_REFUSED,
	    "450 to both");
	ok(end_of(good, "250 mx\r\n", "") == SMTP_END_NO_STARTTLS,
	    "nothing offered");
	ok(end_of(good, offers, "454 later\r\n") == SMTP_END_STARTTLS_REFUSED,
	    "454 STARTTLS");
	return tap_end();
}
