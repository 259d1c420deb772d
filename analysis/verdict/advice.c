#include "advice.h"

static const char *const texts[REASON_COUNT] = {
    [REASON_NONE] = "",
    [REASON_NULL_MX] = "Nothing to do: the domain says that it takes no mail.",
    [REASON_NO_MX] = "Publish an MX record, or ask for the domain's own "
		     "address as a sender does.",
    [REASON_NXDOMAIN] = "The name does not exist: look for a typing error, or "
			"have the registrar renew it.",
    [REASON_MX_IP_LITERAL] = "Name a host in the MX record: an address there "
			     "is no host, and has no TLSA.",
    [REASON_LOOKUP_FAILED] =
	"Mend the name servers: none of them gave a usable answer.",
    [REASON_NO_ADDRESS] = "Publish an A or AAAA record for the mail host, or "
			  "take it out of the MX records.",
    [REASON_NO_TLSA] =
	"Publish TLSA records for the mail host: danesweep tlsa makes them.",
    [REASON_UNSIGNED] = "Have whoever runs the zone sign it, and send the DS "
			"record to its parent.",
    [REASON_NO_DS] = "Send the DS record of the zone's key to its registrar: "
		     "the zone is signed already.",
    [REASON_UNSUPPORTED_ALGORITHM] = "Sign with algorithm 13: validators do "
				     "not know the one in the DS record.",
    [REASON_UNSUPPORTED_DIGEST] = "Publish a DS record with digest type 2: "
				  "validators do not know this one.",
    [REASON_NSEC3_ITERATIONS] =
	"Set the NSEC3 iterations of the zone to 0 (RFC 9276).",
    [REASON_DS_MISMATCH] = "Have the registrar replace the DS record by one of "
			   "a key that signs the zone.",
    [REASON_DNSKEY_MISSING] =
	"Sign the zone again, or have the registrar take the DS record away.",
    [REASON_NO_ZONE_KEY] =
	"Publish a DNSKEY record with the zone bit (flags 256 or 257).",
    [REASON_RRSIG_MISSING] = "Have every name server serve the signed zone.",
    [REASON_RRSIG_EXPIRED] =
	"Start the signer again: the signatures of the zone have run out.",
    [REASON_RRSIG_NOT_YET_VALID] =
	"Set the signer's clock: the signatures begin in the future.",
    [REASON_RRSIG_UNKNOWN_KEY] = "Publish the key that made the signatures, or "
				 "sign with one that is published.",
    [REASON_RRSIG_WRONG] = "Sign the zone again: its records were changed "
			   "behind their signatures.",
    [REASON_DENIAL_MISSING] = "Have the name servers send the NSEC or NSEC3 "
			      "records that prove an absence.",
    [REASON_DENIAL_WRONG] = "Sign the zone again: its proof that a name is "
			    "absent proves something else.",
    [REASON_TOO_MUCH_WORK] =
	"Use fewer keys and signatures: validators stop at so many.",
    [REASON_EVIDENCE_MISSING] = "Check again: something that a verdict needs "
				"was not asked, or had no answer.",
    [REASON_SERVERS_NOT_ASKED] =
	"Check again from where every name server can be asked.",
    [REASON_TOO_MANY_SERVERS] =
	"Use fewer name server addresses, and have each serve the signed zone.",
    [REASON_SERVERS_DISAGREE] =
	"Have every name server serve the same signed zone.",
    [REASON_NO_EDNS] =
	"Let EDNS through: without it a name server sends no signatures.",
    [REASON_REPLY_TRUNCATED] =
	"Let DNS over TCP through: the answer does not fit in a datagram.",
    [REASON_CONNECT_TIMEOUT] =
	"Let its port through the firewall, or start the mail server.",
    [REASON_CONNECT_REFUSED] = "Start the mail server: its port is closed.",
    [REASON_BANNER_TIMEOUT] =
	"Look at the mail server: it takes connections and does not greet.",
    [REASON_SMTP_REFUSED] =
	"Look at the mail server's policy: it turned us away.",
    [REASON_SESSION_TIMEOUT] = "Look at the mail server: it stopped answering "
			       "in the middle of a session.",
    [REASON_SESSION_BROKEN] =
	"Look at the mail server: it broke the session off before TLS.",
    [REASON_NO_STARTTLS] =
	"Have the mail server, or the firewall before it, offer STARTTLS.",
    [REASON_STARTTLS_REFUSED] =
	"Mend TLS in the mail server: it offers STARTTLS and then refuses it.",
    [REASON_TLS_FAILED] = "Mend TLS in the mail server: the handshake fails.",
    [REASON_TLS_SESSION_LOST] = "Mend TLS in the mail server: the session is "
				"lost behind the handshake.",
    [REASON_UNUSABLE_USAGE] =
	"Publish usage 3 or 2: mail senders do not use 0 and 1.",
    [REASON_UNDEFINED_FIELD] =
	"Publish 3 1 1: no RFC gives a field of this record a meaning.",
    [REASON_UNUSABLE_RECORD] =
	"Publish 3 1 1 in place of a record that no sender can use.",
    [REASON_EMPTY_DIGEST] = "Make the record again: this is the digest of "
			    "nothing, as a failed command gives it.",
    [REASON_WRONG_SELECTOR] =
	"Change the selector: the data are right for the other one.",
    [REASON_WRONG_MTYPE] =
	"Change the matching type: the data are right for another one.",
    [REASON_WRONG_USAGE] =
	"Change the usage: the data are right for the other one.",
    [REASON_WRONG_INPUT] = "Make the record again from DER: this is a digest "
			   "of the PEM text or with a newline.",
    [REASON_TRUNCATED] = "Make the record again: the digest was cut short.",
    [REASON_TYPO] = "Copy the digest again: a few of its digits are wrong.",
    [REASON_OUTDATED] = "Publish the record of the new certificate before each "
			"renewal, not after it.",
    [REASON_OTHER_HOST] = "Publish the record of this host's certificate: it "
			  "is that of another host.",
    [REASON_RETIRED_CA] = "Publish 3 1 1 of the host's key: the authority that "
			  "the record names is retired.",
    [REASON_TA_DID_NOT_SIGN] = "Name the authority that signed the leaf: the "
			       "one in the record did not.",
    [REASON_CHAIN_INVALID] = "Renew the certificate or mend the chain: the "
			     "path to the authority does not hold.",
    [REASON_NAME_MISMATCH] =
	"Get a certificate that names the mail host: this one names others.",
    [REASON_TA_NOT_IN_CHAIN] = "Send the certificate that the record names "
			       "with the chain, or use 3 1 1.",
    [REASON_MISMATCH] =
	"Publish the TLSA record of the certificate that the host sends now.",
    [REASON_OBSERVED_APART] =
	"Check again: the records and the session were seen too long apart.",
    [REASON_CERTIFICATE_ONLY] =
	"Check with a whole handshake: the key was not proved.",
    [REASON_SUPERSEDED] = "Take the record away, or mend it: a stronger digest "
			  "beside it is used instead.",
};

const char *
advice_text(enum reason r)
{
	return texts[r];
}
