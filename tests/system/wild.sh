#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs of the wild that open their log by name: nginx, httpd and php-fpm as Debian builds them, in images that are laid out
# as upstream's, started by systemctl start alone. /share has their packages: --share "$(tests/lab/wild SUITE)".
. ./lib.sh
clean_state
as_installed
IMG=/srv/wild
STORE=/var/lib/coslice/images
if [ ! -x /share/usr/sbin/nginx ]; then
        fail "the programs" "they are not in /share"
        summary
        exit
fi
rm -rf $IMG
mkdir -p $IMG/base/{run,root,srv,var/log/nginx,var/lib/nginx,var/cache,var/www/html} $IMG/links/var/log/nginx
# Without what none of them takes; packages are only unpacked, so what their scripts make is made here.
tar -C /share --exclude=perl --exclude=perl5 --exclude=locale --exclude=systemd --exclude=./var --exclude=./dev -c . | tar -C $IMG/base -x
printf 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/sh\n' >$IMG/base/etc/passwd
printf 'root:x:0:\nwww-data:x:33:\n' >$IMG/base/etc/group
FPM=$(basename "$(ls $IMG/base/usr/sbin/php-fpm*)")
ln -s /dev/stdout $IMG/links/var/log/nginx/access.log
ln -s /dev/stderr $IMG/links/var/log/nginx/error.log

NGINX=$(cat <<'X'
etc/nginx/nginx.conf=user www-data;
worker_processes 2;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
events { worker_connections 64; }
http {
        include /etc/nginx/mime.types;
        log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';
        access_log /var/log/nginx/access.log main;
        server {
                listen 80;
                root /usr/share/nginx/html;
                location ~ \.php$ {
                        include /etc/nginx/fastcgi_params;
                        fastcgi_param SCRIPT_FILENAME /var/www/html$fastcgi_script_name;
                        fastcgi_pass 127.0.0.1:9000;
                }
        }
}
X
)
HTTPD=$(cat <<'X'
usr/local/apache2/conf/httpd.conf=ServerRoot "/usr/lib/apache2"
ServerName localhost
PidFile /run/httpd.pid
Listen 8080
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
User www-data
Group www-data
DocumentRoot "/var/www/html"
ErrorLog /proc/self/fd/2
LogLevel info
LogFormat "%h %l %u %t \"%r\" %>s %b" common
CustomLog /proc/self/fd/1 common
X
)
DOCKER=$(cat <<'X'
usr/local/etc/php-fpm.d/docker.conf=[global]
error_log = /proc/self/fd/2
log_limit = 8192
daemonize = no
[www]
access.log = /proc/self/fd/2
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
user = www-data
group = www-data
listen = 127.0.0.1:9000
pm = static
pm.max_children = 2
X
)
# images: each with the base below it, which is unpacked once
image() {
        local name=$1
        shift
        ./make-image "$IMG/$name" x "$@" >/dev/null || fail "make the image $name" "$?"
}
image nginx '{"Cmd": ["nginx", "-g", "daemon off;"], "StopSignal": "SIGQUIT", "ExposedPorts": {"80/tcp": {}}}' $IMG/base $IMG/links "$NGINX"
image httpd '{"Cmd": ["apache2", "-f", "/usr/local/apache2/conf/httpd.conf", "-DFOREGROUND"], "StopSignal": "SIGWINCH"}' $IMG/base "$HTTPD" \
        'var/www/html/index.html=it works'
image fpm '{"Cmd": ["'"$FPM"'", "--nodaemonize", "-y", "/usr/local/etc/php-fpm.conf"], "StopSignal": "SIGQUIT", "WorkingDir": "/var/www/html"}' \
        $IMG/base $'usr/local/etc/php-fpm.conf=[global]\ninclude=/usr/local/etc/php-fpm.d/*.conf\n' "$DOCKER" \
        'var/www/html/index.php=<?php error_log("said by php"); echo "php ", PHP_MAJOR_VERSION, "\n";'
image plain '{"Cmd": ["nginx", "-e", "stderr", "-c", "/etc/plain.conf", "-g", "daemon off; pid /tmp/pid; error_log stderr notice;"]}' $IMG/base 'etc/plain.conf=user www-data; events {}'

