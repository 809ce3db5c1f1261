/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of message.h → the kernel, and its answers back. */
#include "helper/network/link.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#define ANSWER_SIZE 32768 /* what the kernel puts into one of many, at most */

int link_open(LinkSocket **ret, Failure *failure)
{
        LinkSocket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
        if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
                int error = errno;
                link_close(socket);
                return failure_set(failure, EXIT_SETUP_PROCESS, error, "open a socket of rtnetlink");
        }
        *ret = socket;
        return 0;
}

LinkSocket *link_close(LinkSocket *socket)
{
        if (socket)
                (void)mnl_socket_close(socket);
        return NULL;
}

static int send_parcel(LinkSocket *socket, const Parcel *parcel)
{
        return mnl_socket_sendto(socket, parcel->bytes, parcel->size) < 0 ? -errno : 0;
}

/* The next answers: their bytes, or -errno. */
static ssize_t receive(LinkSocket *socket, void *ret, size_t size)
{
        ssize_t n;
        do
                n = mnl_socket_recvfrom(socket, ret, size);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : n;
}

/* What MESSAGE says of one that was sent: 0 or -errno. */
static int error_in(const struct nlmsghdr *message)
{
        const struct nlmsgerr *answer = mnl_nlmsg_get_payload(message);
        return mnl_nlmsg_get_payload_len(message) < sizeof *answer ? -EBADMSG : answer->error;
}

static int fail(const Parcel *parcel, unsigned n, const char *name, int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "%s %s",
                           n < parcel->n ? parcel->what[n] : "change", name);
}

int link_do(LinkSocket *socket, Parcel *parcel, const char *name, Failure *failure)
{
        _Alignas(8) char answer[ANSWER_SIZE];
        message_ask_answer(parcel);
        int result = 0, r = send_parcel(socket, parcel);
        for (bool last = false; r == 0 && !last;) {
                ssize_t n = receive(socket, answer, sizeof answer);
                r = n < 0 ? (int)n : 0;
                int left = (int)n;
                for (const struct nlmsghdr *message = (void *)answer; r == 0 && mnl_nlmsg_ok(message, left);
                     message = mnl_nlmsg_next(message, &left)) {
                        int error = message->nlmsg_type == NLMSG_ERROR ? error_in(message) : 0;
                        if (error < 0 && result == 0)
                                result = fail(parcel, message->nlmsg_seq, name, error, failure);
                        last = last || message->nlmsg_seq + 1 == parcel->n;
                }
        }
        return r < 0 ? fail(parcel, 0, name, r, failure) : result;
}

/* The kernel asks for the module by itself, and finds none after an update has removed those of the kernel
 * that runs. */
int link_explain_missing(int r, const char *kind, Failure *failure)
{
        if (r == -EOPNOTSUPP)
                (void)failure_set(
                        failure, EXIT_SETUP_SANDBOX, 0,
                        "the kernel's module \"%s\" is missing: install it, or reboot if the kernel "
                        "was updated",
                        kind);
        return r;
}

/* Sends the question PARCEL and calls EACH for what comes, until an answer is the last or EACH says 1. 0 or
 * -errno, the kernel's too. */
static int ask(LinkSocket *socket, const Parcel *parcel,
               bool (*each)(void *context, const struct nlmsghdr *message), void *context)
{
        _Alignas(8) char answer[ANSWER_SIZE];
        int r = send_parcel(socket, parcel);
        while (r == 0) {
                ssize_t n = receive(socket, answer, sizeof answer);
                if (n < 0)
                        return (int)n;
                int left = (int)n;
                for (const struct nlmsghdr *message = (void *)answer; mnl_nlmsg_ok(message, left);
                     message = mnl_nlmsg_next(message, &left)) {
                        if (message->nlmsg_type == NLMSG_ERROR)
                                return error_in(message);
                        if (message->nlmsg_type == NLMSG_DONE || each(context, message))
                                return 0;
                }
        }
        return r;
}

static bool take_link(void *context, const struct nlmsghdr *message)
{
        return message_read_link(message, context);
}

static int find(LinkSocket *socket, const Parcel *parcel, Link *ret)
{
        int r = ask(socket, parcel, take_link, ret);
        return r == -ENODEV ? 1 : r;
}

int link_find(LinkSocket *socket, const char *name, Link *ret)
{
        Parcel parcel;
        parcel_begin(&parcel);
        message_ask_link(&parcel, name);
        return find(socket, &parcel, ret);
}

int link_at(LinkSocket *socket, uint32_t index, Link *ret)
{
        Parcel parcel;
        parcel_begin(&parcel);
        message_ask_link_at(&parcel, index);
        return find(socket, &parcel, ret);
}

int link_made(LinkSocket *socket, const char *name, Link *ret)
{
        int r = link_find(socket, name, ret);
        return r == 1 ? -ENODEV : r;
}

static bool take_route(void *context, const struct nlmsghdr *message)
{
        return message_read_route(message, context);
}

int link_route(LinkSocket *socket, const IpAddress *address, Route *ret)
{
        Parcel parcel;
        parcel_begin(&parcel);
        message_ask_route(&parcel, address);
        int r = ask(socket, &parcel, take_route, ret);
        /* Also where a route says that nothing gets there. */
        return r == -ENETUNREACH || r == -EHOSTUNREACH || r == -EACCES || r == -EINVAL ? 1 : r;
}

typedef struct Each {
        void (*each)(void *context, const Route *route);
        void *context;
} Each;

static bool pass_route(void *context, const struct nlmsghdr *message)
{
        const Each *each = context;
        Route route;
        if (message_read_route(message, &route))
                each->each(each->context, &route);
        return false;
}

int link_each_route(LinkSocket *socket, bool v6, void (*each)(void *context, const Route *route),
                    void *context)
{
        Each one = {each, context};
        Parcel parcel;
        parcel_begin(&parcel);
        message_ask_routes(&parcel, v6);
        /* Each group's interface has four routes of the host's own: without this they would come too. */
        (void)mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &(int){1}, sizeof(int));
        int r = ask(socket, &parcel, pass_route, &one);
        (void)mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &(int){0}, sizeof(int));
        return r;
}
