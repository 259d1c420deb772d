#include "dns_update.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <ldns/ldns.h>

#include "base/clock.h"
#include "base/socket_addr.h"
#include "dns/rdata.h"
#include "dns/tsig.h"
#include "dns/tsig_key.h"
#include "dns/type.h"

enum { TIMEOUT_S = 20, PORT = 53 };

/* The three lists of an UPDATE; NULL: no heap. */
struct update_lists {
	ldns_rr_list *prerequisites, *changes, *none;
};

/* RFC 2136 2.4, 2.5: what the class of a record says. */
enum update_class {
	CLASS_SAME = LDNS_RR_CLASS_IN,
	CLASS_NONE = LDNS_RR_CLASS_NONE,
	CLASS_ANY = LDNS_RR_CLASS_ANY,
};

static uint64_t
now_s(void)
{
	return (uint64_t)(clock_realtime_ns() / NS_PER_S);
}

/* A record without RDATA. */
static bool
push_bare(ldns_rr_list *list, const char *owner, ldns_rr_type type,
    enum update_class class)
{
	ldns_rr *rr = ldns_rr_new();
	ldns_rdf *name = ldns_dname_new_frm_str(owner);
	if (rr == NULL || name == NULL) {
		ldns_rr_free(rr);
		ldns_rdf_deep_free(name);
		return false;
	}
	ldns_rr_set_owner(rr, name);
	ldns_rr_set_type(rr, type);
	ldns_rr_set_class(rr, (ldns_rr_class) class);
	ldns_rr_set_ttl(rr, 0);
	return ldns_rr_list_push_rr(list, rr);
}

static bool
push(ldns_rr_list *list, const char *owner, const struct tlsa_set_record *r,
    enum update_class class, uint32_t ttl_s)
{
	struct text line;
	ldns_rr *rr = NULL;
	text_init(&line);
	text_addf(&line, "%s %u IN TLSA ", owner, (unsigned)ttl_s);
	tlsa_set_record_add_text(&line, r);
	bool good = text_ok(&line) && ldns_rr_new_frm_str(&rr, line.bytes,
					  ttl_s, NULL, NULL) == LDNS_STATUS_OK;
	if (good) {
		ldns_rr_set_class(rr, (ldns_rr_class) class);
		good = ldns_rr_list_push_rr(list, rr);
	}
	text_fini(&line);
	return good;
}

/* The set is there, with these records and no other; or there is none. */
static bool
push_prerequisites(
    ldns_rr_list *list, const char *owner, const struct tlsa_set *from)
{
	bool good = from->count > 0 ||
		    push_bare(list, owner, LDNS_RR_TYPE_TLSA, CLASS_NONE);
	for (size_t i = 0; good && i < from->count; i++)
		good = push(list, owner, &from->at[i], CLASS_SAME, 0);
	return good;
}

static bool
push_changes(ldns_rr_list *list, const char *owner, const struct tlsa_set *from,
    const struct tlsa_set *to, uint32_t ttl_s)
{
	bool good = true;
	for (size_t i = 0; good && i < from->count; i++)
		if (!tlsa_set_has(to, &from->at[i]))
			good = push(list, owner, &from->at[i], CLASS_NONE, 0);
	for (size_t i = 0; good && i < to->count; i++)
		if (!tlsa_set_has(from, &to->at[i]))
			good = push(list, owner, &to->at[i], CLASS_SAME, ttl_s);
	return good;
}

static bool
lists_init(struct update_lists *l)
{
	l->prerequisites = ldns_rr_list_new();
	l->changes = ldns_rr_list_new();
	l->none = ldns_rr_list_new();
	return l->prerequisites != NULL && l->changes != NULL &&
	       l->none != NULL;
}

static void
lists_fini(struct update_lists *l)
{
	ldns_rr_list_deep_free(l->prerequisites);
	ldns_rr_list_deep_free(l->changes);
	ldns_rr_list_deep_free(l->none);
}