# group [LINE]: all of them, each with LINE
group() {
        for name in nginx httpd fpm plain; do printf '[Container %s]\nImage=oci:%s/%s:x\nRestart=no\nCpu=0.5\nMemory=200M\n%s\n' $name $IMG $name "${1:-}"; done |
                def wild
        printf '[Container client]\nRootfs=%s\nExec=/bin/sleep 10000\nStopTimeout=0\nMemory=50M\n' $ROOT >>$D/wild.group
        reload
}
get() { coslice exec wild/client /bin/wget -q -O - "http://127.0.0.1:$1" 2>&1 </dev/null; }
# comes NAME TEXT [OPTION…]: a line with TEXT is in the container's log
comes() {
        local name=$1 text=$2
        shift 2
        # shellcheck disable=SC2016  # the inner shell's
        is "$name: $text" "$(until_is yes sh -c 'text=$1; shift; journalctl -q -o cat "$@" | grep -qF -- "$text" && echo yes' - "$text" -u "coslice@wild_$name" "$@")" yes
}

group
is "check" "$(coslice check wild 2>&1 | tail -n 1)" "wild: 5 containers, 3 CPUs, 850 MiB"
systemctl start coslice@wild
is "start" "$? $(active coslice@wild coslice@wild_{nginx,httpd,fpm,plain} coslice-log@wild)" "0 active active active active active active"
is "what opens its log by name is found by its image" "$(ls /run/coslice/log/wild 2>/dev/null | paste -sd' ')" "fpm.err fpm.out httpd.err httpd.out nginx.err nginx.out"
is "their layers are there once" "$(ls $STORE/layers | wc -l)" 9
is "nginx answers" "$(until_is 1 eval 'get 80/ | grep -c "<h1>Welcome to nginx"')" 1
is "httpd" "$(until_is "it works" get 8080/)" "it works"
is "php, by way of nginx" "$(until_is "php 8" get 80/index.php)" "php 8"
get 80/missing >/dev/null
get 8080/missing >/dev/null
comes nginx '"GET / HTTP/1.1" 200'
comes nginx '"GET /index.php HTTP/1.1" 200'
comes nginx '/usr/share/nginx/html/missing" failed (2: No such file or directory)' -p err
comes nginx 'start worker processes' -p err
comes httpd '"GET / HTTP/1.1" 200'
comes httpd '"GET /missing HTTP/1.1" 404'
comes httpd 'resuming normal operations' -p err
comes fpm 'ready to handle connections' -p err
comes fpm '"GET /index.php" 200' -p err
comes fpm 'said by php' -p err
comes plain 'start worker process'
hasnt "an access is no error" "$(journal -u coslice@wild_nginx -p err)" '"GET / '
has "by group and container" "$(journal COSLICE_GROUP=wild COSLICE_CONTAINER=httpd)" '"GET / '
for name in nginx httpd fpm; do
        pid=$(prop "coslice@wild_$name" MainPID)
        is "$name is root inside, and nobody on the host" "$(awk '/^Uid:/ {print ($2 >= 600113152)}' "/proc/$pid/status") $(sed -n 's/^ *0 *//p' "/proc/$pid/uid_map" | awk '{print ($1 >= 600113152), $2}')" "1 1 65536"
        is "its workers are www-data" "$(until_is 1 eval 'cat $(sed "s,.*,/proc/&/status," "$(cgroup_of coslice@wild_'"$name"' systemd)/cgroup.procs") 2>/dev/null | awk -v base="$(awk "{print \$2; exit}" /proc/'"$pid"'/uid_map)" "/^Uid:/ && \$2 == base + 33 {found = 1} END {print found + 0}"')" 1
done
systemctl stop coslice@wild
is "stop" "$? $(active coslice@wild) $(prop coslice@wild_nginx Result) $(prop coslice@wild_httpd Result) $(prop coslice@wild_fpm Result)" "0 inactive success success success"
comes nginx '(SIGQUIT) received'
comes httpd 'shutting down gracefully'
comes fpm 'exiting, bye-bye!'
is "nothing remains" "$(remains)" ""

# What it is for.
group LogPipe=no
systemctl start coslice@wild 2>/dev/null # they end after they were executed
is "without pipes they don't run" "$(for name in nginx httpd fpm plain; do until_is "$([ $name = plain ] && echo active || echo failed)" active coslice@wild_$name; done | paste -sd' ')" \
        "failed failed failed active"
has "nginx says why" "$(journal -u coslice@wild_nginx)" 'open() "/var/log/nginx/error.log" failed (6: No such device or address)'
systemctl stop coslice@wild
systemctl reset-failed
clean_state
rm -rf $IMG ${STORE:?}/*
summary
