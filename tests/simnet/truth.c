#include "truth.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"

enum simnet_security
simnet_truth_zone(const struct simnet_zone *z)
{
	if (z->signing == SIMNET_SIGNED)
		return SIMNET_SECURE;
	if (z->signing == SIMNET_UNSIGNED || z->signing == SIMNET_NO_DS)
		return SIMNET_INSECURE;
	return SIMNET_BOGUS;
}

/* How a set of servers fails as a whole; NULL: one of them answers. */
static const char *failure(enum simnet_class class)
{
	switch (class) {
	case SIMNET_ALL_REFUSE:
		return "REFUSED";
	case SIMNET_ALL_FAIL:
		return "SERVFAIL";
	case SIMNET_ALL_SILENT:
		return "TIMEOUT";
	case SIMNET_ALL_LAME:
		return "LAME";
	case SIMNET_GOOD:
	case SIMNET_TRUNCATE:
	case SIMNET_SLOW:
	case SIMNET_NO_EDNS:
	case SIMNET_ONE_REFUSES:
	case SIMNET_ONE_FAILS:
	case SIMNET_ONE_SILENT:
	case SIMNET_ONE_LAME:
	case SIMNET_ONE_BROKEN:
		break;
	}
	return NULL;
}

/* `*.d5.com` answers for all that does not exist below d5.com. */
static bool
by_wildcard(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, uint16_t type, struct simnet_rrset *out)
{
	struct simnet_mx mx;
	char wildcard[SIMNET_NAME_MAX + 2];
	simnet_mx(&d->world, z, &mx);
	if (mx.kind != SIMNET_MAIL_WILDCARD || simnet_zone_has(d, z, name))
		return false;
	snprintf(wildcard, sizeof(wildcard), "*.%s", z->name);
	if (simnet_zone_rrset(d, z, wildcard, type, out))
		snprintf(out->owner, sizeof(out->owner), "%s", name);
	return true;
}

void
simnet_truth_question(const struct simnet_data *d, const char *name,
    uint16_t type, struct simnet_truth *out)
{
	struct simnet_zone z = simnet_zone_of(&d->world, name);
	struct simnet_servers s;
	if (type == DNS_DS && z.kind != SIMNET_ROOT &&
	    strcmp(z.name, name) == 0)
		z = simnet_zone_parent(&d->world, &z);
	simnet_servers(&d->world, &z, &s);
	*out = (struct simnet_truth){
	    failure(s.class), simnet_truth_zone(&z), {.count = 0}};
	if (out->status != NULL)
		return;
	out->status = "NOERROR";
	if (simnet_zone_rrset(d, &z, name, type, &out->answer) ||
	    simnet_zone_rrset(d, &z, name, DNS_CNAME, &out->answer) ||
	    by_wildcard(d, &z, name, type, &out->answer))
		return;
	if (!simnet_zone_has(d, &z, name))
		out->status = "NXDOMAIN";
}

bool
simnet_truth_session(const struct simnet_data *d, const char *host,
    struct simnet_session_truth *out)
{
	static const char *const status[] = {
	    [SIMNET_SMTP_OK] = "OK",
	    [SIMNET_SMTP_LATE] = "OK",
	    [SIMNET_SMTP_LINES] = "OK",
	    [SIMNET_SMTP_421] = "OK",
	    [SIMNET_SMTP_NO_STARTTLS] = "NO_STARTTLS",
	    [SIMNET_SMTP_454] = "STARTTLS_REFUSED",
	    [SIMNET_SMTP_RST] = "REFUSED_CONN",
	    [SIMNET_SMTP_SILENT] = "TIMEOUT",
	    [SIMNET_SMTP_TLS_FAILS] = "TLS_FAILED",
	    [SIMNET_SMTP_BANNER_250] = "OK",
	    [SIMNET_SMTP_EHLO_220] = "OK",
	    [SIMNET_SMTP_TLS_250] = "OK",
	    [SIMNET_SMTP_NO_EHLO] = "NO_STARTTLS",
	};
	struct simnet_host h;
	*out = (struct simnet_session_truth){0};
	if (!simnet_host(&d->world, host, &h))
		return false;
	out->status = status[h.smtp];
	if (strcmp(out->status, "OK") == 0)
		out->chain =
		    simnet_chain_digests(&d->certificates, &h, out->digest);
	return true;
}

