/* Who may be said to scan. */
#include "scanner/command/identity.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"
#include "tap.h"

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
	return tap_end();
}
