#include "policy_file.h"

#include "keys.h"
#include "writer.h"

enum { HTTP_STATUS_MAX = 999 };

const char *const policy_fetch_words[POLICY_FETCH_COUNT] = {
    [POLICY_FETCH_OK] = "ok",
    [POLICY_FETCH_LOOKUP_FAILED] = "lookup_failed",
    [POLICY_FETCH_NO_ADDRESS] = "no_address",
    [POLICY_FETCH_NOT_ALLOWED] = "not_allowed",
    [POLICY_FETCH_NO_CONNECTION] = "no_connection",
    [POLICY_FETCH_TIMEOUT] = "timeout",
    [POLICY_FETCH_TLS_FAILED] = "tls_failed",
    [POLICY_FETCH_CERT_EXPIRED] = "cert_expired",
    [POLICY_FETCH_CERT_OTHER_NAME] = "cert_other_name",
    [POLICY_FETCH_CERT_UNKNOWN_CA] = "cert_unknown_ca",
    [POLICY_FETCH_CERT_INVALID] = "cert_invalid",
    [POLICY_FETCH_REDIRECT] = "redirect",
    [POLICY_FETCH_HTTP_STATUS] = "http_status",
    [POLICY_FETCH_TOO_LARGE] = "too_large",
    [POLICY_FETCH_BROKEN] = "broken",
    [POLICY_FETCH_NOT_DONE] = "not_done",
};

void
policy_file_record_add(struct text *line, const struct policy_file_record *r)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_name(&j, KEY_DOMAIN, r->domain);
	json_add_key(&j, KEY_RX_TS);
	json_add_time(&j, r->rx_ns);
	json_add_key_string(&j, KEY_STATUS, policy_fetch_words[r->status]);
	if (r->ip != NULL) {
		json_add_key(&j, KEY_IP);
		json_add_addr(&j, r->ip);
	}
	if (r->http_status != 0)
		json_add_key_u64(&j, KEY_HTTP_STATUS, r->http_status);
	json_add_key_string(&j, KEY_CONTENT_TYPE, r->content_type);
	json_add_key_string(&j, KEY_LOCATION, r->location);
	json_add_key_string(&j, KEY_DETAIL, r->detail);
	if (r->body.at != NULL)
		record_add_bytes(&j, KEY_BODY, r->body.at, r->body.len);
	json_close_object(&j);
	text_add_char(line, '\n');
}

bool
policy_file_record_read(struct record_reader *r, const char *line, size_t len,
    struct policy_file_record *out)
{
	unsigned status = POLICY_FETCH_NOT_DONE;
	*out = (struct policy_file_record){0};
	if (!record_begin(r, line, len) ||
	    !record_need_name(r, r->root, KEY_DOMAIN, &out->domain) ||
	    !record_need_time(r, r->root, KEY_RX_TS, &out->rx_ns) ||
	    !record_get_word(r, r->root, KEY_STATUS, policy_fetch_words,
		POLICY_FETCH_COUNT, "a status of policy_file", &status) ||
	    !record_get_addr(r, r->root, KEY_IP, &out->ip) ||
	    !record_get_u64(r, r->root, KEY_HTTP_STATUS, HTTP_STATUS_MAX,
		&out->http_status))
		return false;
	out->status = (enum policy_fetch)status;
	return record_get_text(
		   r, r->root, KEY_CONTENT_TYPE, &out->content_type) &&
	       record_get_text(r, r->root, KEY_LOCATION, &out->location) &&
	       record_get_text(r, r->root, KEY_DETAIL, &out->detail) &&
	       record_get_bytes(r, r->root, KEY_BODY, &out->body);
}