const char *
simnet_truth_study(const struct simnet_data *d, const char *host)
{
	struct simnet_session_truth session;
	struct simnet_truth base, tlsa;
	struct simnet_host h;
	char name[SIMNET_NAME_MAX + 16];
	simnet_truth_question(d, host, DNS_A, &base);
	if (!simnet_truth_session(d, host, &session) ||
	    !simnet_host(&d->world, host, &h) ||
	    strcmp(base.status, "NOERROR") != 0)
		return NULL;
	/* RFC 7672 2.2.2: TLSA is where secure aliases lead, or at the host. */
	struct simnet_zone end = simnet_zone_of(&d->world, h.name);
	bool secure = base.state == SIMNET_SECURE &&
		      simnet_truth_zone(&end) == SIMNET_SECURE;
	snprintf(name, sizeof(name), "_25._tcp.%s", secure ? h.name : host);
	simnet_truth_question(d, name, DNS_TLSA, &tlsa);
	/* Nobody can say of a bogus denial that it is one. */
	if (base.state == SIMNET_BOGUS || tlsa.state == SIMNET_BOGUS)
		return "invalid";
	if (tlsa.answer.count == 0)
		return "none";
	if (!secure || tlsa.state != SIMNET_SECURE)
		return "invalid";
	if (strcmp(session.status, "REFUSED_CONN") == 0 ||
	    strcmp(session.status, "TIMEOUT") == 0)
		return "unknown";
	return session.chain > 0 && h.tlsa != SIMNET_TLSA_WRONG ? "valid"
								: "invalid";
}

/* Also of a host whose zone does not answer, or that is not there. */
static const char *
host_study(const struct simnet_data *d, const char *host)
{
	const char *study = simnet_truth_study(d, host);
	struct simnet_truth a;
	if (study != NULL)
		return study;
	simnet_truth_question(d, host, DNS_A, &a);
	bool answered = strcmp(a.status, "NOERROR") == 0 ||
			strcmp(a.status, "NXDOMAIN") == 0;
	return answered ? "none" : "unknown";
}

static const char *
worse_study(const char *a, const char *b)
{
	static const char *const order[] = {"invalid", "unknown", "valid"};
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (strcmp(a, order[i]) == 0 || strcmp(b, order[i]) == 0)
			return order[i];
	return "none";
}

/* RFC 5321 5.1: a domain without MX is its own host. */
static const char *
mail_study(const struct simnet_data *d, const struct simnet_zone *z)
{
	struct simnet_mx mx;
	const char *study = "none";
	simnet_mx(&d->world, z, &mx);
	if (mx.kind == SIMNET_MAIL_IMPLICIT)
		return host_study(d, z->name);
	for (unsigned i = 0; i < mx.count; i++)
		study = worse_study(study, host_study(d, mx.host[i]));
	return study;
}

bool
simnet_truth_domain(const struct simnet_data *d, const char *name,
    struct simnet_domain_truth *out)
{
	static const char *const words[] = {[SIMNET_SECURE] = "secure",
	    [SIMNET_INSECURE] = "insecure",
	    [SIMNET_BOGUS] = "bogus"};
	struct simnet_zone z = simnet_zone_of(&d->world, name);
	struct simnet_truth mx;
	if (z.kind != SIMNET_DOMAIN || strcmp(z.name, name) != 0)
		return false;
	simnet_truth_question(d, name, DNS_MX, &mx);
	if (strcmp(mx.status, "NOERROR") != 0)
		*out = (struct simnet_domain_truth){"indeterminate", "unknown"};
	else if (mx.state == SIMNET_BOGUS)
		*out = (struct simnet_domain_truth){"bogus", "invalid"};
	else
		*out = (struct simnet_domain_truth){
		    words[mx.state], mail_study(d, &z)};
	return true;
}
