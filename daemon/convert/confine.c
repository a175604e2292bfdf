/* SPDX-License-Identifier: MIT */
/* Resource limits, seccomp(2) and landlock(7) for a program that is not ours; the extract processes' own is sandbox.c.
 */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_MAX ((rlim_t)1 << 30) /* bytes of address space */
#define FILES_MAX 64

/* What a reader of documents never calls. */
static const int denied[] = {
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(listen),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(clone),
	SCMP_SYS(clone3),
	SCMP_SYS(kill),
	SCMP_SYS(tkill),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(ptrace),
	SCMP_SYS(bpf),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat),
	SCMP_SYS(rmdir),
	SCMP_SYS(link),
	SCMP_SYS(linkat),
	SCMP_SYS(symlink),
	SCMP_SYS(symlinkat),
	SCMP_SYS(truncate),
	SCMP_SYS(chmod),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat),
	SCMP_SYS(chown),
	SCMP_SYS(fchown),
	SCMP_SYS(lchown),
	SCMP_SYS(fchownat),
	SCMP_SYS(creat),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
	SCMP_SYS(mount),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(setxattr),
	SCMP_SYS(utimensat),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(keyctl),
	SCMP_SYS(memfd_create),
};

static int limit(int resource, rlim_t value)
{
	struct rlimit both = {value, value};

	return setrlimit(resource, &both);
}

/* openat in each way that can write. */
static int deny_writing(scmp_filter_ctx filter)
{
	static const unsigned ways[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
	int result = 0;

	for (size_t i = 0; result == 0 && i < sizeof(ways) / sizeof(*ways); i++) {
		result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1,
					  SCMP_A2(SCMP_CMP_MASKED_EQ, ways[i], ways[i]));
		if (result == 0)
			result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1,
						  SCMP_A1(SCMP_CMP_MASKED_EQ, ways[i], ways[i]));
	}
	return result;
}

static int filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int result = filter ? deny_writing(filter) : -1;

	for (size_t i = 0; result == 0 && i < sizeof(denied) / sizeof(*denied); i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	return result == 0 ? 0 : -1;
}

static void allow_below(int rules, const char *path)
{
	struct landlock_path_beneath_attr below = {.allowed_access = LANDLOCK_ACCESS_FS_EXECUTE |
								     LANDLOCK_ACCESS_FS_READ_FILE |
								     LANDLOCK_ACCESS_FS_READ_DIR};

	below.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (below.parent_fd < 0)
		return;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
	close(below.parent_fd);
}

/* Programs, libraries and fonts, not the articles and the database. Older kernels leave it at the rest. */
static void hide_files(void)
{
	static const char *const paths[] = {"/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache"};
	struct landlock_ruleset_attr handled = {.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE |
								     LANDLOCK_ACCESS_FS_READ_FILE |
								     LANDLOCK_ACCESS_FS_READ_DIR};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);

	if (rules < 0)
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		allow_below(rules, paths[i]);
	syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}

int confine(unsigned seconds)
{
	const struct rlimit work = {seconds, seconds + 1}; /* SIGXCPU first, which tells why */

	if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_FSIZE, 0) || limit(RLIMIT_NOFILE, FILES_MAX) ||
	    setrlimit(RLIMIT_CPU, &work) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	hide_files();
	if (filter_calls() < 0)
		return -1;
	return limit(RLIMIT_AS, MEMORY_MAX); /* last: a sanitizer of ours has terabytes reserved */
}
