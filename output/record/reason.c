#include "reason.h"

#include <string.h>

#include "base/macros.h"

static const struct {
	const char *text;
	int ede;
	enum study study;
} reasons[REASON_COUNT] = {
    [REASON_NONE] = {"", -1, STUDY_VALID},
    [REASON_NULL_MX] = {"null_mx", -1, STUDY_NONE},
    [REASON_NO_MX] = {"no_mx", -1, STUDY_NONE},
    [REASON_NXDOMAIN] = {"nxdomain", -1, STUDY_NONE},
    [REASON_MX_IP_LITERAL] = {"mx_ip_literal", -1, STUDY_NONE},
    [REASON_LOOKUP_FAILED] = {"lookup_failed", 22, STUDY_UNKNOWN},
    [REASON_NO_ADDRESS] = {"no_address", -1, STUDY_UNKNOWN},
    [REASON_NO_TLSA] = {"no_tlsa", -1, STUDY_NONE},
    [REASON_UNSIGNED] = {"unsigned", -1, STUDY_INVALID},
    [REASON_NO_DS] = {"no_ds", -1, STUDY_INVALID},
    [REASON_UNSUPPORTED_ALGORITHM] = {"unsupported_algorithm", 1,
	STUDY_INVALID},
    [REASON_UNSUPPORTED_DIGEST] = {"unsupported_digest", 2, STUDY_INVALID},
    [REASON_NSEC3_ITERATIONS] = {"nsec3_iterations", 27, STUDY_INVALID},
    [REASON_DS_MISMATCH] = {"ds_mismatch", 9, STUDY_INVALID},
    [REASON_DNSKEY_MISSING] = {"dnskey_missing", 9, STUDY_INVALID},
    [REASON_NO_ZONE_KEY] = {"no_zone_key", 11, STUDY_INVALID},
    [REASON_RRSIG_MISSING] = {"rrsig_missing", 10, STUDY_INVALID},
    [REASON_RRSIG_EXPIRED] = {"rrsig_expired", 7, STUDY_INVALID},
    [REASON_RRSIG_NOT_YET_VALID] = {"rrsig_not_yet_valid", 8, STUDY_INVALID},
    [REASON_RRSIG_UNKNOWN_KEY] = {"rrsig_unknown_key", 9, STUDY_INVALID},
    [REASON_RRSIG_WRONG] = {"rrsig_wrong", 6, STUDY_INVALID},
    [REASON_DENIAL_MISSING] = {"denial_missing", 12, STUDY_INVALID},
    [REASON_DENIAL_WRONG] = {"denial_wrong", 6, STUDY_INVALID},
    [REASON_TOO_MUCH_WORK] = {"too_much_work", 6, STUDY_INVALID},
    [REASON_EVIDENCE_MISSING] = {"evidence_missing", -1, STUDY_UNKNOWN},
    [REASON_SERVERS_NOT_ASKED] = {"servers_not_asked", -1, STUDY_UNKNOWN},
    [REASON_TOO_MANY_SERVERS] = {"too_many_servers", -1, STUDY_UNKNOWN},
    [REASON_SERVERS_DISAGREE] = {"servers_disagree", -1, STUDY_UNKNOWN},
    [REASON_NO_EDNS] = {"no_edns", -1, STUDY_UNKNOWN},
    [REASON_REPLY_TRUNCATED] = {"reply_truncated", -1, STUDY_UNKNOWN},
    [REASON_CONNECT_TIMEOUT] = {"connect_timeout", -1, STUDY_UNKNOWN},
    [REASON_CONNECT_REFUSED] = {"connect_refused", -1, STUDY_UNKNOWN},
    [REASON_BANNER_TIMEOUT] = {"banner_timeout", -1, STUDY_UNKNOWN},
    [REASON_SMTP_REFUSED] = {"smtp_refused", -1, STUDY_UNKNOWN},
    [REASON_SESSION_TIMEOUT] = {"session_timeout", -1, STUDY_UNKNOWN},
    [REASON_SESSION_BROKEN] = {"session_broken", -1, STUDY_UNKNOWN},
    [REASON_NO_STARTTLS] = {"no_starttls", -1, STUDY_INVALID},
    [REASON_STARTTLS_REFUSED] = {"starttls_refused", -1, STUDY_INVALID},
    [REASON_TLS_FAILED] = {"tls_failed", -1, STUDY_INVALID},
    [REASON_TLS_SESSION_LOST] = {"tls_session_lost", -1, STUDY_INVALID},
    [REASON_UNUSABLE_USAGE] = {"unusable_usage", -1, STUDY_INVALID},
    [REASON_UNDEFINED_FIELD] = {"undefined_field", -1, STUDY_INVALID},
    [REASON_UNUSABLE_RECORD] = {"unusable_record", -1, STUDY_INVALID},
    [REASON_EMPTY_DIGEST] = {"empty_digest", -1, STUDY_INVALID},
    [REASON_WRONG_SELECTOR] = {"wrong_selector", -1, STUDY_INVALID},
    [REASON_WRONG_MTYPE] = {"wrong_mtype", -1, STUDY_INVALID},
    [REASON_WRONG_USAGE] = {"wrong_usage", -1, STUDY_INVALID},
    [REASON_WRONG_INPUT] = {"wrong_input", -1, STUDY_INVALID},
    [REASON_TRUNCATED] = {"truncated", -1, STUDY_INVALID},
    [REASON_TYPO] = {"typo", -1, STUDY_INVALID},
    [REASON_OUTDATED] = {"outdated", -1, STUDY_INVALID},
    [REASON_OTHER_HOST] = {"other_host", -1, STUDY_INVALID},
    [REASON_RETIRED_CA] = {"retired_ca", -1, STUDY_INVALID},
    [REASON_TA_DID_NOT_SIGN] = {"ta_did_not_sign", -1, STUDY_INVALID},
    [REASON_CHAIN_INVALID] = {"chain_invalid", -1, STUDY_INVALID},
    [REASON_NAME_MISMATCH] = {"name_mismatch", -1, STUDY_INVALID},
    [REASON_TA_NOT_IN_CHAIN] = {"ta_not_in_chain", -1, STUDY_INVALID},
    [REASON_MISMATCH] = {"mismatch", -1, STUDY_INVALID},
    [REASON_OBSERVED_APART] = {"observed_apart", -1, STUDY_UNKNOWN},
    [REASON_CERTIFICATE_ONLY] = {"certificate_only", -1, STUDY_VALID},
    [REASON_SUPERSEDED] = {"superseded", -1, STUDY_INVALID},
};

