/*
 * Whole sessions against a mail server in the same process: our TCP, SMTP
 * and TLS on one side, OpenSSL on the other, a false clock between.
 */
#include "scanner/smtp/session.h"

#include "air.h"
#include "mail_peer.h"
#include "tests/unit/tap.h"
#include "tls/cert.h"
#include "tls/tls_client.h"

enum { TICK_US = 10000, LIMIT_S = 90 };

static const uint32_t ISN = UINT32_MAX - 100;

#define BANNER                                                                 \
	{                                                                      \
		"220 mx.example ESMTP\r\n", 0, MAIL_GOES_ON, NULL              \
	}
#define EHLO                                                                   \
	{                                                                      \
		"250-mx.example\r\n250 STARTTLS\r\n", 0, MAIL_GOES_ON, NULL    \
	}
#define READY                                                                  \
	{                                                                      \
		"220 ready\r\n", 0, MAIL_GOES_ON, NULL                         \
	}
#define GOOD                                                                   \
	{                                                                      \
		BANNER, EHLO, READY                                            \
	}
#define AT(t)                                                                  \
	{                                                                      \
		t, 0, MAIL_GOES_ON, NULL                                       \
	}
#define NOTHING                                                                \
	{                                                                      \
		NULL, 0, MAIL_GOES_ON, NULL                                    \
	}

struct world {
	struct air air;
	struct tls_context *tls;
	struct session *session;
	struct mail_peer peer;
	uint8_t leaf[32];
	unsigned certificates;
	bool we_reset;
	bool path_loses, certificate_only;
	enum mail_protocol protocol;
};

static void
emit_up(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	w->we_reset |= (s->flags & TCP_RST) != 0;
	air_send(&w->air, AIR_SERVER, s, p, len);
}

static void
emit_down(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	air_send(&w->air, AIR_CLIENT, s, p, len);
}

static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	struct world *w = ctx;
	struct cert_digests digests;
	cert_digest(der, len, &digests);
	memcpy(sha256, digests.sha256, 32);
	if (w->certificates++ == 0)
		memcpy(w->leaf, sha256, 32);
	return 0;
}

static bool
on_path_loses(void *ctx)
{
	const struct world *w = ctx;
	return w->path_loses;
}

static void
begin(struct world *w, const struct tcp_segment *syn_ack)
{
	struct session_config config = {
	    .tls = w->tls,
	    .ehlo_line = "EHLO scan.example\r\n",
	    .sni = "mx.example",
	    .epoch_ns = 1000,
	    .ctx = w,
	    .emit = emit_up,
	    .certificate = on_certificate,
	    .path_loses = on_path_loses,
	    .certificate_only = w->certificate_only,
	    .service = {w->protocol,
		w->peer.script != NULL && w->peer.script->tls_first != NULL},
	};
	if (session_new(
		&config, syn_ack, ISN, 20000, w->air.now_us, &w->session) < 0)
		abort();
}

static void
arrive(struct world *w, const struct flying *f)
{
	struct packet p = {
	    .tcp = f->segment, .payload = wire_over(f->bytes, f->len)};
	if (f->to == AIR_SERVER && w->peer.hung_up)
		return;
	if (f->to == AIR_SERVER)
		peer_receive(
		    &w->peer.tcp, &f->segment, f->bytes, f->len, w->air.now_us);
	else if (w->session != NULL)
		session_receive(w->session, &p, w->air.now_us);
	else if ((f->segment.flags & TCP_SYN) != 0)
		begin(w, &f->segment);
}

/* Until the session is over; then what is still in the air arrives. */
static void
run(struct world *w, const struct mail_script *script)
{
	struct flying f;
	int64_t over_us = INT64_MAX;
	w->peer.tcp.ctx = w;
	w->peer.tcp.emit = emit_down;
	mail_open(&w->peer, script, ISN, 0);
	while (w->air.now_us < LIMIT_S * 1000000LL && w->air.now_us < over_us) {
		while (air_take(&w->air, &f))
			arrive(w, &f);
		mail_pump(&w->peer, w->air.now_us);
		if (w->session != NULL)
			session_tick(w->session, w->air.now_us);
		if (over_us == INT64_MAX && w->session != NULL &&
		    session_is_over(w->session))
			over_us = w->air.now_us + 1000000;
		int64_t next_us = air_next_us(&w->air);
		int64_t tick_us = w->air.now_us + TICK_US;
		w->air.now_us = next_us < tick_us ? next_us : tick_us;
	}
}

