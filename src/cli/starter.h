/* SPDX-License-Identifier: Apache-2.0 */
/* cli/starter.h - the commented scenario that `bullwhip init` writes. */
#pragma once

extern const char cmd_starter[];