bool
dns_update_server_parse(const char *text, struct addr *address, uint16_t *port)
{
	const char *mark = strchr(text, '#');
	size_t len = mark != NULL ? (size_t)(mark - text) : strlen(text);
	char alone[ADDR_TEXT_MAX];
	*port = PORT;
	if (len >= sizeof(alone))
		return false;
	memcpy(alone, text, len);
	alone[len] = '\0';
	if (mark != NULL) {
		char *end;
		unsigned long number = strtoul(mark + 1, &end, 10);
		if (mark[1] < '1' || mark[1] > '9' || *end != '\0' ||
		    number > UINT16_MAX)
			return false;
		*port = (uint16_t)number;
	}
	return addr_parse(alone, address);
}

/* The length of what `text` names, written to `out`; 0: no server. */
static socklen_t
server_of(const char *text, struct sockaddr_storage *out, struct text *why)
{
	struct addr address;
	uint16_t port;
	if (dns_update_server_parse(text, &address, &port))
		return socket_addr_of(&address, port, out);
	text_addf(why, "%s: is no address of a server", text);
	return 0;
}

/* An update of the lists; NULL: no such zone can be, or there is no heap. */
static ldns_pkt *
packet_of(const struct dns_update_config *c, const struct update_lists *l,
    struct text *why)
{
	ldns_rdf *zone = ldns_dname_new_frm_str(c->zone);
	if (zone == NULL) {
		text_addf(why, "%s: is no zone", c->zone);
		return NULL;
	}
	ldns_pkt *p = ldns_update_pkt_new(
	    zone, LDNS_RR_CLASS_IN, l->prerequisites, l->changes, l->none);
	if (p != NULL)
		ldns_pkt_set_random_id(p);
	else
		ldns_rdf_deep_free(zone);
	return p;
}

/* 0: it was done.  What there is to say of a refusal. */
static int
meaning(const struct dns_update_config *c, unsigned rcode, unsigned error,
    struct text *why)
{
	switch (rcode) {
	case LDNS_RCODE_NOERROR:
		return 0;
	case LDNS_RCODE_NXRRSET:
	case LDNS_RCODE_YXRRSET:
		text_add(why, "the TLSA set is not as it was seen: others "
			      "write to it");
		return -ESTALE;
	case LDNS_RCODE_NOTAUTH:
		if (error == TSIG_ERROR_BADTIME)
			text_addf(why,
			    "%s: NOTAUTH, BADTIME: its clock and this one "
			    "differ",
			    c->server);
		else if (error == TSIG_ERROR_BADSIG)
			text_addf(why,
			    "%s: NOTAUTH, BADSIG: it has another secret for "
			    "this key",
			    c->server);
		else
			text_addf(why,
			    "%s: NOTAUTH: it does not know the key, or is not "
			    "the zone's master, or (Knot) the key's policy "
			    "forbids this name or type",
			    c->server);
		return -EACCES;
	case LDNS_RCODE_REFUSED:
		text_addf(
		    why, "%s: REFUSED: the key may not do this", c->server);
		return -EACCES;
	default:
		text_addf(why, "%s: update refused, code %u", c->server, rcode);
		return -EIO;
	}
}

/*
 * A refusal need not be signed (a server that does not know the key cannot);
 * that something was done must be.
 */
static int
judge(const struct dns_update_config *c, struct tsig_chain *chain, uint16_t id,
    const uint8_t *reply, size_t len, struct text *why)
{
	struct dns_message m;
	if (!dns_message_parse(reply, len, &m) || !m.qr || m.id != id) {
		text_addf(why, "%s: no reply to the update", c->server);
		return -EBADMSG;
	}
	enum tsig_verdict verdict = tsig_chain_verify(chain, &m, now_s());
	if (m.rcode == DNS_NOERROR && verdict != TSIG_SIGNED) {
		text_addf(
		    why, "%s: the reply is not signed by the key", c->server);
		return -EBADMSG;
	}
	return meaning(c, m.rcode, tsig_chain_error(chain), why);
}

