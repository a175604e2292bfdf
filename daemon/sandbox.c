/* SPDX-License-Identifier: MIT */
/* seccomp(2) by libseccomp, and resource limits. */
#include "sandbox.h"

#include <iconv.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

/* Sanitizers reserve terabytes and read /proc; under them the limits are left out. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static const int allowed[] = {
	SCMP_SYS(read),          SCMP_SYS(write),           SCMP_SYS(writev),         SCMP_SYS(mmap),
	SCMP_SYS(munmap),        SCMP_SYS(mremap),          SCMP_SYS(madvise),        SCMP_SYS(brk),
	SCMP_SYS(exit),          SCMP_SYS(exit_group),      SCMP_SYS(futex),          SCMP_SYS(rt_sigreturn),
	SCMP_SYS(clock_gettime), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigprocmask), SCMP_SYS(getpid),
	SCMP_SYS(gettid),        SCMP_SYS(tgkill),          SCMP_SYS(close),          SCMP_SYS(getrandom),
	SCMP_SYS(sysinfo), /* qsort(3) of more than it sorts on the stack asks for the size of memory */
};

/* glibc loads a module for each when it is first used, which is too late once no file can be opened. */
static const char *const charsets[] = {
	"WINDOWS-1252", "UTF-16",       "UTF-16LE",     "UTF-16BE",    "ISO-8859-1",   "ISO-8859-2",
	"ISO-8859-5",   "ISO-8859-7",   "ISO-8859-9",   "ISO-8859-15", "WINDOWS-1250", "WINDOWS-1251",
	"WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1256", "KOI8-R",      "MACINTOSH",    "SHIFT_JIS",
	"EUC-JP",       "ISO-2022-JP",  "GB18030",      "GBK",         "BIG5",         "EUC-KR",
};

/* They stay open for the life of the process. One that this system lacks is refused when an article asks for it. */
static void load_charsets(void)
{
	for (size_t i = 0; i < sizeof(charsets) / sizeof(*charsets); i++) {
		iconv_t held = iconv_open("UTF-8", charsets[i]);

		(void)held;
	}
}

static int limit(int resource, rlim_t value)
{
	struct rlimit both = {value, value};

	return setrlimit(resource, &both);
}

int sandbox_enter(size_t memory, struct error *err)
{
	scmp_filter_ctx filter;
	int result = 0;

	if (SANITIZED)
		return 0;
	load_charsets();
	setenv("TZ", "UTC0", 1); /* without it every mktime looks at the zone's file */
	tzset();
	if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_FSIZE, 0) || limit(RLIMIT_AS, memory) || limit(RLIMIT_NOFILE, 0))
		return error_errno(err, "could not set the limits of an extract process");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_errno(err, "could not give up privileges");
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return error_set(err, "could not make a system call filter");
	for (size_t i = 0; result == 0 && i < sizeof(allowed) / sizeof(*allowed); i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	return result == 0 ? 0 : error_set(err, "could not enter the system call filter: error %d", -result);
}
