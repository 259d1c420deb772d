/* POP3 and IMAP up to TLS, and which protocol a port has. */
#include "mail/access_client.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define WORDS "AUTH=CRAM-MD5 LOGIN-REFERRALS UIDPLUS "

/* What the server says at each turn; what we say, joined by spaces. */
static const struct {
	const char *name;
	struct mail_service service;
	const char *theirs[4], *ours;
	enum smtp_end end;
	bool bad;
} rows[] = {
    {"POP3", {MAIL_POP3, false},
	{"+OK hi\r\n", "+OK\r\nTOP\r\nSTLS\r\n.\r\n", "+OK go\r\n",
	    "+OK\r\nTOP\r\n"},
	"CAPA STLS TLS CAPA", SMTP_END_ANSWERED, false},
    {"POP3 that knows no CAPA", {MAIL_POP3, false},
	{"+OK\n", "-ERR what\n", "+ok\n", "-ERR what\n"}, "CAPA STLS TLS CAPA",
	SMTP_END_ANSWERED, false},
    {"POP3 without TLS", {MAIL_POP3, false},
	{"+OK hi\r\n", "+OK\r\nSTLS-X\r\nXSTLS\r\n.\r\n"}, "CAPA",
	SMTP_END_NO_STARTTLS, false},
    {"POP3 whose list has replies in it", {MAIL_POP3, false},
	{"+OK hi\r\n", "+OK\r\n-ERR\r\n+OK\r\nstls\n.\n"}, "CAPA STLS",
	SMTP_END_NONE, false},
    {"POP3 that refuses STLS", {MAIL_POP3, false},
	{"+OK hi\r\n", "+OK\r\nSTLS\r\n.\r\n", "-ERR later\r\n"}, "CAPA STLS",
	SMTP_END_STARTTLS_REFUSED, false},
    {"POP3 that knows neither", {MAIL_POP3, false},
	{"+OK hi\r\n", "-ERR what\r\n", "-ERR what\r\n"}, "CAPA STLS",
	SMTP_END_STARTTLS_REFUSED, false},
    {"POP3 in TLS", {MAIL_POP3, true}, {"+OK hi\r\n"}, "TLS", SMTP_END_ANSWERED,
	false},
    {"IMAP", {MAIL_IMAP, false},
	{"* OK hi\r\n", "* CAPABILITY X STARTTLS Y\r\na OK\r\n",
	    "* x\r\na OK go\r\n", "* CAPABILITY X\r\na OK\r\n"},
	"a CAPABILITY a STARTTLS TLS a CAPABILITY", SMTP_END_ANSWERED, false},
    {"IMAP with a long list", {MAIL_IMAP, false},
	{"* OK hi\r\n",
	    "* CAPABILITY " WORDS WORDS WORDS WORDS "starttls\r\na OK\r\n"},
	"a CAPABILITY a STARTTLS", SMTP_END_NONE, false},
    {"IMAP that offers in a code", {MAIL_IMAP, false},
	{"* OK hi\r\n", "a OK [CAPABILITY STARTTLS] done\r\n"},
	"a CAPABILITY a STARTTLS", SMTP_END_NONE, false},
    {"IMAP without TLS", {MAIL_IMAP, false},
	{"* OK [CAPABILITY STARTTLS] hi\r\n",
	    "* CAPABILITY NOSTARTTLS STARTTLSX\r\na OK done\r\n"},
	"a CAPABILITY", SMTP_END_NO_STARTTLS, false},
    {"IMAP that refuses STARTTLS", {MAIL_IMAP, false},
	{"* OK hi\r\n", "* CAPABILITY STARTTLS\r\na OK\r\n", "a NO later\r\n"},
	"a CAPABILITY a STARTTLS", SMTP_END_STARTTLS_REFUSED, false},
    {"IMAP that goes", {MAIL_IMAP, false}, {"* BYE\r\n"}, "",
	SMTP_END_BANNER_REFUSED, false},
    {"IMAP in TLS", {MAIL_IMAP, true}, {"* OK hi\r\n"}, "TLS",
	SMTP_END_ANSWERED, false},
    {"IMAP in TLS that goes", {MAIL_IMAP, true}, {"* BYE\r\n"}, "TLS",
	SMTP_END_BANNER_REFUSED, false},
    {"SMTP is none", {MAIL_IMAP, false}, {"220 mx\r\n"}, "", SMTP_END_NONE,
	false},
};

static void
note(char said[128], const char *line)
{
	size_t used = strlen(said), len = strcspn(line, "\r");
	snprintf(said + used, 128 - used, "%s%.*s", used > 0 ? " " : "",
	    (int)len, line);
}

static void
try_row(size_t i)
{
	struct access_client c;
	char said[128] = "";
	enum smtp_end last = SMTP_END_NONE;
	bool bad = false;
	access_client_init(&c, rows[i].service);
	for (size_t k = 0; k < 4 && rows[i].theirs[k] != NULL; k++) {
		if (c.state == ACCESS_SECURED) {
			struct smtp_action a = access_client_secured(&c);
			note(said, "TLS");
			if (a.send != NULL)
				note(said, a.send);
		}
		struct wire w = wire_over((const uint8_t *)rows[i].theirs[k],
		    strlen(rows[i].theirs[k]));
		struct smtp_action a = access_client_take(&c, &w, &bad);
		if (a.send != NULL)
			note(said, a.send);
		last = a.end;
	}
	bool same = strcmp(said, rows[i].ours) == 0 && last == rows[i].end &&
		    bad == rows[i].bad;
	if (!same)
		printf("# said %s, end %d\n", said, last);
	ok(same, rows[i].name);
}

static void
test_too_much(void)
{
	struct access_client c;
	uint8_t much[2 * ACCESS_BYTES_MAX];
	bool bad;
	memset(much, 'x', sizeof(much));
	access_client_init(&c, (struct mail_service){MAIL_POP3, false});
	struct wire w = wire_over(much, sizeof(much));
	(void)access_client_take(&c, &w, &bad);
	ok(bad && c.len == ACCESS_LINE_MAX, "a line without end");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		try_row(i);
	test_too_much();
	ok(mail_service_at(25).protocol == MAIL_SMTP &&
		!mail_service_at(25).implicit_tls &&
		!mail_service_at(587).implicit_tls,
	    "SMTP at 25 and 587");
	ok(mail_service_at(465).protocol == MAIL_SMTP &&
		mail_service_at(465).implicit_tls,
	    "SMTP in TLS at 465");
	ok(mail_service_at(143).protocol == MAIL_IMAP &&
		!mail_service_at(143).implicit_tls &&
		mail_service_at(993).protocol == MAIL_IMAP &&
		mail_service_at(993).implicit_tls,
	    "IMAP");
	ok(mail_service_at(110).protocol == MAIL_POP3 &&
		!mail_service_at(110).implicit_tls &&
		mail_service_at(995).protocol == MAIL_POP3 &&
		mail_service_at(995).implicit_tls,
	    "POP3");
	return tap_end();
}