/* The packet with its signature behind it.  False: no heap. */
static bool
put_signed(struct tsig_chain *chain, const ldns_pkt *p, ldns_buffer *out)
{
	if (ldns_pkt2buffer_wire(out, p) != LDNS_STATUS_OK ||
	    !ldns_buffer_reserve(out, TSIG_RECORD_MAX))
		return false;
	size_t len = tsig_chain_sign(
	    chain, ldns_buffer_begin(out), ldns_buffer_position(out), now_s());
	ldns_buffer_set_position(out, len);
	return len > 0;
}

/* 0: it was done; or -errno. */
static int
send_signed(const struct dns_update_config *c, struct tsig_chain *chain,
    const ldns_pkt *p, struct text *why)
{
	const struct timeval timeout = {.tv_sec = TIMEOUT_S};
	struct sockaddr_storage to;
	socklen_t to_len = server_of(c->server, &to, why);
	ldns_buffer *query = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	uint8_t *reply = NULL;
	size_t len = 0;
	int rc = -EINVAL;
	if (query == NULL || !put_signed(chain, p, query)) {
		rc = -ENOMEM;
	} else if (to_len > 0 && ldns_tcp_send(&reply, query, &to, to_len,
				     timeout, &len) != LDNS_STATUS_OK) {
		text_addf(why, "%s: no reply to the update", c->server);
		rc = -ETIMEDOUT;
	} else if (to_len > 0) {
		rc = judge(c, chain, ldns_pkt_id(p), reply, len, why);
	}
	LDNS_FREE(reply);
	ldns_buffer_free(query);
	return rc;
}

static int
exchange(const struct dns_update_config *c, const struct tsig_key *key,
    const struct update_lists *l, struct text *why)
{
	struct tsig_chain *chain = NULL;
	int rc = -EINVAL;
	ldns_pkt *p = packet_of(c, l, why);
	if (p != NULL)
		rc = tsig_chain_new(key, &chain, why);
	if (rc == 0)
		rc = send_signed(c, chain, p, why);
	tsig_chain_free(chain);
	ldns_pkt_free(p);
	return rc;
}

static bool
has_cut(const struct tlsa_set *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].is_cut)
			return true;
	return false;
}

int
dns_update_send(const struct dns_update_config *c, const char *owner,
    const struct tlsa_set *from, const struct tlsa_set *to, struct text *why)
{
	struct tsig_key key;
	struct update_lists l;
	if (has_cut(from)) {
		text_add(why, "there is a TLSA record without a digest "
			      "(matching type 0): withdraw it by hand");
		return -EINVAL;
	}
	int rc = tsig_key_read(c->key_file, &key, why);
	if (rc < 0)
		return rc;
	bool good = lists_init(&l) &&
		    push_prerequisites(l.prerequisites, owner, from) &&
		    push_changes(l.changes, owner, from, to, c->ttl_s);
	rc = good ? exchange(c, &key, &l, why) : -ENOMEM;
	lists_fini(&l);
	return rc;
}

int
dns_update_may_too_much(
    const struct dns_update_config *c, const char *owner, struct text *why)
{
	struct tsig_key key;
	struct update_lists l;
	int rc = tsig_key_read(c->key_file, &key, why);
	if (rc < 0)
		return rc;
	bool good =
	    lists_init(&l) &&
	    push_bare(l.prerequisites, owner, LDNS_RR_TYPE_TXT, CLASS_NONE) &&
	    push_bare(l.changes, owner, LDNS_RR_TYPE_TXT, CLASS_ANY);
	rc = good ? exchange(c, &key, &l, why) : -ENOMEM;
	lists_fini(&l);
	return rc == 0 ? 1 : rc == -EACCES ? 0 : rc;
}
