#include "dns/tsig_key.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text_file.h"

/* What is no letter of a word, in either form. */
static const char parting[] = " \t\r\n{};\"";

struct tsig_words {
	const char *at, *end;
};

/* The next word; false: there is none, or it is too long. */
static bool
next(struct tsig_words *w, char out[TSIG_KEY_TEXT])
{
	size_t len = 0;
	while (w->at < w->end && strchr(parting, *w->at) != NULL)
		w->at++;
	for (; w->at < w->end && strchr(parting, *w->at) == NULL; w->at++) {
		if (len + 1 == TSIG_KEY_TEXT)
			return false;
		out[len++] = *w->at;
	}
	out[len] = '\0';
	return len > 0;
}

static bool
parse_block(struct tsig_words *w, struct tsig_key *out)
{
	char word[TSIG_KEY_TEXT];
	if (!next(w, out->name))
		return false;
	for (int i = 0; i < 2; i++) {
		if (!next(w, word))
			return false;
		bool algorithm = strcmp(word, "algorithm") == 0;
		if (!algorithm && strcmp(word, "secret") != 0)
			return false;
		if (!next(w, algorithm ? out->algorithm : out->secret))
			return false;
	}
	return out->algorithm[0] != '\0' && out->secret[0] != '\0';
}

static bool
parse_line(const char *word, struct tsig_key *out)
{
	const char *name = strchr(word, ':');
	const char *secret = name != NULL ? strchr(name + 1, ':') : NULL;
	if (secret == NULL || name == word || secret == name + 1 ||
	    secret[1] == '\0')
		return false;
	snprintf(out->algorithm, sizeof(out->algorithm), "%.*s",
	    (int)(name - word), word);
	snprintf(out->name, sizeof(out->name), "%.*s", (int)(secret - name - 1),
	    name + 1);
	snprintf(out->secret, sizeof(out->secret), "%s", secret + 1);
	return true;
}

bool
tsig_key_parse(const char *text, size_t len, struct tsig_key *out)
{
	struct tsig_words w = {text, text + len};
	char word[TSIG_KEY_TEXT];
	*out = (struct tsig_key){.name = ""};
	if (memchr(text, '\0', len) != NULL || !next(&w, word))
		return false;
	return strcmp(word, "key") == 0 ? parse_block(&w, out)
					: parse_line(word, out);
}

int
tsig_key_read(const char *path, struct tsig_key *out, struct text *why)
{
	struct text t;
	text_init(&t);
	int rc = text_file_read(path, &t, why);
	if (rc == 0 && (t.len == 0 || !tsig_key_parse(t.bytes, t.len, out))) {
		text_addf(why,
		    "%s: is no TSIG key: write hmac-sha256:NAME:SECRET, or "
		    "what tsig-keygen prints",
		    path);
		rc = -EINVAL;
	}
	text_fini(&t);
	return rc;
}
