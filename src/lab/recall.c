/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/recall.h"

#include <stdio.h>
#include <string.h>

#include "out/results.h"

static bool refuse(const char *path, const char *why, struct base_err *err)
{
    base_err_add(err, NULL, 0, "'%s' %s; expected the results of a run", path, why);
    return false;
}

/* Text `i`; false when there is none. An empty text is kept as one zero byte. */
static bool read_source(const struct out_file *f, const char *group, size_t i,
                        struct base_arena *arena, struct scen_file *file)
{
    char path[100];
    int64_t bytes;
    size_t kept;

    snprintf(path, sizeof path, "%.60s/%zu", group, i);
    file->text = out_file_verbatim(f, path, arena, &kept);
    file->name = out_file_text(f, path, "name", arena);
    if (!file->text || !file->name || !out_file_integer(f, path, "bytes", &bytes) ||
        bytes < 0 || (uint64_t)bytes > kept)
        return false;
    file->path = file->name;
    file->bytes = (size_t)bytes;
    return true;
}

/* What is left out can't be simulated again. */
static bool is_masked(const struct out_file *f, const char *path, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    const char *masked = out_file_text(f, "/scenario", "masked", arena);
    bool is = masked != NULL && masked[0] != '\0';

    if (is)
        base_err_add(
            err, NULL, 0,
            "'%s' is masked (%s): the texts that it was made from are left out. Who has "
            "them runs them again, with the seed and replications that stand in "
            "/scenario, and compares the digest, which masking leaves as it is; or "
            "names the results of a run with mask = false",
            path, masked);
    base_arena_free(arena);
    return is;
}

static struct scen_file *read_texts(const struct out_file *f, const char *group,
                                    const char *path, struct base_arena *arena, size_t *files,
                                    struct base_err *err)
{
    size_t count = out_file_list(f, group, arena).count;
    struct scen_file *file = base_arena_array(arena, count + 1, sizeof *file);

    for (*files = 0; *files < count; (*files)++)
        if (!read_source(f, group, *files, arena, &file[*files])) {
            refuse(path, "does not hold all texts of its scenario", err);
            return NULL;
        }
    if (count > 0)
        return file;
    refuse(path, "holds no scenario", err);
    return NULL;
}

struct scen_file *lab_recall_texts(const struct out_file *f, const char *group,
                                   const char *path, struct base_arena *arena, size_t *files,
                                   struct base_err *err)
{
    return is_masked(f, path, err) ? NULL : read_texts(f, group, path, arena, files, err);
}

struct scen_file *lab_recall_sources(const struct out_file *f, const char *path,
                                     struct base_arena *arena, size_t *files,
                                     struct base_err *err)
{
    return read_texts(f, "/scenario/source", path, arena, files, err);
}

/* Older files tell of no decisions. */
static void recall_decisions(const struct out_file *f, struct scenario *scen)
{
    struct base_arena *arena = base_arena_new();
    const char *kept = out_file_text(f, "/scenario", "decisions", arena);

    for (int level = 0; kept && level <= SCEN_DECISIONS_ALL; level++)
        if (strcmp(kept, scen_decisions_name((enum scen_decisions)level)) == 0)
            scen->decisions = (enum scen_decisions)level;
    base_arena_free(arena);
}

struct scen_file *lab_recall_study_sources(const struct out_file *f, const char *path,
                                           struct base_arena *arena, size_t *files,
                                           struct base_err *err)
{
    *files = 0;
    if (!lab_recall_is_sweep(f))
        return base_arena_array(arena, 1, sizeof(struct scen_file));
    return read_texts(f, "/study/source", path, arena, files, err);
}

bool lab_recall_is_sweep(const struct out_file *f)
{
    return out_file_has(f, "/study/source");
}

bool lab_recall_study(const struct out_file *f, const char *path, struct scen_study *study,
                      uint32_t *shard, uint32_t *shards, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    size_t files;
    int64_t k = 1, n = 1; // older files do not tell
    struct scen_file *file =
        is_masked(f, path, err) ? NULL : lab_recall_study_sources(f, path, arena, &files, err);

    *study = (struct scen_study){0};
    bool good = file && files > 0 && scen_study_load_held(file, files, study, err);
    out_file_integer(f, "/study", "shard", &k);
    out_file_integer(f, "/study", "shards", &n);
    if (good && (k < 1 || n < k || n > UINT32_MAX))
        good = refuse(path, "tells of a shard that there is not", err);
    if (!good)
        scen_study_free(study);
    *shard = (uint32_t)k - 1;
    *shards = (uint32_t)n;
    base_arena_free(arena);
    return good;
}

/* Options of the command win over what the texts say. */
static bool put_in_force(const struct out_file *f, struct scenario *scen)
{
    int64_t seed, replications, horizon, events = 0; // older files tell of no events

    if (!out_file_integer(f, "/scenario", "seed", &seed) ||
        !out_file_integer(f, "/scenario", "replications", &replications) ||
        !out_file_integer(f, "/scenario", "horizon_ms", &horizon) || replications < 1 ||
        replications > UINT32_MAX || horizon <= scen->warm_up)
        return false;
    scen->seed = (uint64_t)seed;
    scen->replications = (uint32_t)replications;
    scen->horizon = horizon;
    scen->events = out_file_integer(f, "/scenario", "events", &events) && events != 0;
    recall_decisions(f, scen);
    return true;
}

bool lab_recall(const struct out_file *f, const char *path, struct scenario *scen,
                struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    size_t files;
    int64_t version = 0;
    bool known = out_file_integer(f, "/", "schema_version", &version) && version >= 1 &&
                 version <= OUT_SCHEMA_VERSION;
    struct scen_file *file = known && !is_masked(f, path, err)
                                 ? lab_recall_sources(f, path, arena, &files, err)
                                 : NULL;

    if (!known)
        refuse(path, "has no layout that is known here", err);
    bool good = file && scen_load_held(file, files, scen, err);
    if (good)
        scen_hold_rest(scen, file, files);
    base_arena_free(arena);
    if (good && !put_in_force(f, scen)) {
        scen_free(scen);
        return refuse(path, "does not tell seed, replications and horizon", err);
    }
    return good;
}

void lab_compare(const struct out_file *a, const struct out_file *b, struct out_comparison *c)
{
    static const char *const group[] = {"/model",   "/replications", "/results",
                                        "/summary", "/criteria",     "/study"};

    for (size_t i = 0; i < sizeof group / sizeof group[0]; i++)
        out_compare(a, b, group[i], c);
}
