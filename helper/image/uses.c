/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd removes all generated units before it has them written anew, and may be at it. So a rendering
 * counts if it was found whole, and a definition without one leaves a doubt. */
#include "helper/image/uses.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/io/io.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DROP_IN_MAX  (64 * 1024)
#define COPY_TRIES   16

/* How the drop-in of a group is called, and what stands before the reference in it: templates/image.conf. */
#define DROP_IN_BEFORE "10-coslice-"
#define DROP_IN_BEHIND ".conf"
#define REFERENCE_LINE "\nDescription=Image "

typedef struct Uses {
        Inventory *inventory;
        bool defined;              /* what is looked at comes of definitions */
        size_t n_files;            /* that were seen */
        char key[IMAGE_KEY_SPACE]; /* whose drop-ins are looked at; "": no image's */
        StrVec whole;              /* groups whose renderings were found whole */
        struct timespec oldest;    /* when the first of them was made */
        StrVec definitions;        /* groups that have one */
        StrVec seen;               /* ... or a mask */
        struct timespec newest;    /* when something was changed last where definitions are */
} Uses;

static void uses_done(Uses *uses)
{
        strvec_done(&uses->whole);
        strvec_done(&uses->definitions);
        strvec_done(&uses->seen);
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
        return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* --- units ------------------------------------------------------------------------------------------------
 */

/* The reference that the drop-in TEXT says, without its rest; NULL: it says none. */
static char *reference_of(char *text)
{
        char *line = strstr(text, REFERENCE_LINE);
        if (!line)
                return NULL;
        char *reference = line + strlen(REFERENCE_LINE), *to = reference;
        for (const char *from = reference; *from && *from != '\n'; from++) {
                from += from[0] == '%' && from[1] == '%';
                *to++ = *from;
        }
        *to = '\0';
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        return image_ref_read(reference, &ref, &why) == 0 ? reference : NULL;
}

/* An IoEach: a file in a folder of drop-ins. That of a group, if it is an image's, is a use. */
static int add_drop_in(void *context, int dir_fd, const char *name, bool is_folder)
{
        Uses *uses = context;
        _cleanup_free_ char *text = NULL;
        size_t size;
        uses->n_files += !is_folder;
        const char *rest = uses->key[0] ? string_after(name, DROP_IN_BEFORE) : NULL;
        size_t n = rest ? string_before(rest, DROP_IN_BEHIND) : 0;
        if (n == 0)
                return 0;
        _cleanup_free_ char *group = strndup(rest, n);
        if (!group)
                return -ENOMEM;
        if (!label_is_valid(group))
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, TEXTFILE_FLAGS | O_NOFOLLOW);
        int r = fd < 0 ? -errno : textfile_read(fd, DROP_IN_MAX, &text, &size);
        if (r == -ENOMEM)
                return r;
        return inventory_add_use(uses->inventory, uses->key, group, r == 0 ? reference_of(text) : NULL,
                                 uses->defined);
}

/* The KEY in the name of a folder of drop-ins, "coslice-image@KEY.service.d"; "" if it is another one. */
static void find_key(const char *name, char ret[IMAGE_KEY_SPACE])
{
        const char *key = string_after(name, "coslice-image@");
        size_t n = key ? string_before(key, ".service.d") : 0;
        ret[0] = '\0';
        if (n == 0 || n >= IMAGE_KEY_SPACE)
                return;
        memcpy(ret, key, n);
        ret[n] = '\0';
        if (!image_key_is_valid(ret))
                ret[0] = '\0';
}

/* An IoEach: of a folder of units. */
static int add_unit(void *context, int dir_fd, const char *name, bool is_folder)
{
        Uses *uses = context;
        if (!is_folder) {
                uses->n_files += !streq(name, COSLICE_COMPLETE);
                return 0;
        }
        find_key(name, uses->key);
        _cleanup_close_ int fd = openat(dir_fd, name, FOLDER_FLAGS);
        if (fd < 0)
                return -errno;
        return io_each(fd, add_drop_in, uses);
}

/* As many files as a whole rendering has; SIZE_MAX: it isn't whole. */
static size_t files_of(int fd)
{
        char text[64];
        uint64_t n;
        ssize_t length = readlinkat(fd, COSLICE_COMPLETE, text, sizeof text - 1);
        if (length < 0)
                return SIZE_MAX;
        text[length] = '\0';
        text[strcspn(text, ":")] = '\0'; /* COSLICE_COMPLETE_FORMAT */
        return number_parse(text, SIZE_MAX - 1, &n) == 0 ? (size_t)n : SIZE_MAX;
}

/* An IoEach. */
static int add_rendering(void *context, int dir_fd, const char *name, bool is_folder)
{
        Uses *uses = context;
        struct stat st;
        if (!is_folder || !label_is_valid(name))
                return 0;
        uses->n_files = 0;
        _cleanup_close_ int fd = openat(dir_fd, name, FOLDER_FLAGS);
        int r = fd < 0 || fstat(fd, &st) < 0 ? -errno : io_each(fd, add_unit, uses);
        if (r == -ENOENT || (r == 0 && uses->n_files != files_of(fd)))
                return 0;
        if (r < 0)
                return r;
        if (uses->whole.n == 0 || is_before(&st.st_mtim, &uses->oldest))
                uses->oldest = st.st_mtim;
        return strvec_add(&uses->whole, name);
}

/* The copy is exchanged for another one when systemd reads definitions: what was removed meanwhile is read
 * again. */
