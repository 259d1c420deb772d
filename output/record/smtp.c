#include "smtp.h"

#include <stdio.h>
#include <string.h>

#include "output/json.h"

static const char *const statuses[] = {
    [SMTP_STATUS_OK] = "OK",
    [SMTP_STATUS_TIMEOUT] = "TIMEOUT",
    [SMTP_STATUS_REFUSED_CONN] = "REFUSED_CONN",
    [SMTP_STATUS_BANNER_TIMEOUT] = "BANNER_TIMEOUT",
    [SMTP_STATUS_BANNER_REFUSED] = "BANNER_REFUSED",
    [SMTP_STATUS_EHLO_REFUSED] = "EHLO_REFUSED",
    [SMTP_STATUS_NO_STARTTLS] = "NO_STARTTLS",
    [SMTP_STATUS_STARTTLS_REFUSED] = "STARTTLS_REFUSED",
    [SMTP_STATUS_TLS_FAILED] = "TLS_FAILED",
    [SMTP_STATUS_SESSION_TIMEOUT] = "SESSION_TIMEOUT",
    [SMTP_STATUS_CLOSED] = "CLOSED",
    [SMTP_STATUS_RESET] = "RESET",
    [SMTP_STATUS_BAD_REPLY] = "BAD_REPLY",
    [SMTP_STATUS_BLOCKED] = "BLOCKED",
    [SMTP_STATUS_NO_ADDRESS] = "NO_ADDRESS",
};

static const char *const steps[SMTP_STEP_COUNT] = {
    [SMTP_STEP_CONNECT] = "connect",
    [SMTP_STEP_BANNER] = "banner",
    [SMTP_STEP_EHLO] = "ehlo",
    [SMTP_STEP_STARTTLS] = "starttls",
    [SMTP_STEP_TLS] = "tls",
    [SMTP_STEP_QUIT] = "quit",
};

static const char *const offers[] = {
    [SMTP_OFFER_UNKNOWN] = NULL,
    [SMTP_OFFER_OFFERED] = "offered",
    [SMTP_OFFER_MASKED] = "masked",
    [SMTP_OFFER_ABSENT] = "absent",
};

static void
add_name(struct json *j, const char *key, const struct dns_name *name)
{
	struct text text;
	text_init(&text);
	dns_name_add_text(&text, name);
	json_add_key(j, key);
	json_add_string(j, text_ok(&text) ? text.bytes : "");
	text_fini(&text);
}

static void
add_bytes(struct json *j, const char *key, const struct text *t)
{
	if (t->len == 0)
		return;
	json_add_key(j, key);
	json_add_bytes(j, t->bytes, t->len);
}

static void
add_lines(struct json *j, const char *key, const struct text *t)
{
	if (t->len == 0)
		return;
	json_add_key(j, key);
	json_open_array(j);
	for (size_t at = 0; at < t->len;) {
		const char *line = t->bytes + at;
		const char *end = memchr(line, '\n', t->len - at);
		size_t len = end != NULL ? (size_t)(end - line) : t->len - at;
		at += len + 1;
		if (len > 0 && line[len - 1] == '\r')
			len--;
		json_add_bytes(j, line, len);
	}
	json_close_array(j);
}

static void
add_tls(struct json *j, const struct smtp_record *r)
{
	const struct smtp_result *s = r->result;
	json_add_key(j, "tls");
	json_open_object(j);
	json_add_key(j, "version");
	json_add_string(j, s->version);
	json_add_key(j, "cipher");
	json_add_string(j, s->cipher);
	if (s->group[0] != '\0') {
		json_add_key(j, "group");
		json_add_string(j, s->group);
	}
	if (r->sni != NULL)
		add_name(j, "sni", r->sni);
	json_close_object(j);
}

static void
add_chain(struct json *j, const struct smtp_result *s)
{
	json_add_key(j, "chain");
	json_open_array(j);
	for (unsigned i = 0; i < s->chain_count; i++)
		json_add_hex(j, s->chain[i], sizeof(s->chain[i]));
	json_close_array(j);
}

static void
add_timing(struct json *j, const struct smtp_result *s)
{
	bool open = false;
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++) {
		char key[32];
		if (s->took_us[i] < 0)
			continue;
		if (!open) {
			json_add_key(j, "timing");
			json_open_object(j);
		}
		open = true;
		snprintf(key, sizeof(key), "%s_us", steps[i]);
		json_add_key(j, key);
		json_add_int(j, s->took_us[i]);
	}
	if (open)
		json_close_object(j);
}

static void
add_session(struct json *j, const struct smtp_record *r)
{
	const struct smtp_result *s = r->result;
	if (s->rtt_us >= 0) {
		json_add_key(j, "rtt_us");
		json_add_int(j, s->rtt_us);
	}
	add_bytes(j, "banner", &s->banner);
	add_lines(j, "ehlo", &s->ehlo);
	if (offers[s->offer] != NULL) {
		json_add_key(j, "starttls");
		json_add_string(j, offers[s->offer]);
	}
	if (s->tls)
		add_tls(j, r);
	if (s->chain_count > 0)
		add_chain(j, s);
	if (s->chain_cut) {
		json_add_key(j, "chain_cut");
		json_add_bool(j, true);
	}
	add_bytes(j, "error", &s->error);
	add_timing(j, s);
}

void
smtp_record_add(struct text *line, const struct smtp_record *r)
{
	struct json json = json_over(line), *j = &json;
	json_open_object(j);
	add_name(j, "host", r->host);
	if (r->ip != NULL) {
		json_add_key(j, "ip");
		json_add_addr(j, r->ip);
	}
	json_add_key(j, "port");
	json_add_int(j, r->port);
	json_add_key(j, "status");
	json_add_string(j, statuses[r->result->status]);
	json_add_key(j, "stage");
	json_add_string(j, steps[r->result->step]);
	json_add_key(j, "attempts");
	json_add_int(j, r->attempts);
	json_add_key(j, "rx_ts");
	json_add_time(j, r->result->rx_ts_ns);
	add_session(j, r);
	json_close_object(j);
	text_add_char(line, '\n');
}
