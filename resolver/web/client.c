#include "resolver/web/client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include "base/clock.h"
#include "resolver/transfer/socket.h"

enum {
	HEADERS_MAX = 64 << 10,
	ROOTS_MAX = 16 << 20,
	REDIRECTS_MAX = 5,
	RETRY_MAX_S = 300,
};

/* Of libcurl; each NULL: there is none. */
struct request_lists {
	struct curl_slist *headers, *addresses;
};

struct web_client {
	CURL *curl;
	const char *ca_file;
	struct text roots; /* what it held; else empty */
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
	text_init(&c->roots);
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
	text_fini(&c->roots);
	free(c);
}

int
web_client_load_roots(struct web_client *c)
{
	char bytes[4096];
	size_t len;
	if (c->ca_file == NULL)
		return 0;
	FILE *f = fopen(c->ca_file, "re");
	if (f == NULL)
		return -errno;
	while (c->roots.len < ROOTS_MAX &&
	       (len = fread(bytes, 1, sizeof(bytes), f)) > 0)
		text_add_bytes(&c->roots, bytes, len);
	bool whole = feof(f) && !ferror(f);
	fclose(f);
	if (!text_ok(&c->roots))
		return -ENOMEM;
	return whole && c->roots.len > 0 ? 0 : -EINVAL;
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
set_roots(const struct web_client *c)
{
	struct curl_blob roots = {c->roots.bytes, c->roots.len, CURL_BLOB_COPY};
	if (c->ca_file == NULL)
		return;
	if (c->roots.len > 0)
		curl_easy_setopt(c->curl, CURLOPT_CAINFO_BLOB, &roots);
	else
		curl_easy_setopt(c->curl, CURLOPT_CAINFO, c->ca_file);
	curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL);
}

/* Where the addresses are given, nobody else is spoken to. */
static void
set_way(CURL *h, const struct web_request *r)
{
	bool moves = r->body == NULL && r->resolve == NULL;
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, moves ? 1L : 0L);
	curl_easy_setopt(h, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	if (r->resolve != NULL)
		curl_easy_setopt(h, CURLOPT_PROXY, "");
}

static void
set_all(struct web_client *c, const struct web_request *r)
{
	CURL *h = c->curl;
	curl_easy_reset(h);
	curl_easy_setopt(h, CURLOPT_URL, r->url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	set_way(h, r);
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
	set_roots(c);
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

/* Both of `lists`, freed by free_lists(), on failure, too. */
static bool
make_lists(const struct web_request *r, struct request_lists *lists)
{
	*lists = (struct request_lists){0};
	if (!make_headers(r, &lists->headers))
		return false;
	if (r->resolve != NULL)
		lists->addresses = curl_slist_append(NULL, r->resolve);
	return r->resolve == NULL || lists->addresses != NULL;
}

static void
free_lists(struct request_lists *lists)
{
	curl_slist_free_all(lists->headers);
	curl_slist_free_all(lists->addresses);
}

/*
 * libcurl itself compares the name, once the certificate is good: it has
 * noted nothing then but that it is not done, unless OpenSSL did it for it.
 */
static enum web_cert_fault
cert_fault(long verified)
{
	switch (verified) {
	case X509_V_OK:
	case X509_V_ERR_UNSPECIFIED:
	case X509_V_ERR_HOSTNAME_MISMATCH:
		return WEB_CERT_OTHER_NAME;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return WEB_CERT_EXPIRED;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return WEB_CERT_UNKNOWN_CA;
	}
	return WEB_CERT_INVALID;
}

/* Whoever it was. */
static void
note_peer(struct web_client *c, CURLcode code)
{
	char *ip = NULL;
	long verified = X509_V_OK;
	struct web_head *h = c->head;
	curl_easy_getinfo(c->curl, CURLINFO_PRIMARY_IP, &ip);
	if (ip != NULL)
		snprintf(h->ip, sizeof(h->ip), "%s", ip);
	if (code != CURLE_PEER_FAILED_VERIFICATION)
		return;
	curl_easy_getinfo(c->curl, CURLINFO_SSL_VERIFYRESULT, &verified);
	h->cert = cert_fault(verified);
}

enum transfer_fault
web_client_run(struct web_client *c, const struct web_request *r,
    struct web_head *head, struct text *why)
{
	struct request_lists lists;
	*head = (struct web_head){.length = -1};
	c->request = r;
	c->head = head;
	c->header_bytes = 0;
	c->bytes = 0;
	c->begun = false;
	c->fault = TRANSFER_FAULT_NONE;
	set_all(c, r);
	if (!make_lists(r, &lists)) {
		free_lists(&lists);
		return TRANSFER_FAULT_MACHINE;
	}
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, lists.headers);
	curl_easy_setopt(c->curl, CURLOPT_RESOLVE, lists.addresses);
	CURLcode code = curl_easy_perform(c->curl);
	note_peer(c, code);
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
	free_lists(&lists);
	return fault;
}
