/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The search path, looked through once. */
#include "generator/edge/scan.h"

#include "core/base/name.h"
#include "core/contract/contract.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static void scanned_group_done(ScannedGroup *group)
{
        free(group->name);
        free(group->path);
        strvec_done(&group->drop_ins);
}

void scan_done(Scan *scan)
{
        for (size_t i = 0; i < scan->n; i++)
                scanned_group_done(scan->groups + i);
        free(scan->groups);
        *scan = (Scan){};
}

/* The directory that N bytes of TEXT name, from the root: units name their definition. */
static int add_dir(StrVec *dirs, const char *text, size_t n)
{
        if (*text == '/')
                return strvec_add_n(dirs, text, n);
        _cleanup_free_ char *here = getcwd(NULL, 0);
        return here ? strvec_addf(dirs, "%s/%.*s", here, (int)n, text) : -errno;
}

int scan_search_path(StrVec *ret)
{
        static const char *const dirs[] = {COSLICE_GROUP_DIRS};
        const char *path = secure_getenv(COSLICE_GROUP_PATH_ENV);
        int r = 0;
        for (size_t i = 0; !path && i < ARRAY_SIZE(dirs) && r == 0; i++)
                r = strvec_add(ret, dirs[i]);
        while (path && *path && r == 0) {
                size_t n = strcspn(path, ":");
                if (n > 0)
                        r = add_dir(ret, path, n);
                path += n + (path[n] == ':');
        }
        return r;
}

/* "web.group" → "web"; NULL if NAME does not end in SUFFIX or is nothing else. */
static char *without_suffix(const char *name, const char *suffix)
{
        size_t n = string_before(name, suffix);
        return n > 0 ? strndup(name, n) : NULL;
}

/* TYPE: of the entry, as readdir(3) has it. */
static bool is_masked(int dir_fd, const char *name, unsigned char type)
{
        char target[16];
        if (type != DT_LNK && type != DT_UNKNOWN)
                return false;
        ssize_t n = readlinkat(dir_fd, name, target, sizeof target);
        return n == 9 && memcmp(target, "/dev/null", 9) == 0;
}

bool scan_is_mask(const char *path)
{
        return is_masked(AT_FDCWD, path, DT_UNKNOWN);
}

static int compare_groups(const void *a, const void *b)
{
        return strcmp(((const ScannedGroup *)a)->name, ((const ScannedGroup *)b)->name);
}

const ScannedGroup *scan_find(const Scan *scan, const char *name)
{
        ScannedGroup key = {.name = (char *)name};
        return scan->n ? bsearch(&key, scan->groups, scan->n, sizeof *scan->groups, compare_groups) : NULL;
}

/* Collects one directory's definitions behind those of earlier ones. */
static int add_group(Scan *scan, size_t *space, int dir_fd, const char *dir, const struct dirent *entry,
                     char *name)
{
        if (scan->n == *space) {
                size_t grown = *space ? *space * 2 : 64;
                ScannedGroup *groups = reallocarray(scan->groups, grown, sizeof *groups);
                if (!groups) {
                        free(name);
                        return -ENOMEM;
                }
                scan->groups = groups;
                *space = grown;
        }
        ScannedGroup *group = scan->groups + scan->n++;
        /* A mask is kept like a definition: it hides those behind it, and what runs by its name is told so.
         */
        *group = (ScannedGroup){.name = name,
                                .path = string_printf("%s/%s", dir, entry->d_name),
                                .masked = is_masked(dir_fd, entry->d_name, entry->d_type)};
        return group->path ? 0 : -ENOMEM;
}

int scan_explain_name(StrBuf *buf, const char *name)
{
        if (strchr(name, '@'))
                return strbuf_add(
                        buf,
                        "definitions with \"@\", templates, are not supported by this version of coslice");
        int r = strbuf_add(buf, "the name of a group is ");
        return r < 0 ? r : label_explain(buf, name);
}

static int bad_name(DiagList *diags, const char *dir, const char *file, const char *name)
{
        _cleanup_free_ char *path = string_printf("%s/%s", dir, file);
        if (!path)
                return -ENOMEM;
        const Place at = {.file = path};
        _cleanup_strbuf_ StrBuf why = {};
        int r = scan_explain_name(&why, name);
        return r < 0 ? r : diag_error(diags, &at, "%s", why.text);
}

/* Reads DIR; -ENOENT counts as empty. Calls EACH for every name that does not begin with a dot. */
static int each_entry(const char *dir, DiagList *diags,
                      int (*each)(void *context, int dir_fd, const struct dirent *entry), void *context)
{
        const Place at = {.file = dir};
        DIR *d = opendir(dir);
        /* A file called "web.group.d" holds no drop-ins. */
        if (!d && (errno == ENOENT || errno == ENOTDIR))
                return 0;
        if (!d) {
                int error = errno;
                struct stat st;
                /* Inside of a directory that is closed to a user there may be none. */
                bool hidden = error == EACCES && stat(dir, &st) < 0;
                return diag_add(diags, hidden ? SEVERITY_WARNING : SEVERITY_ERROR, &at,
                                "the directory %s can't be read: %s", dir, strerror(error));
        }
        int r = 0;
        errno = 0; /* what tells the end of the directory from a failure, readdir(3) */
        for (struct dirent *entry; r == 0 && (entry = readdir(d)); errno = 0)
                if (entry->d_name[0] != '.')
                        r = each(context, dirfd(d), entry);
        if (r == 0 && errno != 0)
                r = diag_error(diags, &at, "the directory %s can't be read to its end: %s", dir,
                               strerror(errno));
        closedir(d);
        return r;
}

