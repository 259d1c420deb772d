#include "mta_sts_advice.h"

static const struct mta_sts_advice fetches[POLICY_FETCH_COUNT] = {
    [POLICY_FETCH_OK] = {"", "", ""},
    [POLICY_FETCH_LOOKUP_FAILED] = {"lookup_failed",
	"the address of its host cannot be looked up",
	"Mend the zone of mta-sts. below the domain: its addresses cannot be "
	"looked up."},
    [POLICY_FETCH_NO_ADDRESS] = {"no_address", "its host has no address",
	"Publish an A or AAAA record for mta-sts. below the domain, where the "
	"policy is."},
    [POLICY_FETCH_NOT_ALLOWED] = {"not_allowed",
	"its addresses are not to be sent to",
	"Publish public addresses for mta-sts. below the domain, or take it "
	"off the blocklist here."},
    [POLICY_FETCH_NO_CONNECTION] = {"no_connection", "no connection",
	"Start the web server of mta-sts. below the domain, and let port 443 "
	"through."},
    [POLICY_FETCH_TIMEOUT] = {"timeout", "it takes too long",
	"Look at the web server of mta-sts. below the domain: it does not "
	"answer in time."},
    [POLICY_FETCH_TLS_FAILED] = {"tls_failed", "TLS fails",
	"Mend TLS in the web server of mta-sts. below the domain."},
    [POLICY_FETCH_CERT_EXPIRED] = {"cert_expired",
	"the certificate of its host has expired",
	"Renew the certificate of the web server of mta-sts. below the "
	"domain."},
    [POLICY_FETCH_CERT_OTHER_NAME] = {"cert_other_name",
	"the certificate of its host names others",
	"Get a certificate that names mta-sts. below the domain, whoever runs "
	"that server."},
    [POLICY_FETCH_CERT_UNKNOWN_CA] = {"cert_unknown_ca",
	"no known authority vouches for its host",
	"Get a certificate of a public authority for mta-sts. below the "
	"domain, and send its whole chain."},
    [POLICY_FETCH_CERT_INVALID] = {"cert_invalid",
	"the certificate of its host is not valid",
	"Replace the certificate of the web server of mta-sts. below the "
	"domain."},
    [POLICY_FETCH_REDIRECT] = {"redirect", "its host redirects",
	"Serve the policy itself: senders follow no redirect (RFC 8461 3.3)."},
    [POLICY_FETCH_HTTP_STATUS] = {"http_status", "its host has no policy",
	"Put the policy at /.well-known/mta-sts.txt, or take the record at "
	"_mta-sts. away."},
    [POLICY_FETCH_TOO_LARGE] = {"too_large", "it is larger than 64 kB",
	"Serve a policy of less than 64 kB, and nothing else, at that "
	"place."},
    [POLICY_FETCH_BROKEN] = {"broken", "what came is cut or no HTTP",
	"Look at the web server of mta-sts. below the domain: its reply is "
	"broken."},
    [POLICY_FETCH_NOT_DONE] = {"not_done", "the fault is here",
	"Check again: it could not be asked for from here."},
};

static const struct mta_sts_advice syntaxes[] = {
    [MTA_STS_FINE] = {"", "", ""},
    [MTA_STS_BAD_LINE] = {"bad_line", "a line that is no KEY: VALUE",
	"Write a key, a colon and a value on each line, and no page around "
	"them."},
    [MTA_STS_NO_VERSION] = {"no_version", "no version STSv1",
	"Begin the policy with version: STSv1."},
    [MTA_STS_NO_MODE] = {"no_mode", "no valid mode",
	"Write mode: enforce, testing or none, in small letters."},
    [MTA_STS_NO_AGE] = {"no_max_age", "no valid max_age",
	"Write max_age: and a number of seconds, 31557600 at most."},
    [MTA_STS_NO_MX] = {"no_mx", "no mx",
	"List each MX host on an mx: line of its own."},
    [MTA_STS_BAD_MX] = {"bad_mx", "an mx that is no host",
	"Write one host on each mx: line, or *. and a domain, without a dot at "
	"its end."},
};

static const struct mta_sts_advice troubles[MTA_STS_TROUBLE_COUNT] = {
    [MTA_STS_FILE_BAD] = {"bad_file", "the file is no policy",
	"Write the file as RFC 8461 3.2 has it."},
    [MTA_STS_FILE_TYPE] = {"content_type", "not served as text/plain",
	"Serve it as text/plain: some senders take no other type."},
    [MTA_STS_AGE_SHORT] = {"short_max_age", "a max_age of less than a week",
	"Write a max_age of weeks: a short one ends before an attack does."},
    [MTA_STS_HOSTS_MISSING] = {"mx_not_listed",
	"MX hosts that the policy does not list",
	"List each MX host in the policy, and then write a new id at "
	"_mta-sts."},
    [MTA_STS_PATTERN_UNUSED] = {"mx_unused", "an mx line that no MX host fits",
	"Take the mx line away if that host takes no mail any more."},
};

static const struct {
	const char *word, *text;
} actions[MTA_STS_ACTION_COUNT] = {
    [MTA_STS_ACTS_AS_BEFORE] = {"as_before",
	"goes by the policy that it knows, until that ends, or by none"},
    [MTA_STS_ACTS_BY_NONE] = {"by_none", "delivers as if there was no policy"},
    [MTA_STS_ACTS_TESTING] = {"testing",
	"delivers whatever fails, and reports it (RFC 8460)"},
    [MTA_STS_ACTS_ENFORCING] = {"enforcing",
	"delivers by TLS alone, to a certificate of a known authority for the "
	"host's name"},
    [MTA_STS_ACTS_SOME_HOSTS] = {"some_hosts",
	"does not deliver to the hosts that are not listed"},
    [MTA_STS_ACTS_NO_HOST] = {"no_host",
	"does not deliver: none of the hosts is listed"},
};

const struct mta_sts_advice *
mta_sts_advice_fetch(enum policy_fetch status)
{
	return &fetches[status];
}

const struct mta_sts_advice *
mta_sts_advice_syntax(enum mta_sts_fault fault)
{
	return &syntaxes[fault];
}

const struct mta_sts_advice *
mta_sts_advice_trouble(enum mta_sts_trouble t)
{
	return &troubles[t];
}

const char *
mta_sts_action_word(enum mta_sts_action a)
{
	return actions[a].word;
}

const char *
mta_sts_action_text(enum mta_sts_action a)
{
	return actions[a].text;
}
