/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/netrecord.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

static int fail(const char *what, const char *group, int error, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, error, "%s " COSLICE_NETWORK_DIR "/%s", what, group);
}

int netrecords_open(Failure *failure)
{
        int fd = state_open(COSLICE_NETWORK_DIR, NULL);
        return fd < 0 ? state_fail(COSLICE_NETWORK_DIR, -fd, failure) : fd;
}

int netrecords_lock(int folder_fd, bool exclusive, Failure *failure)
{
        int fd = io_open_lock(folder_fd, ".lock", exclusive ? LOCK_EX : LOCK_SH);
        return fd < 0 ? fail("lock", ".lock", -fd, failure) : fd;
}

void netrecord_done(NetRecord *record)
{
        network_done(&record->network);
        strvec_done(&record->words);
}

int netrecord_read(int folder_fd, const char *group, NetRecord *ret, Failure *failure)
{
        _cleanup_close_ int fd = openat(folder_fd, group, TEXTFILE_FLAGS | O_NOFOLLOW);
        if (fd < 0)
                return errno == ENOENT ? 1 : fail("open", group, errno, failure);
        _cleanup_free_ char *text = NULL;
        NetRecord record = {};
        size_t size;
        int r = textfile_read(fd, NETWORK_RECORD_MAX, &text, &size);
        if (r < 0)
                return fail("read", group, -r, failure);
        r = network_read_record(text, &record.words, &record.network, failure);
        if (r == 0 && !streq(record.network.group, group))
                r = failure_set(failure, EXIT_SETUP_STATE, 0,
                                COSLICE_NETWORK_DIR "/%s is the record of group %s", group,
                                record.network.group);
        if (r < 0)
                netrecord_done(&record);
        else
                *ret = record;
        return r;
}

/* No group is called so. */
static void name_new(const char *group, char ret[static LABEL_MAX + sizeof ".new."])
{
        snprintf(ret, LABEL_MAX + sizeof ".new.", ".new.%s", group);
}

int netrecord_write(int folder_fd, const Network *network, Failure *failure)
{
        char new[LABEL_MAX + sizeof ".new."];
        _cleanup_strbuf_ StrBuf text = {};
        name_new(network->group, new);
        int r = network_write_record(network, &text);
        if (r == 0)
                r = io_replace_file(folder_fd, network->group, new, text.text, text.length, 0600);
        return r < 0 ? fail("write", network->group, -r, failure) : 0;
}

int netrecord_remove(int folder_fd, const char *group, Failure *failure)
{
        char new[LABEL_MAX + sizeof ".new."];
        name_new(group, new);
        if ((unlinkat(folder_fd, new, 0) < 0 && errno != ENOENT) ||
            (unlinkat(folder_fd, group, 0) < 0 && errno != ENOENT))
                return fail("remove", group, errno, failure);
        return 0;
}

void netrecord_list_done(NetRecordList *list)
{
        for (size_t i = 0; i < list->n; i++)
                netrecord_done(list->items + i);
        free(list->items);
        *list = (NetRecordList){};
}

static int add_one(void *context, int dir_fd, const char *name, bool folder)
{
        NetRecordList *list = context;
        Failure failure = {};
        if (folder || !label_is_valid(name))
                return 0;
        NetRecord *more = reallocarray(list->items, list->n + 1, sizeof *more);
        if (!more)
                return -ENOMEM;
        list->items = more;
        int r = netrecord_read(dir_fd, name, list->items + list->n, &failure);
        if (r < 0)
                fprintf(stderr, "group %s is left out: %s\n", name, failure.text);
        if (r == 0)
                list->n++;
        return 0;
}

static int compare(const void *a, const void *b)
{
        return strcmp(((const NetRecord *)a)->network.group, ((const NetRecord *)b)->network.group);
}

int netrecords_read(int folder_fd, NetRecordList *ret, Failure *failure)
{
        NetRecordList list = {};
        int r = io_each(folder_fd, add_one, &list);
        if (r < 0) {
                netrecord_list_done(&list);
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read " COSLICE_NETWORK_DIR);
        }
        if (list.n > 1)
                qsort(list.items, list.n, sizeof *list.items, compare);
        *ret = list;
        return 0;
}
