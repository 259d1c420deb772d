/* Who may be said to scan. */
#include "scanner/command/identity.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"
#include "tap.h"

/* What a vantage point may be called. */
static const struct {
	const char *text;
	bool good;
} vantages[] = {
    {"fra-1", true},
    {"A", true},
    {"7", true},
    {"a23456789012345678901234567890123456789012345678901234567890123", true},
    {"a234567890123456789012345678901234567890123456789012345678901234", false},
    {"", false},
    {"-a", false},
    {"a-", false},
    {"a.b", false},
    {"a b", false},
    {"a\nb", false},
    {"k\xc3\xb6ln", false},
};

static const struct {
	const char *text;
	bool ehlo, contact; /* it will do */
} rows[] = {
    {"scan.example.org", true, false},
    {"Scan.Example.org.", true, false},
    {"localhost", true, false},
    {"r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se", true, false},
    {"[192.0.2.1]", true, false},
    {"[IPv6:2001:db8::1]", true, false},
    {"[2001:db8::1]", false, false},
    {"[IPv6:192.0.2.1]", false, false},
    {"[]", false, false},
    {"[192.0.2.1", false, false},
    {"192.0.2.1", false, false},
    {"", false, false},
    {".", false, false},
    {"-a.example", false, false},
    {"a b.example", false, false},
    {"scan.example.org\r\nRSET", false, false},
    {"https://scan.example.org", false, true},
    {"HTTPS://scan.example.org/why?x#y", false, true},
    {"http://scan.example.org:8080/", false, true},
    {"https://", false, false},
    {"https:///page", false, false},
    {"https://a b/", false, false},
    {"https://scan.example.org/\r\nx", false, false},
    {"ftp://scan.example.org", false, false},
    {"abuse@example.org", false, true},
    {"mailto:abuse@example.org", false, true},
    {"postmaster@[192.0.2.1]", false, true},
    {"postmaster@[192.0.2]", false, false},
    {"@example.org", false, false},
    {"mailto:@example.org", false, false},
    {"abuse@", false, false},
    {"abuse@-x", false, false},
    {"a buse@example.org", false, false},
    {"none", true, false},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok((identity_ehlo_fault(rows[i].text) == NULL) ==
			    rows[i].ehlo &&
			(identity_contact_fault(rows[i].text) == NULL) ==
			    rows[i].contact,
		    rows[i].text);
	for (size_t i = 0; i < ARRAY_LEN(vantages); i++)
		ok((identity_vantage_fault(vantages[i].text) == NULL) ==
			vantages[i].good,
		    vantages[i].text);
	return tap_end();
}
