/* SPDX-License-Identifier: Apache-2.0 */
/* cli/installed.h - what was installed with the program, wherever that is now.
 *
 * PREFIX/bin/bullwhip finds PREFIX/share/bullwhip; in a build folder there is none.
 * Thread: one.
 */
#pragma once

#include "base/text.h"

/* `name` when it is here, else where it was installed, else `name`. Borrowed from `room`. */
const char *cmd_installed(const char *name, struct base_text *room);
