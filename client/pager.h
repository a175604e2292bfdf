/* SPDX-License-Identifier: MIT */
/* The pager that long output on a terminal goes through. */
#ifndef QUOTES_PAGER_H
#define QUOTES_PAGER_H

#include <sys/types.h>

/* Start $PAGER, or less, and send standard output to it. 0 if there is none to start. */
pid_t pager_start(void);
/* End standard output and wait until the pager is left. */
void pager_wait(pid_t pager);

#endif
