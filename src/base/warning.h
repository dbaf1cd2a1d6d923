/* SPDX-License-Identifier: Apache-2.0 */
/* base/warning.h - word from outside that the process will soon be ended: USR1, USR2 or TERM.
 *
 * Who listens is not ended by them, but is to save its work. One flag for the process, because
 * signals are sent to processes. Thread: any.
 */
#pragma once

#include <stdbool.h>

/* From now on the signals are noted, and do nothing else. */
void base_warning_listen(void);

/* Has one come since? */
bool base_warned(void);
