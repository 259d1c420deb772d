#include "policy_request.h"

#include "base/clock.h"
#include "mail/mta_sts_policy.h"
#include "resolver/transfer/socket.h"
#include "resolver/web/client.h"

enum { CONNECT_S = 10, IDLE_S = 10, STATUS_OK = 200 };

int
policy_request_client(
    const char *ca_file, int64_t whole_ns, struct web_client **out)
{
	static struct transfer_limits limits; /* of a process that ends soon */
	limits = (struct transfer_limits){
	    .connect_ns = CONNECT_S * NS_PER_S,
	    .idle_ns = IDLE_S * NS_PER_S,
	    .whole_ns = whole_ns,
	    .bytes = MTA_STS_BYTES_MAX,
	};
	return web_client_new(ca_file, &limits, out);
}

/* As CURLOPT_RESOLVE has it. */
static void
add_addresses(struct text *t, const struct policy_target *target)
{
	dns_name_add_text(t, &target->host);
	text_add(t, ":443:");
	for (unsigned i = 0; i < target->count; i++) {
		char ip[ADDR_TEXT_MAX];
		bool v4 = addr_is_v4(&target->addresses[i]);
		addr_format(&target->addresses[i], ip);
		text_addf(t, "%s%s%s%s", i > 0 ? "," : "", v4 ? "" : "[", ip,
		    v4 ? "" : "]");
	}
}

static enum transfer_fault
take(void *ctx, const uint8_t *bytes, size_t len)
{
	text_add_bytes(ctx, bytes, len);
	return text_ok(ctx) ? TRANSFER_FAULT_NONE : TRANSFER_FAULT_MACHINE;
}

static enum policy_fetch
status_of_cert(enum web_cert_fault fault)
{
	switch (fault) {
	case WEB_CERT_EXPIRED:
		return POLICY_FETCH_CERT_EXPIRED;
	case WEB_CERT_OTHER_NAME:
		return POLICY_FETCH_CERT_OTHER_NAME;
	case WEB_CERT_UNKNOWN_CA:
		return POLICY_FETCH_CERT_UNKNOWN_CA;
	case WEB_CERT_INVALID:
		return POLICY_FETCH_CERT_INVALID;
	case WEB_CERT_FINE:
		break;
	}
	return POLICY_FETCH_TLS_FAILED;
}

/* RFC 8461 3.3: nothing but 200 brings a policy. */
static enum policy_fetch
status_of_reply(long status)
{
	if (status == STATUS_OK)
		return POLICY_FETCH_OK;
	if (status >= 300 && status < 400)
		return POLICY_FETCH_REDIRECT;
	return status > 0 ? POLICY_FETCH_HTTP_STATUS : POLICY_FETCH_BROKEN;
}

static enum policy_fetch
status_of(enum transfer_fault fault, const struct web_head *head)
{
	unsigned kind = fault;
	switch (kind) {
	case TRANSFER_FAULT_NONE:
	case TRANSFER_FAULT_DENIED:
	case TRANSFER_FAULT_BUSY:
	case TRANSFER_FAULT_HTTP:
		return status_of_reply(head->status);
	case TRANSFER_FAULT_NO_CONNECTION:
		return POLICY_FETCH_NO_CONNECTION;
	case TRANSFER_FAULT_SILENT:
	case TRANSFER_FAULT_SLOW:
		return POLICY_FETCH_TIMEOUT;
	case TRANSFER_FAULT_ENDLESS:
		return POLICY_FETCH_TOO_LARGE;
	case TRANSFER_FAULT_TLS:
		return status_of_cert(head->cert);
	case TRANSFER_FAULT_MACHINE:
		return POLICY_FETCH_NOT_DONE;
	}
	return POLICY_FETCH_BROKEN;
}

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

static void
add_record(struct text *line, const struct policy_target *t,
    enum policy_fetch status, const struct web_head *head,
    const struct text *body, const struct text *why)
{
	struct addr ip;
	struct policy_file_record r = {
	    .domain = &t->domain,
	    .status = status,
	    .rx_ns = clock_realtime_ns(),
	    .ip = addr_parse(head->ip, &ip) ? &ip : NULL,
	    .http_status = head->status > 0 ? (uint64_t)head->status : 0,
	    .content_type = or_null(head->type),
	    .location = or_null(head->location),
	    .detail = why->len > 0 && text_ok(why) ? why->bytes : NULL,
	};
	if (status == POLICY_FETCH_OK)
		r.body = (struct record_bytes){
		    body->bytes != NULL ? body->bytes : "", body->len};
	policy_file_record_add(line, &r);
}

void
policy_request_run(
    struct web_client *c, const struct policy_target *t, struct text *line)
{
	struct web_head head;
	struct text url, addresses, body, why;
	text_init(&url);
	text_init(&addresses);
	text_init(&body);
	text_init(&why);
	text_add(&url, "https://");
	dns_name_add_text(&url, &t->host);
	text_add(&url, "/.well-known/mta-sts.txt");
	add_addresses(&addresses, t);
	if (text_ok(&url) && text_ok(&addresses)) {
		enum transfer_fault fault = web_client_run(c,
		    &(struct web_request){.url = url.bytes,
			.resolve = addresses.bytes,
			.ctx = &body,
			.take = take},
		    &head, &why);
		add_record(
		    line, t, status_of(fault, &head), &head, &body, &why);
	}
	text_fini(&url);
	text_fini(&addresses);
	text_fini(&body);
	text_fini(&why);
}

void
policy_request_add_undone(struct text *line, const struct policy_target *t,
    enum policy_fetch status, const char *detail)
{
	policy_file_record_add(
	    line, &(struct policy_file_record){.domain = &t->domain,
		      .status = status,
		      .rx_ns = clock_realtime_ns(),
		      .detail = detail});
}
