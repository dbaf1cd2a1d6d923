/* SPDX-License-Identifier: Apache-2.0 */
/* base/version.h - which software made a result. Thread: any. */
#pragma once

const char *base_version(void);          // "0.1.0"
const char *base_version_commit(void);   // "b411ba3", "b411ba3-dirty"; "" outside of a checkout
const char *base_version_compiler(void); // "gcc 12.2.0 -O3 ...", what the build was told
