/* SPDX-License-Identifier: Apache-2.0 */
/* comm/door.h - shared by the files of this folder only. */
#pragma once

/* Ends the run when an MPI call failed. */
void comm_check(int code, const char *call);
