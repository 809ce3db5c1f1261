/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/fdstore.h"

#include "core/base/number.h"
#include "helper/common/notify.h"

#include <errno.h>
#include <string.h>

#define LISTEN_FDS_START 3    /* SD_LISTEN_FDS_START */
#define LISTEN_FDS_MAX   1024 /* more than FileDescriptorStoreMax= of the unit */

void fdstore_done(FdStore *store)
{
        for (size_t i = 0; store->fds && i < store->names.n; i++)
                closep(store->fds + i);
        free(store->fds);
        strvec_done(&store->names);
        closep(&store->notify_fd);
        *store = (FdStore)FDSTORE_NULL;
}

static bool number_of(const char *variable, uint64_t max, uint64_t *ret)
{
        const char *text = getenv(variable);
        return text && number_parse(text, max, ret) == 0;
}

/* Names are parted by ":", which none holds. */
static int read_names(const char *text, size_t n, StrVec *ret)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++) {
                size_t length = strcspn(text, ":");
                r = strvec_add_n(ret, text, length);
                text += length + (text[length] ? 1 : 0);
        }
        return r;
}

static int read_handed(FdStore *store)
{
        uint64_t pid, n;
        const char *names = getenv("LISTEN_FDNAMES");
        if (!number_of("LISTEN_PID", INT32_MAX, &pid) || (pid_t)pid != getpid() ||
            !number_of("LISTEN_FDS", LISTEN_FDS_MAX, &n) || n == 0 || !names)
                return 0;
        store->fds = calloc(n, sizeof *store->fds);
        if (!store->fds || read_names(names, n, &store->names) < 0)
                return -ENOMEM;
        for (size_t i = 0; i < n; i++)
                store->fds[i] = LISTEN_FDS_START + (int)i;
        return 0;
}

int fdstore_open(FdStore *ret)
{
        FdStore store = FDSTORE_NULL;
        const char *address = getenv("NOTIFY_SOCKET");
        store.notify_fd = address ? notify_open(address) : -ENOTCONN;
        int r = store.notify_fd < 0 ? store.notify_fd : read_handed(&store);
        if (r < 0)
                fdstore_done(&store);
        else
                *ret = store;
        return r;
}

int fdstore_take(FdStore *store, const char *name)
{
        for (size_t i = 0; i < store->names.n; i++)
                if (store->fds[i] >= 0 && streq(store->names.items[i], name))
                        return TAKE_FD(store->fds[i]);
        return -ENOENT;
}

int fdstore_put(FdStore *store, const char *name, int fd)
{
        store->changed = true;
        return notify_store(store->notify_fd, name, fd);
}

int fdstore_remove(FdStore *store, const char *name)
{
        store->changed = true;
        return notify_unstore(store->notify_fd, name);
}

int fdstore_settle(FdStore *store)
{
        if (!store->changed)
                return 0;
        store->changed = false;
        return notify_barrier(store->notify_fd);
}