static struct world *
world_new(struct tls_context *tls, uint64_t seed, unsigned loss_percent)
{
	struct world *w = calloc(1, sizeof(*w));
	if (w == NULL)
		abort();
	w->tls = tls;
	w->air.seed = seed * 0x9e3779b97f4a7c15ull + 1;
	w->air.loss_percent = loss_percent;
	w->air.copy_percent = loss_percent;
	w->air.delay_min_us = 10000;
	w->air.delay_max_us = loss_percent > 0 ? 30000 : 10000;
	return w;
}

static void
world_free(struct world *w)
{
	session_free(w->session);
	mail_fini(&w->peer);
	free(w);
}

/* What else must hold; the times are of the end of the whole connection. */
static const struct {
	const char *name;
	struct mail_script script;
	enum smtp_status status;
	enum smtp_step step;
	unsigned chain;
	bool transient;
	int from_s, to_s;
	const char *error; /* in it; NULL: it is empty */
} rows[] = {
    {"TLS 1.3", {.replies = GOOD}, SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0,
	1, NULL},
    {"TLS 1.2, a chain of 20 kB",
	{.replies = GOOD, .tls = {TLS1_2_VERSION, 5, 4000, false}},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 6, false, 0, 1, NULL},
    {"TLS 1.0", {.replies = GOOD, .tls = {TLS1_VERSION, 0, 0, false}},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, NULL},
    {"TLS first", {.tls_first = "220-mx\r\n220 mx\r\n"}, SMTP_STATUS_OK,
	SMTP_STEP_QUIT, 1, false, 0, 1, NULL},
    {"TLS first, and 421 in it", {.tls_first = "421 busy\r\n"},
	SMTP_STATUS_BANNER_REFUSED, SMTP_STEP_TLS_EHLO, 1, true, 0, 1,
	"421 busy\r\n"},
    {"TLS first, and no greeting",
	{.tls_first = "220-wait\r\n", .deaf_to_quit = true},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_TLS_EHLO, 1, false, 30, 34,
	NULL},
    {"TLS first, and no handshake", {.tls_first = "", .deaf_to_tls = true},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_TLS, 0, false, 15, 19, NULL},
    {"a greeting after 12 s",
	{.replies = {{"220 mx\r\n", 12000000, MAIL_GOES_ON, NULL}, EHLO,
	     READY}},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 12, 13, NULL},
    {"no greeting", {.replies = {NOTHING, EHLO, READY}},
	SMTP_STATUS_BANNER_TIMEOUT, SMTP_STEP_BANNER, 0, true, 30, 31, NULL},
    {"a greeting line every 2 s, for ever",
	{.replies = {{"220-a\r\n", 0, MAIL_GOES_ON, "220-b\r\n"}, EHLO, READY}},
	SMTP_STATUS_BANNER_TIMEOUT, SMTP_STEP_BANNER, 0, false, 30, 31, NULL},
    {"421", {.replies = {AT("421 busy\r\n"), EHLO, READY}},
	SMTP_STATUS_BANNER_REFUSED, SMTP_STEP_BANNER, 0, true, 0, 1,
	"421 busy\r\n"},
    {"421 and closed",
	{.replies = {{"421 busy\r\n", 0, MAIL_CLOSES, NULL}, EHLO, READY}},
	SMTP_STATUS_BANNER_REFUSED, SMTP_STEP_BANNER, 0, true, 0, 1, "421"},
    {"554", {.replies = {AT("554-no\r\n554 no\r\n"), EHLO, READY}},
	SMTP_STATUS_BANNER_REFUSED, SMTP_STEP_BANNER, 0, false, 0, 1, "554"},
    {"421, FIN, and gone: 3 s, RST",
	{.replies = {{"421 busy\r\n", 0, MAIL_VANISHES, NULL}, EHLO, READY}},
	SMTP_STATUS_BANNER_REFUSED, SMTP_STEP_BANNER, 0, true, 3, 4, "421"},
    {"SSH", {.replies = {AT("SSH-2.0-x\r\n"), EHLO, READY}},
	SMTP_STATUS_BAD_REPLY, SMTP_STEP_BANNER, 0, false, 30, 31, "SSH"},
    {"SSH, and closed",
	{.replies = {{"SSH-2.0-x\r\n", 0, MAIL_CLOSES, NULL}, EHLO, READY}},
	SMTP_STATUS_BAD_REPLY, SMTP_STEP_BANNER, 0, false, 0, 1, "SSH"},
    {"a line that is no reply before the greeting",
	{.replies = {AT("hello\r\n220 mx\r\n"), EHLO, READY}}, SMTP_STATUS_OK,
	SMTP_STEP_QUIT, 1, false, 0, 1, "hello\r\n"},
    {"one among the lines of EHLO",
	{.replies = {BANNER, AT("250-mx\r\nhm\r\n250 STARTTLS\r\n"), READY}},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, "hm\r\n"},
    {"such lines for ever",
	{.replies = {{"a\r\n", 0, MAIL_GOES_ON, "b\r\n"}, EHLO, READY}},
	SMTP_STATUS_BAD_REPLY, SMTP_STEP_BANNER, 0, false, 30, 31, "a\r\n"},
    {"closed without a word",
	{.replies = {{"", 0, MAIL_CLOSES, NULL}, EHLO, READY}},
	SMTP_STATUS_CLOSED, SMTP_STEP_BANNER, 0, true, 0, 1, NULL},
    {"reset without a word",
	{.replies = {{"", 0, MAIL_RESETS, NULL}, EHLO, READY}},
	SMTP_STATUS_RESET, SMTP_STEP_BANNER, 0, true, 0, 1, NULL},
    {"closed within its greeting",
	{.replies = {{"220-wait\r\n", 0, MAIL_CLOSES, NULL}, EHLO, READY}},
	SMTP_STATUS_CLOSED, SMTP_STEP_BANNER, 0, false, 0, 1, NULL},
    {"502 to EHLO, 250 to HELO",
	{.replies = {BANNER, AT("502 STARTTLS\r\n"), READY},
	    .helo = "250 mx\r\n"},
	SMTP_STATUS_NO_STARTTLS, SMTP_STEP_EHLO, 0, false, 0, 1, NULL},
    {"450 to EHLO, 250 to HELO",
	{.replies = {BANNER, AT("450 later\r\n"), READY}, .helo = "250 mx\r\n"},
	SMTP_STATUS_NO_STARTTLS, SMTP_STEP_EHLO, 0, true, 0, 1, NULL},
    {"502 to EHLO and to HELO",
	{.replies = {BANNER, AT("502 no\r\n"), READY}, .helo = "503 never\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_EHLO, 0, false, 0, 1, "503 never"},
    {"451 to HELO",
	{.replies = {BANNER, AT("502 no\r\n"), READY}, .helo = "451 later\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_EHLO, 0, true, 0, 1, "451 later"},
    {"421 to EHLO",
	{.replies = {BANNER, AT("421 busy\r\n"), READY}, .helo = "250 mx\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_EHLO, 0, true, 0, 1, "421"},
    {"no answer to EHLO", {.replies = {BANNER, NOTHING, READY}},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_EHLO, 0, false, 15, 16, NULL},
    {"no STARTTLS", {.replies = {BANNER, AT("250 mx\r\n"), READY}},
	SMTP_STATUS_NO_STARTTLS, SMTP_STEP_EHLO, 0, false, 0, 1, NULL},
    {"masked", {.replies = {BANNER, AT("250-mx\r\n250 XXXXXXXA\r\n"), READY}},
	SMTP_STATUS_NO_STARTTLS, SMTP_STEP_EHLO, 0, false, 0, 1, NULL},
    {"454 to STARTTLS", {.replies = {BANNER, EHLO, AT("454 later\r\n")}},
	SMTP_STATUS_STARTTLS_REFUSED, SMTP_STEP_STARTTLS, 0, true, 0, 1, "454"},
    {"text in the segment of 220 ready",
	{.replies = {BANNER, EHLO, AT("220 ready\r\n250 EVIL\r\n")}},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, "250 EVIL\r\n"},
    {"text in a segment of its own, before our ClientHello was heard",
	{.replies = GOOD, .plaintext = "250 EVIL\r\n"}, SMTP_STATUS_OK,
	SMTP_STEP_QUIT, 1, false, 0, 1, "250 EVIL\r\n"},
    {"an alert after the chain",
	{.replies = GOOD, .tls = {TLS1_2_VERSION, 1, 0, true}},
	SMTP_STATUS_TLS_FAILED, SMTP_STEP_TLS, 2, false, 0, 4, "alert"},
    {"reset after the chain",
	{.replies = GOOD,
	    .tls = {TLS1_2_VERSION, 1, 0, false},
	    .resets_tls = true},
	SMTP_STATUS_RESET, SMTP_STEP_TLS, 2, false, 0, 1, NULL},
    {"TLS 1.3: a certificate of ours is wanted, as we learn after it",
	{.replies = GOOD, .tls = {TLS1_3_VERSION, 1, 0, true}},
	SMTP_STATUS_TLS_SESSION_LOST, SMTP_STEP_TLS_EHLO, 2, false, 0, 1,
	"certificate required"},
    {"reset after the handshake", {.replies = GOOD, .in_tls = MAIL_TLS_RESETS},
	SMTP_STATUS_TLS_SESSION_LOST, SMTP_STEP_TLS_EHLO, 1, true, 0, 1,
	"reset"},
    {"closed after the handshake", {.replies = GOOD, .in_tls = MAIL_TLS_CLOSES},
	SMTP_STATUS_TLS_SESSION_LOST, SMTP_STEP_TLS_EHLO, 1, true, 0, 1,
	"closed"},
    {"close_notify after the handshake",
	{.replies = GOOD,
	    .tls = {TLS1_2_VERSION, 0, 0, false},
	    .in_tls = MAIL_TLS_ENDS},
	SMTP_STATUS_TLS_SESSION_LOST, SMTP_STEP_TLS_EHLO, 1, true, 0, 1,
	"closed"},
    {"silence after the handshake",
	{.replies = GOOD, .in_tls = MAIL_TLS_SILENT},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_TLS_EHLO, 1, false, 15, 16,
	NULL},
    {"421 to EHLO in TLS",
	{.replies = GOOD, .tls_ehlo = "421 later\r\n", .helo = "250 mx\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_TLS_EHLO, 1, true, 0, 1, "421"},
    {"454 to EHLO in TLS, 250 to HELO",
	{.replies = GOOD, .tls_ehlo = "454 no\r\n", .helo = "250 mx\r\n"},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, NULL},
    {"454 to both in TLS",
	{.replies = GOOD, .tls_ehlo = "454 later\r\n", .helo = "454 later\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_TLS_EHLO, 1, true, 0, 1, "454"},
    {"502 to EHLO in TLS, 250 to HELO",
	{.replies = GOOD, .tls_ehlo = "502 no\r\n", .helo = "250 mx\r\n"},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, NULL},
    {"502 to both in TLS",
	{.replies = GOOD, .tls_ehlo = "502 no\r\n", .helo = "502 no\r\n"},
	SMTP_STATUS_EHLO_REFUSED, SMTP_STEP_TLS_EHLO, 1, false, 0, 1, "502"},
    {"a line in TLS that is no reply",
	{.replies = GOOD, .tls_ehlo = "hm\r\n250-mx\r\n250 STARTTLS\r\n"},
	SMTP_STATUS_OK, SMTP_STEP_QUIT, 1, false, 0, 1, "hm\r\n"},
    {"silence after the ClientHello", {.replies = GOOD, .deaf_to_tls = true},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_TLS, 0, false, 15, 16, NULL},
    {"silence after QUIT: 5 s, FIN, 3 s, RST",
	{.replies = GOOD, .deaf_to_quit = true}, SMTP_STATUS_OK, SMTP_STEP_QUIT,
	1, false, 8, 9, NULL},
    {"each step slow, and all together too slow",
	{.replies = {{"220 mx\r\n", 29000000, MAIL_GOES_ON, NULL},
	     {"250-mx\r\n250 STARTTLS\r\n", 14000000, MAIL_GOES_ON, NULL},
	     {"220 ready\r\n", 14000000, MAIL_GOES_ON, NULL}},
	    .deaf_to_tls = true},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_TLS, 0, false, 60, 61, NULL},
    {"an EHLO line every 2 s, for ever",
	{.replies = {BANNER, {"250-a\r\n", 0, MAIL_GOES_ON, "250-b\r\n"},
	     READY}},
	SMTP_STATUS_SESSION_TIMEOUT, SMTP_STEP_EHLO, 0, false, 15, 16, NULL},
};

static bool
has_error(const struct smtp_result *r, const char *want)
{
	if (want == NULL)
		return r->error.len == 0;
	return r->error.len > 0 && strstr(r->error.bytes, want) != NULL;
}

/* Where it spoke SMTP to the end and did not close before. */
static bool
hears_quit(enum smtp_status status, const struct mail_script *script)
{
	for (unsigned i = 0; i < MAIL_STEPS; i++)
		if (script->replies[i].after != MAIL_GOES_ON)
			return false;
	return status == SMTP_STATUS_OK || status == SMTP_STATUS_NO_STARTTLS ||
	       status == SMTP_STATUS_BANNER_REFUSED ||
	       status == SMTP_STATUS_EHLO_REFUSED ||
	       status == SMTP_STATUS_STARTTLS_REFUSED;
}

static void
try_row(struct tls_context *tls, size_t i)
{
	struct world *w = world_new(tls, 1, 0);
	run(w, &rows[i].script);
	const struct smtp_result *r = session_result(w->session);
	ok(r != NULL && session_is_over(w->session), rows[i].name);
	if (r == NULL)
		return;
	int over_s = (int)((w->air.now_us - 1000000) / 1000000);
	printf("# status %d, step %d, chain %u, %d s, %zu bytes of error\n",
	    r->status, r->step, r->chain_count, over_s, r->error.len);
	ok(r->status == rows[i].status && r->step == rows[i].step,
	    "status and step");
	ok(r->transient == rows[i].transient, "worth a retry or not");
	ok(r->chain_count == rows[i].chain &&
		(r->chain_count == 0 || memcmp(r->chain[0], w->leaf, 32) == 0),
	    "chain");
	ok(over_s >= rows[i].from_s && over_s <= rows[i].to_s, "duration");
	ok(has_error(r, rows[i].error), "error");
	ok(r->rx_ts_ns > 1000 && r->rx_ts_ns < LIMIT_S * 1000000000LL,
	    "a time of its end");
	if (r->status == SMTP_STATUS_OK)
		ok(r->tls && r->version[0] && w->peer.quit &&
			w->peer.ehlos == 1,
		    "EHLO again, and QUIT, were said");
	if (r->status == SMTP_STATUS_OK && !rows[i].script.deaf_to_quit)
		ok(!w->we_reset && w->peer.notified &&
			peer_is_done(&w->peer.tcp),
		    "closed by both, TLS first, and the peer knows");
	ok(w->peer.quit == hears_quit(r->status, &rows[i].script),
	    "QUIT where it is heard");
	world_free(w);
}

/* POP3 and IMAP, behind STARTTLS and in TLS from the first. */
static void
test_access(struct tls_context *tls)
{
	static const struct {
		const char *name;
		enum mail_protocol protocol;
		struct mail_script script;
		enum smtp_status status;
		const char *banner;
	} access[] = {
	    {"POP3", MAIL_POP3,
		{.replies = {AT("+OK hi\r\n"), AT("+OK\r\nSTLS\r\n.\r\n"),
		     AT("+OK go\r\n")}},
		SMTP_STATUS_OK, "+OK hi\r\n"},
	    {"POP3 without TLS", MAIL_POP3,
		{.replies = {AT("+OK hi\r\n"), AT("+OK\r\nTOP\r\n.\r\n")}},
		SMTP_STATUS_NO_STARTTLS, "+OK hi\r\n"},
	    {"POP3 in TLS", MAIL_POP3, {.tls_first = "+OK hi\r\n"},
		SMTP_STATUS_OK, "+OK hi\r\n"},
	    {"IMAP", MAIL_IMAP,
		{.replies = {AT("* OK hi\r\n"), AT("a BAD what\r\n"),
		     AT("a OK go\r\n")}},
		SMTP_STATUS_OK, "* OK hi\r\n"},
	    {"IMAP in TLS", MAIL_IMAP, {.tls_first = "* OK hi\r\n"},
		SMTP_STATUS_OK, "* OK hi\r\n"},
	    {"SMTP where IMAP should be", MAIL_IMAP, {.replies = GOOD},
		SMTP_STATUS_BANNER_TIMEOUT, ""},
	};
	for (size_t i = 0; i < sizeof(access) / sizeof(access[0]); i++) {
		struct world *w = world_new(tls, 1, 0);
		w->protocol = access[i].protocol;
		run(w, &access[i].script);
		const struct smtp_result *r = session_result(w->session);
		ok(r != NULL && r->status == access[i].status &&
			r->chain_count == (r->status == SMTP_STATUS_OK) &&
			w->peer.quit == (r->status == SMTP_STATUS_OK || i == 1),
		    access[i].name);
		world_free(w);
	}
}

static void
test_evidence(struct tls_context *tls)
{
	static const struct mail_script tarpit = {
	    .replies = {{"220-a\r\n", 0, MAIL_GOES_ON, "220-b\r\n"}}};
	static const struct mail_script masked = {
	    .replies = {BANNER, AT("250-mx\r\n250 XXXXXXXA\r\n")}};
	static const struct mail_script late = {
	    .replies = {{"220-wait\r\n", 5000000, MAIL_GOES_ON, NULL}}};
	struct world *w = world_new(tls, 1, 0);
	run(w, &tarpit);
	ok(strncmp(session_result(w->session)->banner.bytes,
	       "220-a\r\n220-b\r\n220-b\r\n", 21) == 0,
	    "of a greeting without end the lines are kept");
	world_free(w);
	w = world_new(tls, 1, 0);
	run(w, &masked);
	ok(session_result(w->session)->offer == SMTP_OFFER_MASKED, "masked");
	ok(strcmp(session_result(w->session)->ehlo.bytes,
	       "250-mx\r\n250 XXXXXXXA\r\n") == 0,
	    "the EHLO reply as it came");
	world_free(w);
	w = world_new(tls, 1, 0);
	run(w, &late);
	ok(w->peer.ehlo_us == 0, "no EHLO before the last line of a greeting");
	world_free(w);
}

static const struct {
	const char *name;
	struct mail_script script;
	enum smtp_status status;
	bool needs_full;
	unsigned chain;
} readings[] = {
    {"the chain of TLS 1.2",
	{.replies = GOOD, .tls = {TLS1_2_VERSION, 2, 0, 0}},
	SMTP_STATUS_CERTIFICATE_ONLY, false, 3},
    {"of 1.3 and before", {.replies = GOOD}, SMTP_STATUS_CERTIFICATE_ONLY,
	false, 1},
    {"of TLS 1.0, of 20 kB",
	{.replies = GOOD, .tls = {TLS1_VERSION, 5, 4000, 0}},
	SMTP_STATUS_CERTIFICATE_ONLY, false, 6},
    {"TLS 1.3 alone: a whole session will follow",
	{.replies = GOOD, .tls = {TLS1_3_VERSION, 0, 0, 0}},
	SMTP_STATUS_TLS_FAILED, true, 0},
    {"deaf to TLS: nor would a whole one be heard",
	{.replies = GOOD, .deaf_to_tls = true}, SMTP_STATUS_SESSION_TIMEOUT,
	false, 0},
    {"no STARTTLS is no matter of it", {.replies = {BANNER, AT("250 mx\r\n")}},
	SMTP_STATUS_NO_STARTTLS, false, 0},
};

/* The last that the server hears: user_canceled, close_notify. */
static bool
says_goodbye(const struct tcp_peer *p)
{
	static const char goodbye[] = "\x15\3\3\0\2\1\x5a\x15\3\3\0\2\1";
	return p->in.len > sizeof(goodbye) &&
	       memcmp(p->in.bytes + p->in.len - sizeof(goodbye), goodbye,
		   sizeof(goodbye)) == 0;
}

/* The chain alone, and a polite end: no RST of ours. */
static void
test_certificate_only(struct tls_context *tls)
{
	for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
		struct world *w = world_new(tls, 1, 0);
		w->certificate_only = true;
		run(w, &readings[i].script);
		const struct smtp_result *r = session_result(w->session);
		printf("# status %d, chain %u, %s\n", r->status, r->chain_count,
		    r->version);
		ok(r->status == readings[i].status &&
			r->needs_full == readings[i].needs_full &&
			r->chain_count == readings[i].chain,
		    readings[i].name);
		ok(session_is_over(w->session), "it ends");
		if (r->status == SMTP_STATUS_CERTIFICATE_ONLY)
			ok(memcmp(r->chain[0], w->leaf, 32) == 0 && r->tls &&
				r->version[0] != '\0' && r->cipher[0] != '\0' &&
				r->group[0] == '\0' && !w->we_reset &&
				says_goodbye(&w->peer.tcp) &&
				w->peer.tcp.fin_in,
			    "its leaf, what the server chose, alerts, a FIN");
		world_free(w);
	}
}

/* Whoever needs more time than usual gets it where that may be a loss. */
static void
test_longer_steps(struct tls_context *tls)
{
	static const struct mail_script slow = {
	    .replies = {BANNER,
		{"250-mx\r\n250 STARTTLS\r\n", 25000000, MAIL_GOES_ON, NULL},
		READY}};
	static const struct mail_script silent = {.replies = {BANNER, NOTHING}};
	for (unsigned loses = 0; loses < 2; loses++) {
		struct world *w = world_new(tls, 1, 0);
		w->path_loses = loses != 0;
		run(w, &slow);
		ok(session_result(w->session)->status ==
			(loses ? SMTP_STATUS_OK : SMTP_STATUS_SESSION_TIMEOUT),
		    loses ? "twice as long" : "no longer on a clean path");
		world_free(w);
	}
	struct world *w = world_new(tls, 1, 0);
	w->path_loses = true;
	run(w, &silent);
	int64_t over_s = w->air.now_us / 1000000;
	ok(session_result(w->session)->status == SMTP_STATUS_SESSION_TIMEOUT &&
		over_s >= 30 && over_s < 35,
	    "and not for ever");
	world_free(w);
}

static void
test_give_up(struct tls_context *tls)
{
	struct world *w = world_new(tls, 1, 0);
	struct tcp_segment syn_ack = {.seq = 5,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = 5000};
	begin(w, &syn_ack);
	session_stop(w->session, 1000);
	ok(session_is_over(w->session) && w->we_reset, "given up, with a RST");
	ok(session_result(w->session) == NULL, "which is no result");
	session_free(w->session);
	free(w);
}

/* 5 % lost and doubled, any order: the record is the same. */
static void
test_bad_line(struct tls_context *tls)
{
	static const struct mail_script script = {
	    .replies = GOOD, .tls = {TLS1_2_VERSION, 5, 4000, false}};
	unsigned good = 0;
	enum { SEEDS = 40 };
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_new(tls, seed, 5);
		run(w, &script);
		const struct smtp_result *r = session_result(w->session);
		bool fine = r != NULL && r->status == SMTP_STATUS_OK &&
			    r->chain_count == 6 && r->error.len == 0;
		if (!fine)
			printf("# seed %d: status %d at step %d\n", (int)seed,
			    r ? (int)r->status : -1, r ? (int)r->step : -1);
		good += fine;
		world_free(w);
	}
	ok(good == SEEDS, "over a bad line");
}

int
main(void)
{
	struct tls_context *tls;
	if (tls_context_new(&tls) < 0)
		return 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(tls, i);
	test_access(tls);
	test_evidence(tls);
	test_longer_steps(tls);
	test_certificate_only(tls);
	test_give_up(tls);
	test_bad_line(tls);
	tls_context_free(tls);
	return tap_end();
}
