#!/usr/bin/env bash
# Tries a package on a bare Debian 12: lintian, then a fresh debootstrap chroot in which it is installed and used as an
# operator and a deputy would, the deputy over https.
#
#   Tests/Scripts/check-package.sh liaison_VERSION_ARCH.deb
#
# Last, check-upgrade.py upgrades it from the release before, under a live systemd.
#
# Needs root, debootstrap, lintian, openssl, curl, python3, systemd-container and libfaketime. Prints each step; the exit status is 0 when all held.
set -euo pipefail
package=$(realpath "$1")
work=$(mktemp -d)
root=$work/root
server= proxy=

finish() {
    for process in $server $proxy; do kill "$process" 2>/dev/null || true; done
    wait || true
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap finish EXIT

say() { printf -- '- %s\n' "$*"; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root "$@"; }
as_service() { inside setpriv --reuid=liaison --regid=liaison --init-groups env LIAISON_DATA=/var/lib/liaison "$@"; }

say 'lintian finds nothing'
lintian --allow-root --fail-on error,warning "$package"

say 'a bare Debian 12'
mirror=$(sed -n 's/^URIs: *\([^ ]*\/debian\)\/* *$/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -1)
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "${mirror:-http://deb.debian.org/debian}" \
    >"$work/debootstrap.log" || { tail "$work/debootstrap.log"; exit 1; }
# Whatever this machine's apt needs to reach its mirror.
apt-config dump | grep -E '^Acquire::(Check|http|https|Retries)' >"$root/etc/apt/apt.conf.d/99host" || true
mount -t proc proc "$root/proc"

say 'apt installs it'
cp "$package" "$root/tmp/liaison.deb"
inside apt-get update -qq
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /tmp/liaison.deb \
    >"$work/apt.log" 2>&1 || { tail -20 "$work/apt.log"; exit 1; }

say 'it says its version and commit'
inside liaison --version | tee "$work/version"
grep -qE '^liaison [0-9.]+ \([0-9a-f]{12}(-dirty)?\)$' "$work/version"
inside liaison --help >/dev/null
# Into a file: grep ends at the first hit, and whoever still writes to it then has failed.
inside dpkg -L liaison >"$work/files"
for page in man1/liaison.1 man1/liaison-inbox-pull.1 man5/liaison.conf.5 man5/liaison-store.5 man5/duties.csv.5 \
    zh_CN/man1/liaison.1 zh_CN/man1/liaison-inbox-pull.1 zh_CN/man5/liaison.conf.5; do
    grep -q "/usr/share/man/$page.gz" "$work/files" || { echo "no page $page"; exit 1; }
done
if command -v mandoc >/dev/null; then
    say 'its manual pages are clean, and those that they name are there'
    gunzip -k "$root"/usr/share/man/man?/liaison* "$root"/usr/share/man/man5/duties.csv.5.gz
    # What Debian's other packages have may be missing here.
    (cd "$root/usr/share/man" && mandoc -T lint -W style man?/liaison*[0-9] man5/duties.csv.5) |
        grep -vE 'makewhatis|referenced manual not found: Xr (jq|mutt|mblaze|systemd\.service) ' >"$work/lint" || true
    grep 'referenced manual not found: Xr' "$work/lint" | sed 's/.*Xr \(.*\) \(.\)$/man\2\/\1.\2/' | sort -u |
        while read -r page; do [ -e "$root/usr/share/man/$page" ] || { echo "nobody has $page"; exit 1; }; done
    grep -v 'referenced manual not found' "$work/lint" && { echo 'mandoc finds fault'; exit 1; }
fi

say 'its user and its directory are there'
[ "$(inside stat -c '%U %G %a' /var/lib/liaison)" = 'liaison liaison 750' ]
inside test -e /etc/systemd/system/multi-user.target.wants/liaison.service
inside test -e /etc/systemd/system/sockets.target.wants/liaison.socket

say 'the backup has its units, which run once an operator asks for it'
for unit in liaison-backup.service liaison-backup.timer liaison-backup-check.service liaison-backup-check.timer \
    liaison-alarm.service; do
    inside test -e "/lib/systemd/system/$unit"
done
inside test ! -e /etc/systemd/system/timers.target.wants/liaison-backup.timer
inside test ! -e /etc/systemd/system/timers.target.wants/liaison-backup-check.timer
# What is no fault: the script that tells somebody is the operator's own, and nobody reads manual pages here.
inside systemd-analyze verify --man=no liaison.service liaison.socket liaison-notify.service liaison-backup.timer \
    liaison-backup-check.timer 2>&1 | grep -F liaison | grep -v 'Command /usr/local/bin/liaison-alarm is not executable' && exit 1

say 'the service is set up and serves as its user'
host=llz.example.test
as_service liaison init --base-url "https://$host" --name 样例联络站 --set handler=样例人大办公室 \
    --set contact=0731-55550000 --set retention=办结后三年
printf 'id,name,parent\nSS00,样例总站,\n' >"$root/tmp/stations.csv"
printf 'name,station,level\n张三,SS00,县\n' >"$root/tmp/deputies.csv"
as_service liaison roster import /tmp/stations.csv /tmp/deputies.csv
# The program itself, not a shell before it, gets the signal that ends it.
chroot "$root" setpriv --reuid=liaison --regid=liaison --init-groups env -i LIAISON_DATA=/var/lib/liaison \
    /usr/bin/liaison serve --listen 127.0.0.1:0 --admin 127.0.0.1:0 >"$work/serve.out" 2>"$work/serve.err" &
server=$!
for _ in $(seq 100); do grep -q '^listening ' "$work/serve.out" && break || sleep 0.1; done
address=$(sed -n 's/^listening //p' "$work/serve.out")
[ -n "$address" ] || { cat "$work/serve.err"; exit 1; }
code=$(as_service liaison roster list --kind deputy --json | sed -n 's/.*"code": *"\([^"]*\)".*/\1/p')
nonce=$(curl -sf "$address/$code" | sed -n 's/.*name="nonce" value="\([^"]*\)".*/\1/p' | head -1)
status=$(curl -s -o /dev/null -w '%{http_code}' --data-urlencode "nonce=$nonce" --data-urlencode 'text=路灯不亮' \
    "$address/$code")
[ "$status" = 303 ] || { echo "the form answers $status"; exit 1; }

say 'doctor finds it set up'
admin=$(sed -n 's/^admin port http:\/\///p' "$work/serve.err")
as_service env LIAISON_ADMIN="$admin" liaison doctor >"$work/doctor" || [ $? = 1 ]
cat "$work/doctor"
grep -q '^\[ok\] Everything that the service needs' "$work/doctor"
grep -q '^\[ok\] The service runs and is ready' "$work/doctor"

say 'a deputy logs in and pulls over https'
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
python3 "$(dirname "$0")/tls_proxy.py" "$work/cert.pem" "$work/key.pem" "${address#http://}" >"$work/proxy.out" &
proxy=$!
for _ in $(seq 100); do [ -s "$work/proxy.out" ] && break || sleep 0.1; done
port=$(cat "$work/proxy.out")
printf '127.0.0.1 localhost %s\n' "$host" >"$root/etc/hosts"
inside useradd --create-home deputy
as_deputy() { inside setpriv --reuid=deputy --regid=deputy --init-groups env HOME=/home/deputy "$@"; }
as_service liaison token issue --deputy "$code" >"$work/token"
as_deputy liaison login "https://$host:$port" <"$work/token" && { echo 'a stranger'"'"'s certificate was believed'; exit 1; }
install -m 0644 "$work/cert.pem" "$root/usr/local/share/ca-certificates/liaison-test.crt"
inside update-ca-certificates >/dev/null 2>&1
as_deputy liaison login "https://$host:$port" <"$work/token"
as_deputy liaison whoami
as_deputy liaison inbox pull --to /home/deputy/mail
[ "$(find "$root/home/deputy/mail/new" -type f | wc -l)" = 1 ]

say 'SIGTERM ends the service with 0'
kill "$server"
wait "$server"
server=

say 'removed and installed again it asks for the backup as before'
inside systemctl enable liaison-backup.timer liaison-backup-check.timer liaison-notify.service 2>"$work/apt.log" || { cat "$work/apt.log"; exit 1; }
inside env DEBIAN_FRONTEND=noninteractive apt-get remove -y -qq liaison >"$work/apt.log" 2>&1 &&
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /tmp/liaison.deb \
        >"$work/apt.log" 2>&1 || { tail -20 "$work/apt.log"; exit 1; }
for unit in liaison-backup.timer liaison-backup-check.timer liaison-notify.service; do
    [ "$(inside systemctl is-enabled "$unit")" = enabled ] || { echo "$unit isn't enabled any more"; exit 1; }
done

say 'removing it leaves what citizens wrote'
inside env DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq liaison >"$work/apt.log" 2>&1 ||
    { tail -20 "$work/apt.log"; exit 1; }
inside test -e /var/lib/liaison/liaison.conf
inside test ! -e /usr/bin/liaison
[ -z "$(inside find /etc/systemd/system -name 'liaison*')" ] || { inside find /etc/systemd/system -name 'liaison*'; exit 1; }

say 'a machine of the release before is upgraded'
inside apt-get install -y -qq --no-install-recommends systemd-sysv dbus curl >"$work/apt.log" 2>&1 ||
    { tail -20 "$work/apt.log"; exit 1; }
umount "$root/proc"
rm -rf "$root/var/lib/liaison"
python3 "$(dirname "$0")/check-upgrade.py" "$package" "$root"
echo 'all held'
