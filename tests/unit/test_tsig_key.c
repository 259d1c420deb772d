/* A TSIG key in the forms that people have, and what is none. */
#include "dns/tsig_key.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name, *text;
	bool good;
} rows[] = {
    {"one line", "hmac-sha256:mx:c2VjcmV0\n", true},
    {"tsig-keygen's",
	"key \"mx\" {\n\talgorithm hmac-sha256;\n\tsecret "
	"\"c2VjcmV0\";\n};\n",
	true},
    {"the other order", "key mx { secret c2VjcmV0; algorithm hmac-sha256; };",
	true},
    {"no secret", "hmac-sha256:mx:", false},
    {"no name", "hmac-sha256::c2VjcmV0", false},
    {"two fields", "mx:c2VjcmV0", false},
    {"a block that ends", "key mx { algorithm hmac-sha256; ", false},
    {"the same word twice", "key mx { secret a; secret b; };", false},
    {"nothing", " \n", false},
};

int
main(void)
{
	struct tsig_key key;
	char longest[2 * TSIG_KEY_TEXT];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool good =
		    tsig_key_parse(rows[i].text, strlen(rows[i].text), &key);
		ok(good == rows[i].good &&
			(!good ||
			    (strcmp(key.name, "mx") == 0 &&
				strcmp(key.algorithm, "hmac-sha256") == 0 &&
				strcmp(key.secret, "c2VjcmV0") == 0)),
		    rows[i].name);
	}
	memset(longest, 'a', sizeof(longest));
	ok(!tsig_key_parse(longest, sizeof(longest), &key), "a word too long");
	ok(!tsig_key_parse("hmac-sha256:m\0x:b", 17, &key), "a zero byte");
	return tap_end();
}