static int add_copy(void *context, int dir_fd, const char *name, bool is_folder)
{
        Uses *uses = context;
        char path[LABEL_MAX + sizeof "/" COSLICE_COPY];
        if (!is_folder || !label_is_valid(name))
                return 0;
        snprintf(path, sizeof path, "%s/" COSLICE_COPY, name);
        for (int i = 0; i < COPY_TRIES; i++) {
                struct stat opened, found;
                _cleanup_close_ int fd = openat(dir_fd, path, FOLDER_FLAGS);
                if (fd < 0) /* it has ended */
                        return errno == ENOENT ? 0 : -errno;
                int r = io_each(fd, add_unit, uses);
                if (r < 0 && r != -ENOENT)
                        return r;
                if (fstat(fd, &opened) < 0)
                        return -errno;
                if (fstatat(dir_fd, path, &found, AT_SYMLINK_NOFOLLOW) < 0)
                        return errno == ENOENT ? 0 : -errno;
                if (r == 0 && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino)
                        return 0;
        }
        return -EAGAIN;
}

static int each_of(const char *path, IoEach each, Uses *uses)
{
        _cleanup_close_ int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
        return io_each(fd, each, uses);
}

/* --- definitions ------------------------------------------------------------------------------------------
 */

/* When NAME was changed last, and what it leads to, by the clock that nobody sets back, as cp(1) does with
 * times. */
static void look_at(Uses *uses, int dir_fd, const char *name)
{
        struct stat st;
        static const int flags[] = {AT_SYMLINK_NOFOLLOW, 0};
        for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
                if (fstatat(dir_fd, name, &st, flags[i]) == 0 && is_before(&uses->newest, &st.st_ctim))
                        uses->newest = st.st_ctim;
}

/* An IoEach. */
static int look_at_drop_in(void *context, int dir_fd, const char *name, bool is_folder)
{
        look_at(context, dir_fd, name);
        return 0;
}

static bool is_mask(int dir_fd, const char *name)
{
        char target[sizeof "/dev/null"];
        ssize_t n = readlinkat(dir_fd, name, target, sizeof target);
        return n == sizeof "/dev/null" - 1 && memcmp(target, "/dev/null", (size_t)n) == 0;
}

/* Earlier directories beat later ones. */
static int add_definition(Uses *uses, int dir_fd, const char *name, const char *group)
{
        if (!label_is_valid(group) || strvec_contains(&uses->seen, group))
                return 0;
        int r = strvec_add(&uses->seen, group);
        return r == 0 && !is_mask(dir_fd, name) ? strvec_add(&uses->definitions, group) : r;
}

/* An IoEach. */
static int look_at_entry(void *context, int dir_fd, const char *name, bool is_folder)
{
        Uses *uses = context;
        if (string_before(name, ".group.d") > 0) {
                look_at(uses, dir_fd, name);
                _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
                if (fd < 0)
                        return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
                return io_each(fd, look_at_drop_in, uses);
        }
        size_t n = string_before(name, ".group");
        if (n == 0)
                return 0;
        look_at(uses, dir_fd, name);
        _cleanup_free_ char *group = strndup(name, n);
        return group ? add_definition(uses, dir_fd, name, group) : -ENOMEM;
}

/* By the drop-in that the generator writes in the place of units. */
static int has_mistakes(const char *group)
{
        _cleanup_free_ char *drop_in = unitname_drop_in(ROLE_GROUP, group, NULL, COSLICE_REFUSAL);
        _cleanup_free_ char *path = drop_in ? string_printf(COSLICE_GENERATOR_OUT "/%s", drop_in) : NULL;
        return path ? faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 : -ENOMEM;
}

static int add_doubts(const Uses *uses, StrVec *doubts)
{
        int r = 0;
        for (size_t i = 0; i < uses->definitions.n && r == 0; i++) {
                const char *group = uses->definitions.items[i];
                if (strvec_contains(&uses->whole, group))
                        continue;
                int mistakes = has_mistakes(group);
                r = mistakes < 0 ? mistakes
                    : mistakes
                            ? strvec_addf(doubts, "the definition of group %s has mistakes: coslice check %s",
                                          group, group)
                            : strvec_addf(doubts,
                                          "systemd has not read the definition of group %s: "
                                          "systemctl daemon-reload",
                                          group);
        }
        /* Where there is no definition and no unit of one, there is nothing to be told. */
        if (r == 0 && uses->whole.n > 0 && !is_before(&uses->newest, &uses->oldest))
                r = strvec_add(doubts,
                               "definitions were changed since systemd read them: systemctl daemon-reload");
        return r;
}

static int find_doubts(Uses *uses, StrVec *doubts)
{
        static const char *const dirs[] = {COSLICE_GROUP_DIRS};
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(dirs) && r == 0; i++) {
                look_at(uses, AT_FDCWD, dirs[i]);
                r = each_of(dirs[i], look_at_entry, uses);
        }
        return r == 0 ? add_doubts(uses, doubts) : r;
}

int uses_find(Inventory *inventory, StrVec *doubts, Failure *failure)
{
        _cleanup_(uses_done) Uses uses = {.inventory = inventory, .defined = true};
        int r = each_of(COSLICE_GENERATOR_OUT "/" COSLICE_RENDERINGS, add_rendering, &uses);
        uses.defined = false;
        if (r == 0)
                r = each_of(COSLICE_STATE_DIR, add_copy, &uses);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "look through the units of groups");
        if (doubts)
                r = find_doubts(&uses, doubts);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "look through the definitions of groups")
                     : 0;
}
