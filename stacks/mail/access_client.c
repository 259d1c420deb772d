#include "mail/access_client.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define NO_FIT SIZE_MAX

enum access_reply {
	REPLY_OTHER, /* untagged, or none */
	REPLY_GOOD,
	REPLY_BAD,
};

static struct smtp_action
say(struct access_client *c, enum access_state next, const char *line)
{
	c->state = next;
	c->total = 0;
	return (struct smtp_action){.send = line};
}

static struct smtp_action
end(struct access_client *c, enum smtp_end why)
{
	c->state = why == SMTP_END_TLS ? ACCESS_SECURED : ACCESS_CLOSED;
	c->total = 0;
	return (struct smtp_action){.end = why};
}

void
access_client_init(struct access_client *c, struct mail_service service)
{
	*c = (struct access_client){
	    .service = service,
	    .state = service.implicit_tls ? ACCESS_SECURED : ACCESS_GREETING,
	    .whole = true,
	};
}

static bool
is_imap(const struct access_client *c)
{
	return c->service.protocol == MAIL_IMAP;
}

/* The line begins with these words, in any case of letters. */
static bool
begins(const struct access_client *c, const char *words)
{
	size_t len = strlen(words);
	return c->len >= len &&
	       strncasecmp((const char *)c->line, words, len) == 0;
}

/* POP3's reply to CAPA, in which nothing else is a reply. */
static enum access_reply
listed(struct access_client *c)
{
	if (c->listing)
		return begins(c, ".\r") || begins(c, ".\n") ? REPLY_GOOD
							    : REPLY_OTHER;
	c->listing = begins(c, "+OK");
	return begins(c, "-ERR") ? REPLY_BAD : REPLY_OTHER;
}

static enum access_reply
reply_of(struct access_client *c)
{
	bool greets =
	    c->state == ACCESS_GREETING || c->state == ACCESS_TLS_GREETING;
	if (!is_imap(c) && c->state == ACCESS_ASKED)
		return listed(c);
	if (!is_imap(c))
		return begins(c, "+OK")    ? REPLY_GOOD
		       : begins(c, "-ERR") ? REPLY_BAD
					   : REPLY_OTHER;
	if (greets)
		return begins(c, "* OK") || begins(c, "* PREAUTH") ? REPLY_GOOD
		       : begins(c, "* BYE")                        ? REPLY_BAD
					    : REPLY_OTHER;
	if (begins(c, "a OK"))
		return REPLY_GOOD;
	return begins(c, "a NO") || begins(c, "a BAD") ? REPLY_BAD
						       : REPLY_OTHER;
}

static const char *
question(const struct access_client *c)
{
	return is_imap(c) ? "a CAPABILITY\r\n" : "CAPA\r\n";
}

static struct smtp_action
step(struct access_client *c, bool good)
{
	switch (c->state) {
	case ACCESS_GREETING:
		if (!good)
			return end(c, SMTP_END_BANNER_REFUSED);
		return say(c, ACCESS_ASKED, question(c));
	case ACCESS_ASKED:
		if (good && !c->offers)
			return end(c, SMTP_END_NO_STARTTLS);
		return say(c, ACCESS_STARTTLS,
		    is_imap(c) ? "a STARTTLS\r\n" : "STLS\r\n");
	case ACCESS_STARTTLS:
		return end(c, good ? SMTP_END_TLS : SMTP_END_STARTTLS_REFUSED);
	case ACCESS_TLS_GREETING:
		return end(
		    c, good ? SMTP_END_ANSWERED : SMTP_END_BANNER_REFUSED);
	case ACCESS_TLS_ASKED: /* whatever it says: it speaks */
		return end(c, SMTP_END_ANSWERED);
	case ACCESS_SECURED:
	case ACCESS_CLOSED:
		break;
	}
	return (struct smtp_action){0};
}

/* A byte of the reply to ASKED, whose lines may be longer than what is kept. */
static void
look_for_offer(struct access_client *c, uint8_t byte)
{
	const char *word = is_imap(c) ? "STARTTLS" : "STLS";
	size_t len = strlen(word);
	if (byte <= ' ' || byte == ']') {
		c->offers |= c->fits == len;
		c->fits = 0;
	} else if (c->fits < len && toupper(byte) == word[c->fits]) {
		c->fits++;
	} else {
		c->fits = NO_FIT;
	}
}

/* The next line, as far as it came.  True: it is whole. */
static bool
take_line(struct access_client *c, struct wire *w)
{
	if (c->whole)
		c->len = 0;
	c->whole = false;
	while (!c->whole && wire_left(w) > 0) {
		uint8_t byte = wire_u8(w);
		if (c->len < sizeof(c->line))
			c->line[c->len++] = byte;
		c->total++;
		if (c->state == ACCESS_ASKED)
			look_for_offer(c, byte);
		c->whole = byte == '\n';
	}
	return c->whole;
}

struct smtp_action
access_client_take(struct access_client *c, struct wire *w, bool *bad)
{
	assert(c->state != ACCESS_CLOSED && c->state != ACCESS_SECURED);
	*bad = false;
	while (take_line(c, w)) {
		enum access_reply reply = reply_of(c);
		if (reply != REPLY_OTHER)
			return step(c, reply == REPLY_GOOD);
		if (c->total > ACCESS_BYTES_MAX)
			break;
	}
	*bad = c->total > ACCESS_BYTES_MAX;
	return (struct smtp_action){0};
}

struct smtp_action
access_client_secured(struct access_client *c)
{
	assert(c->state == ACCESS_SECURED);
	c->whole = true;
	if (c->service.implicit_tls)
		return say(c, ACCESS_TLS_GREETING, NULL);
	return say(c, ACCESS_TLS_ASKED, question(c));
}

const char *
access_client_quit(const struct access_client *c)
{
	return is_imap(c) ? "a LOGOUT\r\n" : "QUIT\r\n";
}
