/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // sigaction's flags
#include "base/warning.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_bool warned; // lock-free, so a handler may set it

static void note(int number)
{
    (void)number;
    atomic_store_explicit(&warned, true, memory_order_relaxed);
}

void base_warning_listen(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool base_warned(void)
{
    return atomic_load_explicit(&warned, memory_order_relaxed);
}
