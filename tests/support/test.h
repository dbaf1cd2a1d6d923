/* SPDX-License-Identifier: Apache-2.0 */
/* support/test.h - what every unit test includes: cmocka with the headers it wants first. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEST_SEED = 20260101 }; // of the dice of property tests; any value must pass