typedef struct DirScan {
        const char *dir;
        DiagList *diags;
        Scan *scan;
        size_t *space;
        StrVec *with_drop_ins; /* "DIR/NAME.group.d" of all directories, in the search path's order */
} DirScan;

static int scan_entry(void *context, int dir_fd, const struct dirent *entry)
{
        DirScan *s = context;
        const char *file = entry->d_name;
        char *name = without_suffix(file, ".group");
        if (name && label_is_valid(name))
                return add_group(s->scan, s->space, dir_fd, s->dir, entry, name);
        if (name) {
                int r = bad_name(s->diags, s->dir, file, name);
                free(name);
                return r;
        }
        _cleanup_free_ char *folder = without_suffix(file, ".group.d");
        return folder ? strvec_addf(s->with_drop_ins, "%s/%s", s->dir, file) : 0;
}

/* Keeps the first of each name, which is that of the earlier directory: merge_runs() has it in front. */
static void keep_first(Scan *scan)
{
        size_t kept = 0;
        for (size_t i = 0; i < scan->n; i++) {
                if (kept > 0 && streq(scan->groups[kept - 1].name, scan->groups[i].name))
                        scanned_group_done(scan->groups + i);
                else
                        scan->groups[kept++] = scan->groups[i];
        }
        scan->n = kept;
}

/* Merges the sorted runs [0, MIDDLE) and [MIDDLE, n), the first one's elements before equal ones. */
static int merge_runs(Scan *scan, size_t middle)
{
        size_t n = scan->n, a = 0, b = middle, k = 0;
        if (n == 0)
                return 0;
        /* Names in one directory differ, so it doesn't matter that this sort isn't stable. */
        qsort(scan->groups + middle, n - middle, sizeof *scan->groups, compare_groups);
        if (middle == 0 || middle == n)
                return 0;
        _cleanup_free_ ScannedGroup *merged = calloc(n, sizeof *merged);
        if (!merged)
                return -ENOMEM;
        while (a < middle || b < n)
                if (b == n || (a < middle && compare_groups(scan->groups + a, scan->groups + b) <= 0))
                        merged[k++] = scan->groups[a++];
                else
                        merged[k++] = scan->groups[b++];
        memcpy(scan->groups, merged, n * sizeof *merged);
        keep_first(scan);
        return 0;
}

static int drop_in_entry(void *context, int dir_fd, const struct dirent *entry)
{
        StrVec *names = context;
        _cleanup_free_ char *stem = without_suffix(entry->d_name, ".conf");
        return stem && !strvec_contains(names, entry->d_name) ? strvec_add(names, entry->d_name) : 0;
}

/* The drop-ins of one group over all FOLDERS: by file name, the first folder that has a name wins. */
static int add_drop_ins(ScannedGroup *group, const StrVec *folders, DiagList *diags)
{
        _cleanup_strvec_ StrVec names = {};
        int r = 0;
        for (size_t i = 0; i < folders->n && r == 0; i++)
                r = each_entry(folders->items[i], diags, drop_in_entry, &names);
        if (r < 0 || names.n == 0)
                return r;
        strvec_sort(&names);
        for (size_t i = 0; i < names.n; i++)
                for (size_t k = 0; k < folders->n; k++) {
                        _cleanup_free_ char *path = string_printf("%s/%s", folders->items[k], names.items[i]);
                        if (!path)
                                return -ENOMEM;
                        /* A link that leads nowhere is there too: that it can't be read is told then. */
                        if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
                                continue;
                        if (!scan_is_mask(path) && strvec_take(&group->drop_ins, TAKE_PTR(path)) < 0)
                                return -ENOMEM;
                        break;
                }
        return 0;
}

/* The folders of GROUP among ALL. */
static int folders_of(const ScannedGroup *group, const StrVec *all, StrVec *ret)
{
        for (size_t i = 0; i < all->n; i++) {
                const char *slash = strrchr(all->items[i], '/');
                const char *rest = string_after(slash + 1, group->name);
                if (rest && streq(rest, ".group.d") && strvec_add(ret, all->items[i]) < 0)
                        return -ENOMEM;
        }
        return 0;
}

/* A slip in a folder's name would lose what is in it without a word; but it may also wait for its group. */
static int note_without_group(const Scan *scan, const StrVec *folders, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < folders->n && r == 0; i++) {
                const Place at = {.file = folders->items[i]};
                _cleanup_free_ char *name = without_suffix(strrchr(at.file, '/') + 1, ".group.d");
                if (!name)
                        return -ENOMEM;
                if (!scan_find(scan, name))
                        r = diag_note(diags, &at, "there is no group \"%s\": these drop-ins have no effect",
                                      name);
        }
        return r;
}

int scan_groups(const StrVec *dirs, DiagList *diags, Scan *ret)
{
        _cleanup_scan_ Scan scan = {};
        _cleanup_strvec_ StrVec with_drop_ins = {};
        size_t space = 0;
        for (size_t i = 0; i < dirs->n; i++) {
                size_t before = scan.n;
                DirScan s = {dirs->items[i], diags, &scan, &space, &with_drop_ins};
                int r = each_entry(dirs->items[i], diags, scan_entry, &s);
                if (r == 0)
                        r = merge_runs(&scan, before);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < scan.n && with_drop_ins.n > 0; i++) {
                _cleanup_strvec_ StrVec folders = {};
                int r = folders_of(scan.groups + i, &with_drop_ins, &folders);
                if (r == 0)
                        r = add_drop_ins(scan.groups + i, &folders, diags);
                if (r < 0)
                        return r;
        }
        int r = note_without_group(&scan, &with_drop_ins, diags);
        if (r < 0)
                return r;
        *ret = scan;
        scan = (Scan){};
        return 0;
}
