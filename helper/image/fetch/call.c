/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/call.h"

#include "core/contract/contract.h"
#include "helper/image/document/platform.h"
#include "helper/image/fetch/said.h"
#include "helper/image/fetch/skopeo.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* What a tick says, beside 0. */
enum { NOTHING_CAME = 2 };

static int64_t now_msec(void)
{
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One run of it, with all that it may be asked meanwhile. */
typedef struct Call {
        Fetch *fetch;
        bool copies;    /* else it asks */
        uint64_t bytes; /* that had come at the last look */
        int64_t told;   /* when its progress was told last */
} Call;

static void tell_progress(Call *call, const PullProgress *progress)
{
        const Fetch *fetch = call->fetch;
        _cleanup_strbuf_ StrBuf words = {};
        uint64_t all = 0, mib = 1024 * 1024;
        size_t n = 0;
        for (size_t i = 0; i < fetch->n_layers; i++) {
                all += fetch->layers[i].have ? 0 : fetch->layers[i].size;
                n += !fetch->layers[i].have;
        }
        strbuf_addf(&words, "Pulling %s: %llu", fetch->request->image,
                    (unsigned long long)(progress->bytes / mib));
        if (fetch->n_layers > 0)
                strbuf_addf(&words, " of %llu MiB, %zu of %zu layers",
                            (unsigned long long)((all + mib - 1) / mib), progress->whole, n);
        else
                strbuf_add(&words, " MiB");
        if (!words.oom)
                fetch->request->tell(fetch->request->context, words.text);
}

static int tick(void *context)
{
        Call *call = context;
        Fetch *fetch = call->fetch;
        int64_t now = now_msec();
        if (call->copies) {
                PullProgress progress = pull_folder_progress(&fetch->folder, fetch->layers, fetch->n_layers);
                if (progress.bytes > call->bytes) {
                        call->bytes = progress.bytes;
                        tries_heard(&fetch->tries, now);
                }
                if (now - call->told >= 1000) {
                        tell_progress(call, &progress);
                        call->told = now;
                }
        }
        /* Without a second try the time for the first is as long as with it. */
        const Tries first = {.patience = TRIES_PATIENCE_SEC * 1000, .heard = fetch->tries.heard};
        return tries_over(fetch->request->patience > 0 ? &fetch->tries : &first, now) ? NOTHING_CAME : 0;
}

static void pause_for(int64_t msec)
{
        nanosleep(&(const struct timespec){.tv_sec = msec / 1000, .tv_nsec = msec % 1000 * 1000000}, NULL);
}

/* A sentence for ERRORS, what skopeo said. 0, SAID_MAY_PASS or -errno with FAILURE. */
static int explain(const Fetch *fetch, const char *errors, StrBuf *ret, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        _cleanup_strbuf_ StrBuf message = {}, platform = {};
        if (platform_write(request->machine, &platform) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "run skopeo");
        const Asked asked = {.image = request->image,
                             .host = request->ref->host,
                             .path = request->ref->host ? NULL : request->ref->path,
                             .platform = platform.text,
                             .sent = request->credential->sent,
                             .folder = COSLICE_PULL_DIR};
        int r = said_message(errors, &message);
        if (r == 0)
                r = said_explain(message.text, &asked, ret);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "run skopeo") : r;
}

/* True: what failed may pass, and it was waited for the next try. False: it is final, RET_ERROR with
 * FAILURE. */
static bool goes_on(Fetch *fetch, const char *errors, int *ret_error, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        _cleanup_strbuf_ StrBuf sentence = {}, words = {};
        int64_t wait = 0;
        int r = explain(fetch, errors, &sentence, failure);
        if (r >= 0 &&
            (r != SAID_MAY_PASS || request->patience <= 0 || !tries_next(&fetch->tries, now_msec(), &wait)))
                r = failure_set(failure, EXIT_SETUP_ROOT, 0, "%s", sentence.text);
        *ret_error = r;
        if (r < 0)
                return false;
        free(fetch->last);
        fetch->last = strdup(sentence.text);
        if (strbuf_addf(&words, "%s; next try in %lld s", sentence.text, (long long)(wait + 999) / 1000) == 0)
                request->tell(request->context, words.text);
        pause_for(wait);
        return true;
}

/* It was ended, since nothing came: it may have said why by then, or another one before it. */
static int fail_silence(const Fetch *fetch, const char *errors, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        _cleanup_strbuf_ StrBuf sentence = {};
        int r = *errors ? explain(fetch, errors, &sentence, failure) : 0;
        if (r < 0)
                return r;
        if (sentence.text || fetch->last)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "%s",
                                   sentence.text ? sentence.text : fetch->last);
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "%s: nothing came from %s for too long, %lld s",
                           request->image, request->ref->host ? request->ref->host : request->ref->path,
                           (long long)(now_msec() - fetch->tries.heard) / 1000);
}

void fetch_call_begin(Fetch *fetch)
{
        fetch->tries = (Tries){.patience = fetch->request->patience, .heard = now_msec()};
}

int fetch_call(Fetch *fetch, bool copies, const StrVec *words, StrBuf *ret_output, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        for (;;) {
                _cleanup_strbuf_ StrBuf output = {}, errors = {};
                Call call = {.fetch = fetch, .copies = copies};
                const SkopeoRun run = {.words = words->items,
                                       .folder_fd = fetch->folder.fd,
                                       .auth_fd = request->credential->fd,
                                       .user = request->user->uid,
                                       .group = request->user->gid,
                                       .output_max = FETCH_DOCUMENT_MAX,
                                       .tick = tick,
                                       .context = &call};
                int r = pull_folder_renew(&fetch->folder, failure);
                if (r == 0)
                        r = skopeo_run(&run, &output, &errors, failure);
                if (r == 0) {
                        tries_heard(&fetch->tries, now_msec());
                        if (ret_output) {
                                *ret_output = output;
                                output = (StrBuf){};
                        }
                        return 0;
                }
                const char *said = errors.text ? errors.text : "";
                if (r == NOTHING_CAME)
                        return fail_silence(fetch, said, failure);
                if (r < 0 || !goes_on(fetch, said, &r, failure))
                        return r;
        }
}
