/* SPDX-License-Identifier: Apache-2.0 */
/* comm/door.h - shared by the files of this folder only. */
#pragma once

#include <mpi.h>

/* Ends the run when an MPI call failed. */
void comm_check(int code, const char *call);

/* The ranks that are meant: all, or the team. */
MPI_Comm comm_meant(void);
