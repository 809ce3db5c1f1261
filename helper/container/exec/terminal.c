/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/exec/terminal.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

void terminal_find(Terminal *ret)
{
        *ret = (Terminal)TERMINAL_NULL;
        for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO && ret->fd < 0; fd++)
                if (isatty(fd))
                        ret->fd = fd;
}

int terminal_set_raw(Terminal *terminal)
{
        if (terminal->fd != STDIN_FILENO)
                return 0;
        if (!terminal->raw && tcgetattr(terminal->fd, &terminal->before) < 0)
                return -errno;
        struct termios raw = terminal->before;
        cfmakeraw(&raw);
        /* What was typed before is the program's too. */
        if (tcsetattr(terminal->fd, TCSADRAIN, &raw) < 0)
                return -errno;
        terminal->raw = true;
        return 0;
}

void terminal_restore(Terminal *terminal)
{
        if (terminal->raw)
                (void)tcsetattr(terminal->fd, TCSADRAIN, &terminal->before);
        terminal->raw = false;
}

void terminal_copy_size(const Terminal *terminal, int master_fd)
{
        struct winsize size;
        if (terminal->fd >= 0 && ioctl(terminal->fd, TIOCGWINSZ, &size) == 0)
                (void)ioctl(master_fd, TIOCSWINSZ, &size);
}
