/*
 * getdns_judge : what libgetdns says of answers, offline.  Reads lines:
 *
 *   anchor RR         a trust anchor, in presentation form
 *   support HEX       a reply (a DNS message) that belongs to the chain
 *   ask HEX           a reply that is to be judged; prints a line for it
 *   forget            the chain so far, before that of another question
 *
 * and prints secure, insecure, bogus, indeterminate, or a number of getdns.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <getdns/getdns.h>
#include <getdns/getdns_extra.h>

#include "base/hex.h"

enum { MESSAGE_MAX = 65535, SKEW_S = 0 };

static getdns_list *anchors, *support;
static size_t anchor_count, support_count;

static bool
add_anchor(const char *text)
{
	getdns_dict *rr = NULL;
	if (getdns_str2rr_dict(text, &rr, NULL, 0) != GETDNS_RETURN_GOOD)
		return false;
	getdns_return_t rc = getdns_list_set_dict(anchors, anchor_count++, rr);
	getdns_dict_destroy(rr);
	return rc == GETDNS_RETURN_GOOD;
}

/* NULL: it does not parse. */
static getdns_dict *
message(const char *hex)
{
	static uint8_t wire[MESSAGE_MAX];
	getdns_dict *msg = NULL;
	size_t len;
	if (!hex_decode(hex, strlen(hex), wire, sizeof(wire), &len) ||
	    getdns_wire2msg_dict(wire, len, &msg) != GETDNS_RETURN_GOOD)
		return NULL;
	return msg;
}

static bool
add_support(const char *hex)
{
	static const char *const sections[] = {"answer", "authority"};
	getdns_dict *msg = message(hex);
	bool good = msg != NULL;
	for (size_t s = 0; good && s < 2; s++) {
		getdns_list *section = NULL;
		getdns_dict *rr = NULL;
		if (getdns_dict_get_list(msg, sections[s], &section) !=
		    GETDNS_RETURN_GOOD)
			continue;
		for (size_t i = 0; getdns_list_get_dict(section, i, &rr) ==
				   GETDNS_RETURN_GOOD;
		     i++)
			good = good &&
			       getdns_list_set_dict(support, support_count++,
				   rr) == GETDNS_RETURN_GOOD;
	}
	getdns_dict_destroy(msg);
	return good;
}

static void
print_state(getdns_return_t state)
{
	switch ((int)state) {
	case GETDNS_DNSSEC_SECURE:
		puts("secure");
		break;
	case GETDNS_DNSSEC_INSECURE:
		puts("insecure");
		break;
	case GETDNS_DNSSEC_BOGUS:
		puts("bogus");
		break;
	case GETDNS_DNSSEC_INDETERMINATE:
		puts("indeterminate");
		break;
	default:
		printf("%d\n", (int)state);
		break;
	}
	fflush(stdout);
}

static bool
ask(const char *hex)
{
	getdns_list *list = getdns_list_create();
	getdns_dict *msg = message(hex);
	bool good = list != NULL && msg != NULL &&
		    getdns_list_set_dict(list, 0, msg) == GETDNS_RETURN_GOOD;
	if (good)
		print_state(getdns_validate_dnssec2(
		    list, support, anchors, time(NULL), SKEW_S));
	getdns_dict_destroy(msg);
	getdns_list_destroy(list);
	return good;
}

static bool
forget(void)
{
	getdns_list_destroy(support);
	support = getdns_list_create();
	support_count = 0;
	return support != NULL;
}

static bool
obey(char *line)
{
	char *rest = strchr(line, ' ');
	line[strcspn(line, "\n")] = 0;
	if (strcmp(line, "forget") == 0)
		return forget();
	if (rest == NULL)
		return false;
	*rest++ = 0;
	if (strcmp(line, "anchor") == 0)
		return add_anchor(rest);
	if (strcmp(line, "support") == 0)
		return add_support(rest);
	return strcmp(line, "ask") == 0 && ask(rest);
}

int
main(void)
{
	char *line = NULL;
	size_t cap = 0;
	int code = 0;
	anchors = getdns_list_create();
	support = getdns_list_create();
	while (code == 0 && getline(&line, &cap, stdin) > 0) {
		if (obey(line))
			continue;
		fprintf(stderr, "getdns_judge: cannot take: %.60s\n", line);
		code = 2;
	}
	free(line);
	getdns_list_destroy(support);
	getdns_list_destroy(anchors);
	return code;
}