const char *
reason_text(enum reason r)
{
	return reasons[r].text;
}

int
reason_ede(enum reason r)
{
	return reasons[r].ede;
}

bool
reason_is_unusable(enum reason r)
{
	return r >= REASON_UNUSABLE_USAGE && r <= REASON_UNUSABLE_RECORD;
}

bool
reason_is_of_record(enum reason r)
{
	return r >= REASON_UNUSABLE_USAGE && r <= REASON_TYPO;
}

enum study
reason_study(enum reason r)
{
	return reasons[r].study;
}

bool
reason_parse(const char *text, enum reason *out)
{
	for (unsigned r = REASON_NONE + 1; r < REASON_COUNT; r++) {
		*out = (enum reason)r;
		if (strcmp(text, reasons[r].text) == 0)
			return true;
	}
	return false;
}

static const char *const studies[STUDY_COUNT] = {
    [STUDY_NONE] = "none",
    [STUDY_VALID] = "valid",
    [STUDY_INVALID] = "invalid",
    [STUDY_UNKNOWN] = "unknown",
};

const char *
study_text(enum study s)
{
	return studies[s];
}

bool
study_parse(const char *text, enum study *out)
{
	for (unsigned s = 0; s < STUDY_COUNT; s++) {
		*out = (enum study)s;
		if (strcmp(text, studies[s]) == 0)
			return true;
	}
	return false;
}

static const char *const securities[] = {
    [SECURITY_SECURE] = "secure",
    [SECURITY_INSECURE] = "insecure",
    [SECURITY_INDETERMINATE] = "indeterminate",
    [SECURITY_BOGUS] = "bogus",
};

const char *
security_text(enum security s)
{
	return securities[s];
}

bool
security_parse(const char *text, enum security *out)
{
	for (unsigned s = 0; s < ARRAY_LEN(securities); s++) {
		*out = (enum security)s;
		if (strcmp(text, securities[s]) == 0)
			return true;
	}
	return false;
}

struct dnssec_state
dnssec_secure(void)
{
	return (struct dnssec_state){.security = SECURITY_SECURE};
}

struct dnssec_state
dnssec_bogus(
    enum reason reason, const struct dns_name *zone, const char *detail)
{
	return (struct dnssec_state){.security = SECURITY_BOGUS,
	    .reason = reason,
	    .zone = zone,
	    .detail = detail};
}

struct dnssec_state
dnssec_worse(struct dnssec_state a, struct dnssec_state b)
{
	if (a.security == SECURITY_SECURE && a.detail == NULL)
		return b;
	return b.security > a.security ? b : a;
}
