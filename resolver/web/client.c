#include "resolver/web/client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "resolver/transfer/socket.h"

enum { HEADERS_MAX = 64 << 10, REDIRECTS_MAX = 5, RETRY_MAX_S = 300 };

struct web_client {
	CURL *curl;
	const char *ca_file;
	const struct transfer_limits *limits;
	/* Of the request at hand. */
	const struct web_request *request;
	struct web_head *head;
	size_t header_bytes;
	uint64_t bytes;
	bool begun;
	enum transfer_fault fault; /* which ended it from our side */
};

int
web_client_new(const char *ca_file, const struct transfer_limits *limits,
    struct web_client **out)
{
	struct web_client *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->curl = curl_easy_init();
	c->ca_file = ca_file;
	c->limits = limits;
	if (c->curl == NULL) {
		free(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}

void
web_client_free(struct web_client *c)
{
	if (c == NULL)
		return;
	curl_easy_cleanup(c->curl);
	free(c);
}

static size_t
on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct web_client *c = ctx;
	c->header_bytes += size * count;
	if (c->header_bytes > HEADERS_MAX) {
		c->fault = TRANSFER_FAULT_MALFORMED;
		return 0;
	}
	web_head_take(c->head, line, size * count);
	return size * count;
}

static void
note_status(struct web_client *c)
{
	struct web_head *h = c->head;
	curl_off_t length = -1, retry = 0;
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &h->status);
	curl_easy_getinfo(c->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	curl_easy_getinfo(c->curl, CURLINFO_RETRY_AFTER, &retry);
	if (h->status != 206)
		h->length = length;
	if (retry > 0)
		h->retry_s =
		    retry < RETRY_MAX_S ? (unsigned)retry : RETRY_MAX_S;
}

static enum transfer_fault
fault_of_status(long status)
{
	if (status >= 200 && status < 300)
		return TRANSFER_FAULT_NONE;
	if (status == 401 || status == 403)
		return TRANSFER_FAULT_DENIED;
	if (status == 429 || (status >= 500 && status != 501 && status < 600))
		return TRANSFER_FAULT_BUSY;
	return TRANSFER_FAULT_HTTP;
}

static enum transfer_fault
begin(struct web_client *c)
{
	if (c->begun)
		return TRANSFER_FAULT_NONE;
	c->begun = true;
	note_status(c);
	enum transfer_fault fault = fault_of_status(c->head->status);
	if (fault != TRANSFER_FAULT_NONE || c->request->begin == NULL)
		return fault;
	return c->request->begin(c->request->ctx, c->head);
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct web_client *c = ctx;
	size_t len = size * count;
	c->fault = begin(c);
	c->bytes += len;
	if (c->fault == TRANSFER_FAULT_NONE && c->bytes > c->limits->bytes)
		c->fault = TRANSFER_FAULT_ENDLESS;
	if (c->fault == TRANSFER_FAULT_NONE && c->request->take != NULL)
		c->fault = c->request->take(
		    c->request->ctx, (const uint8_t *)bytes, len);
	return c->fault == TRANSFER_FAULT_NONE ? len : 0;
}

/* It is not over after so long; or for so long nothing came. */
static enum transfer_fault
timed_out(const struct web_client *c)
{
	curl_off_t us = 0, connected_us = 0;
	long connections = 0;
	curl_easy_getinfo(c->curl, CURLINFO_TOTAL_TIME_T, &us);
	curl_easy_getinfo(c->curl, CURLINFO_APPCONNECT_TIME_T, &connected_us);
	curl_easy_getinfo(c->curl, CURLINFO_NUM_CONNECTS, &connections);
	if (us * NS_PER_US >= c->limits->whole_ns)
		return TRANSFER_FAULT_SLOW;
	return connections > 0 && connected_us == 0
		   ? TRANSFER_FAULT_NO_CONNECTION
		   : TRANSFER_FAULT_SILENT;
}

static enum transfer_fault
fault_of_code(const struct web_client *c, CURLcode code)
{
	unsigned n = code;
	switch (n) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
		return TRANSFER_FAULT_NO_CONNECTION;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return TRANSFER_FAULT_TLS;
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return TRANSFER_FAULT_CUT;
	case CURLE_OPERATION_TIMEDOUT:
		return timed_out(c);
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FAILED_INIT:
		return TRANSFER_FAULT_MACHINE;
	}
	return TRANSFER_FAULT_HTTP;
}

static void
set_all(struct web_client *c, const struct web_request *r)
{
	CURL *h = c->curl;
	curl_easy_reset(h);
	curl_easy_setopt(h, CURLOPT_URL, r->url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, r->body == NULL ? 1L : 0L);
	curl_easy_setopt(h, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_USERAGENT, "danesweep");
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(c->limits->connect_ns / NS_PER_MS));
	curl_easy_setopt(
	    h, CURLOPT_TIMEOUT_MS, (long)(c->limits->whole_ns / NS_PER_MS));
	curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(
	    h, CURLOPT_LOW_SPEED_TIME, (long)(c->limits->idle_ns / NS_PER_S));
	curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, c);
	if (c->ca_file != NULL) {
		curl_easy_setopt(h, CURLOPT_CAINFO, c->ca_file);
		curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
	}
	if (r->token != NULL) {
		curl_easy_setopt(h, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(h, CURLOPT_XOAUTH2_BEARER, r->token);
	}
	if (r->head)
		curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
	if (r->body != NULL)
		curl_easy_setopt(h, CURLOPT_POSTFIELDS, r->body);
}

/* NULL in `*list`, too, where there is none to say. */
static bool
make_headers(const struct web_request *r, struct curl_slist **list)
{
	char line[WEB_TAG_MAX + 32];
	struct curl_slist *more;
	*list = NULL;
	if (r->body != NULL)
		*list =
		    curl_slist_append(NULL, "Content-Type: application/json");
	if (r->body == NULL && r->from == 0)
		return true;
	if (r->from > 0) {
		snprintf(
		    line, sizeof(line), "Range: bytes=%" PRIu64 "-", r->from);
		*list = curl_slist_append(NULL, line);
	}
	if (*list == NULL || r->if_range == NULL)
		return *list != NULL;
	snprintf(line, sizeof(line), "If-Range: %s", r->if_range);
	more = curl_slist_append(*list, line);
	return more != NULL;
}

enum transfer_fault
web_client_run(struct web_client *c, const struct web_request *r,
    struct web_head *head, struct text *why)
{
	struct curl_slist *headers;
	*head = (struct web_head){.length = -1};
	c->request = r;
	c->head = head;
	c->header_bytes = 0;
	c->bytes = 0;
	c->begun = false;
	c->fault = TRANSFER_FAULT_NONE;
	set_all(c, r);
	if (!make_headers(r, &headers)) {
		curl_slist_free_all(headers);
		return TRANSFER_FAULT_MACHINE;
	}
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	CURLcode code = curl_easy_perform(c->curl);
	/* Of a reply without a body, too. */
	if (code == CURLE_OK && c->fault == TRANSFER_FAULT_NONE)
		c->fault = begin(c);
	enum transfer_fault fault = c->fault;
	if (fault == TRANSFER_FAULT_NONE && code != CURLE_OK) {
		fault = fault_of_code(c, code);
		text_add(why, curl_easy_strerror(code));
	} else if (fault == TRANSFER_FAULT_DENIED ||
		   fault == TRANSFER_FAULT_BUSY ||
		   fault == TRANSFER_FAULT_HTTP) {
		text_addf(why, "status %ld", head->status);
	}
	curl_slist_free_all(headers);
	return fault;
}
