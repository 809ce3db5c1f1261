#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A kernel whose modules are missing, as after an update that removed those of the one that runs: each start says which.
# For a machine with a kernel of its own.
. ./lib.sh
clean_state
lone $ROOT '/bin/sleep 10000' | def web
reload
none=/etc/modprobe.d/none.conf
mkdir -p ${none%/*}
# away MODULE: it can't be had, and none of the network is there. One after the other: what another needs stays.
away() {
        until_is '' unloaded >/dev/null
        echo "install $1 /bin/false" >$none
}
unloaded() {
        local modules
        mapfile -t modules < <(lsmod | awk '/^(nft_|nf_|nfnetlink|veth)/ { print $1 }')
        rmmod "${modules[@]}" 2>/dev/null
        lsmod | grep -E '^(nf_tables|veth) '
}
status_of() { systemctl show -P StatusText "$1"; }
words='the kernel lacks modules (nf_tables, nft_...): install them, or reboot if the kernel was updated'
for module in nf_tables nft_chain_nat nft_fib_inet; do
        away $module
        systemctl start coslice@web 2>/dev/null
        is "without $module" "$(active coslice@web) $(status_of coslice-sandbox@web)" "failed load the rules of the network: nftables: $words"
        is "also of the host's rules" "$(status_of coslice-network)" "load the rules of the network: nftables: $words"
        rm $none
        systemctl stop coslice@web
done
away veth
systemctl start coslice@web 2>/dev/null
has "without veth" "$(active coslice@web) $(status_of coslice@web)" \
        "failed coslice-sandbox@web.service: the kernel's module \"veth\" is missing: install it, or reboot if the kernel was updated"
rm $none
is "and with all of them" "$(systemctl start coslice@web; active coslice@web)" active
systemctl stop coslice@web
summary
