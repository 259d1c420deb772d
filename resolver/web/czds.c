#include "resolver/web/czds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>

#include "base/text_file.h"
#include "output/json.h"
#include "resolver/web/czds_reply.h"

enum { REPLY_MAX = 1 << 20 };

/* As ssh has it: what others may read is no secret. */
static int
check_mode(const char *path, struct text *why)
{
	struct stat st;
	if (stat(path, &st) < 0) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) == 0)
		return 0;
	text_addf(why, "%s: others may read it (mode %04o): chmod 600", path,
	    (unsigned)(st.st_mode & 07777));
	return -EACCES;
}

/* Cuts a line off. */
static char *
take_line(char **at)
{
	char *line = *at;
	size_t len = strcspn(line, "\n");
	*at = line[len] == '\n' ? line + len + 1 : line + len;
	line[len] = '\0';
	if (len > 0 && line[len - 1] == '\r')
		line[len - 1] = '\0';
	return strdup(line);
}

static int
read_login(struct czds *z, const char *path, struct text *why)
{
	struct text t;
	text_init(&t);
	int rc = text_file_read(path, &t, why);
	if (rc == 0 && t.len > 0) {
		char *at = t.bytes;
		z->name = take_line(&at);
		z->password = take_line(&at);
		OPENSSL_cleanse(t.bytes, t.len);
	}
	text_fini(&t);
	if (rc < 0)
		return rc;
	if (z->name != NULL && z->name[0] != '\0' && z->password != NULL &&
	    z->password[0] != '\0')
		return 0;
	text_addf(why,
	    "%s: it has no name on a line and a password on the "
	    "next",
	    path);
	return -EINVAL;
}

int
czds_open(struct czds *z, struct web_client *client, const char *account,
    const char *api, const char *login, struct text *why)
{
	*z = (struct czds){.client = client, .account = account, .api = api};
	text_init(&z->token);
	text_init(&z->links);
	int rc = check_mode(login, why);
	return rc < 0 ? rc : read_login(z, login, why);
}

static void
forget(char *secret)
{
	if (secret != NULL)
		OPENSSL_cleanse(secret, strlen(secret));
	free(secret);
}

static void
forget_text(struct text *t)
{
	if (t->len > 0)
		OPENSSL_cleanse(t->bytes, t->len);
	text_clear(t);
}

void
czds_close(struct czds *z)
{
	forget(z->name);
	forget(z->password);
	forget_text(&z->token);
	text_fini(&z->token);
	text_fini(&z->links);
}

static enum transfer_fault
take_reply(void *ctx, const uint8_t *bytes, size_t len)
{
	struct text *t = ctx;
	if (t->len + len > REPLY_MAX)
		return TRANSFER_FAULT_ENDLESS;
	text_add_bytes(t, bytes, len);
	return text_ok(t) ? TRANSFER_FAULT_NONE : TRANSFER_FAULT_MACHINE;
}

static enum transfer_fault
ask(struct czds *z, const char *base, const char *path, const char *body,
    struct text *reply, struct web_head *head, struct text *why)
{
	struct text url;
	text_init(&url);
	text_init(reply);
	text_addf(&url, "%s%s", base, path);
	struct web_request r = {
	    .url = url.bytes,
	    .token = body == NULL ? z->token.bytes : NULL,
	    .body = body,
	    .ctx = reply,
	    .take = take_reply,
	};
	enum transfer_fault fault =
	    text_ok(&url) ? web_client_run(z->client, &r, head, why)
			  : TRANSFER_FAULT_MACHINE;
	text_fini(&url);
	return fault;
}

enum transfer_fault
czds_enter(struct czds *z, struct web_head *head, struct text *why)
{
	struct text body, reply;
	text_init(&body);
	struct json j = json_over(&body);
	json_open_object(&j);
	json_add_key_string(&j, "username", z->name);
	json_add_key_string(&j, "password", z->password);
	json_close_object(&j);
	if (!text_ok(&body))
		return TRANSFER_FAULT_MACHINE;
	enum transfer_fault fault = ask(
	    z, z->account, "/api/authenticate", body.bytes, &reply, head, why);
	forget_text(&body);
	text_fini(&body);
	if (fault == TRANSFER_FAULT_NONE) {
		forget_text(&z->token);
		fault = czds_reply_token(&reply, &z->token);
	}
	forget_text(&reply);
	text_fini(&reply);
	return fault;
}

enum transfer_fault
czds_list(struct czds *z, struct web_head *head, struct text *why)
{
	struct text reply;
	enum transfer_fault fault =
	    ask(z, z->api, "/czds/downloads/links", NULL, &reply, head, why);
	text_clear(&z->links);
	if (fault == TRANSFER_FAULT_NONE)
		fault = czds_reply_links(&reply, &z->links);
	text_fini(&reply);
	return fault;
}

const char *
czds_next(const struct czds *z, const char *at)
{
	const char *next = at == NULL ? z->links.bytes : at + strlen(at) + 1;
	if (z->links.len == 0 || next >= z->links.bytes + z->links.len)
		return NULL;
	return next;
}
