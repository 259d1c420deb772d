#include "privileges.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "seccomp_filter.h"

enum {
	NICE_ROOM = 30, /* of RLIMIT_NICE: a sender may still go to -10 */
	CAPABILITIES_MAX = 64,
	LEVELS = 2, /* of a run directory: its folders, and their parts */
};

static const char nobody[] = "nobody";

static int
read_id(const char *text, unsigned *out)
{
	char *end;
	if (text == NULL || *text == '\0')
		return -EINVAL;
	unsigned long n = strtoul(text, &end, 10);
	if (*end != '\0' || n == 0 || n > 0xfffffffe)
		return -EINVAL;
	*out = (unsigned)n;
	return 0;
}

/* Who called sudo: a name is not needed. */
static bool
from_sudo(struct privileges *out)
{
	return read_id(getenv("SUDO_UID"), &out->uid) == 0 &&
	       read_id(getenv("SUDO_GID"), &out->gid) == 0;
}

int
privileges_choose(const char *user, struct privileges *out, struct text *why)
{
	*out = (struct privileges){
	    .root = geteuid() == 0, .uid = geteuid(), .gid = getegid()};
	if (!out->root || (user == NULL && from_sudo(out)))
		return 0;
	const struct passwd *entry = getpwnam(user != NULL ? user : nobody);
	if (entry == NULL) {
		text_addf(why,
		    "--user %s: there is no such user; name one whose files "
		    "may hold the results",
		    user != NULL ? user : nobody);
		return -EINVAL;
	}
	if (entry->pw_uid == 0) {
		text_addf(why, "--user %s: that is root; name another", user);
		return -EINVAL;
	}
	out->uid = entry->pw_uid;
	out->gid = entry->pw_gid;
	return 0;
}

static int give_level(const struct privileges *p, int fd, unsigned levels);

static int
give_entry(
    const struct privileges *p, int dir, const char *name, unsigned levels)
{
	int fd = levels > 0
		     ? openat(dir, name,
			   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
		     : -1;
	if (fd >= 0)
		return give_level(p, fd, levels);
	return fchownat(dir, name, p->uid, p->gid, AT_SYMLINK_NOFOLLOW) < 0
		   ? -errno
		   : 0;
}

static int
give_entries(const struct privileges *p, DIR *dir, unsigned levels)
{
	const struct dirent *entry;
	int rc = 0;
	while (rc == 0 && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			rc = give_entry(p, dirfd(dir), entry->d_name, levels);
	return rc;
}

/*
 * Takes the descriptor.  The directory comes last: until then nobody else can
 * change its names.
 */
static int
give_level(const struct privileges *p, int fd, unsigned levels)
{
	DIR *dir = fdopendir(fd);
	if (dir == NULL) {
		int rc = -errno;
		close(fd);
		return rc;
	}
	int rc = give_entries(p, dir, levels - 1);
	if (rc == 0 && fchown(fd, p->uid, p->gid) < 0)
		rc = -errno;
	closedir(dir);
	return rc;
}

int
privileges_give_dir(const struct privileges *p, const char *path)
{
	if (!p->root)
		return 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : give_level(p, fd, LEVELS);
}

static bool
is_only_thread(void)
{
	unsigned threads = 0;
	const struct dirent *entry;
	DIR *dir = opendir("/proc/self/task");
	if (dir == NULL)
		return true; /* no /proc to ask */
	while ((entry = readdir(dir)) != NULL)
		threads += entry->d_name[0] != '.';
	closedir(dir);
	return threads == 1;
}

/* Those that a set-user-ID program could give back: while we still may. */
static int
drop_bounds(const struct privileges *p)
{
	for (unsigned long cap = 0; p->root && cap < CAPABILITIES_MAX; cap++) {
		if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != 1)
			continue;
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			return -errno;
	}
	return 0;
}

static int
become(const struct privileges *p)
{
	if (!p->root)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(p->gid, p->gid, p->gid) < 0 ||
	    setresuid(p->uid, p->uid, p->uid) < 0)
		return -errno;
	return 0;
}

static int
drop_capabilities(const struct privileges *p)
{
	(void)p;
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ||
	    syscall(SYS_capset, &header, none) < 0)
		return -errno;
	return 0;
}

/* Nor can another process of the user's look into this one. */
static int
close_doors(const struct privileges *p)
{
	(void)p;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

static bool
has_ids(const struct privileges *p)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;
	return getresuid(&r, &e, &s) == 0 && getresgid(&rg, &eg, &sg) == 0 &&
	       r == p->uid && e == p->uid && s == p->uid && rg == p->gid &&
	       eg == p->gid && sg == p->gid;
}

static bool
has_capabilities(void)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct d[_LINUX_CAPABILITY_U32S_3];
	if (syscall(SYS_capget, &header, d) < 0)
		return true;
	uint32_t any = 0;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		any |= d[i].effective | d[i].permitted | d[i].inheritable;
	return any != 0;
}

static bool
has_bounds(void)
{
	bool any = false;
	for (unsigned long cap = 0; cap < CAPABILITIES_MAX; cap++)
		any |= prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1 ||
		       prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0,
			   0) == 1;
	return any;
}

/*
 * What was asked of the kernel is one thing, what is so another.  Before the
 * filter, which would refuse setuid() in place of the kernel.
 */
static int
check(const struct privileges *p)
{
	bool way_back = p->root && (setuid(0) == 0 || seteuid(0) == 0);
	bool left = p->root && (getgroups(0, NULL) != 0 || has_bounds());
	if (way_back || left || !has_ids(p) || has_capabilities() ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
	    prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return -EPERM;
	return 0;
}

static int
load_filter(const struct privileges *p)
{
	(void)p;
	return seccomp_filter_load();
}

static const struct step {
	const char *what;
	int (*take)(const struct privileges *p);
} steps[] = {
    {"capability bounding set", drop_bounds},
    {"user and groups", become},
    {"capabilities", drop_capabilities},
    {"no_new_privs", close_doors},
    {"reading back", check},
    {"system call filter", load_filter},
};

int
privileges_drop(const struct privileges *p, struct text *why)
{
	const struct rlimit nice = {NICE_ROOM, NICE_ROOM};
	assert(is_only_thread());
	(void)setrlimit(RLIMIT_NICE, &nice); /* only for more even sending */
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		int rc = steps[i].take(p);
		if (rc == 0)
			continue;
		text_addf(why, "privileges cannot be dropped: %s: %s",
		    steps[i].what, strerror(-rc));
		return rc;
	}
	return 0;
}
