#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The units under a real systemd: this machine's files, with quoted installed over them in memory, are booted in
namespaces of their own; then somebody drops, asks, reloads, kills and stops. Needs root and systemd, and a build
configured with --prefix=/usr --sysconfdir=/etc --localstatedir=/var. Nothing of the machine itself is changed."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

MOUNTS = r'''
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
cd "$1"
mkdir up work root
DESTDIR=$PWD/up meson install --no-rebuild -C "$2" >/dev/null
mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=work root
cd root
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for directory in dev mnt run tmp var/log var/spool var/lib/quoted home; do
	mkdir -p $directory
	mount -t tmpfs -o mode=755 tmpfs $directory
done
for device in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
	set -- $device
	mknod -m 666 dev/$1 c $2 $3
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
touch dev/console
mkdir mnt/old
pivot_root . mnt/old
umount -l mnt/old
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /lib/systemd/systemd --unit=dbus.service
'''

STEPS = (
    ('folders and accounts', 'systemd-sysusers && systemd-tmpfiles --create'),
    ('start', 'systemctl daemon-reload && systemctl start quoted.socket quoted && systemctl is-active quoted'),
    ('accounts', 'useradd reader -G quote-drop && useradd stranger'),
    ('drop', 'runuser -u reader -- quotes put /home/a.txt'),
    ('ask', 'runuser -u reader -- quotes larkin | grep -q "the quay was rotten"'),
    ('strangers are refused', '! runuser -u stranger -- quotes status && ! runuser -u stranger -- cp /etc/passwd '
     '/var/spool/quoted/inbox'),
    ('readers may not correct', '! runuser -u reader -- quotes undo 1'),
    ('root may', 'quotes speaker alias 1 "Annie Larkin"'),
    ('reload', 'systemctl reload quoted && systemctl is-active quoted'),
    ('watch', 'printf "#!/bin/sh\\ncat >/var/lib/quoted/rang\\n" >/usr/bin/hook; chmod +x /usr/bin/hook; '
     'quotes watch add about:bridge --exec=/usr/bin/hook && runuser -u reader -- quotes put /home/b.txt && '
     'timeout 10 sh -c "until grep -q bridge /var/lib/quoted/rang; do sleep 0.1; done"'),
    ('killed', 'systemctl kill -s KILL --kill-who=main quoted && sleep 3; systemctl is-active quoted && '
     'test "$(quotes status --json | grep -c \'"articles":2\')" = 1'),
    ('stopped, and started by who asks', 'systemctl stop quoted && ! systemctl is-active quoted; quotes status'),
    ('nothing was refused by the filter', '! journalctl -u quoted | grep -iE "denied|not permitted|bad system call"'),
)

ARTICLES = {'a.txt': 'Title: Quay\n\nAnna Larkin, the mayor, said the quay was rotten.\n',
            'b.txt': 'Title: Bridge\n\nAnna Larkin, the mayor, said the bridge was safe.\n'}


def inside(pid, command):
    """Run a command where systemd is the first process."""
    return subprocess.run(['nsenter', '-t', str(pid), '-a', '-r', '-w', 'env', '-i', 'HOME=/root', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
                           'sh', '-c', command], capture_output=True, encoding='utf8', check=False)


def first_process(boot):
    """The process that systemd became, once it answers."""
    for _ in range(300):
        children = subprocess.run(['pgrep', '-P', str(boot.pid)], capture_output=True, encoding='utf8', check=False)
        pid = children.stdout.split()
        if pid and inside(pid[0], 'systemctl list-units').returncode == 0:
            return pid[0]
        if boot.poll() is not None:
            break
        time.sleep(0.1)
    return None


def main(build):
    if os.geteuid() != 0 or not os.path.exists('/lib/systemd/systemd') or not shutil.which('dbus-daemon'):
        print('1..0 # SKIP needs root, systemd and dbus')
        return 0
    bad = 0
    with tempfile.TemporaryDirectory() as directory:
        boot = subprocess.Popen(['unshare', '--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc', '--net', '--cgroup',
                                 'sh', '-c', MOUNTS, 'sh', directory, os.path.abspath(build)],
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        pid = first_process(boot)
        print(f'1..{len(STEPS) if pid else 1}')
        if not pid:
            boot.kill()
            print('not ok 1 systemd does not come up\n#', boot.stderr.read().decode(errors='replace').replace('\n', '\n# '))
            return 1
        for name, text in ARTICLES.items():
            subprocess.run(['nsenter', '-t', pid, '-a', '-r', 'tee', f'/home/{name}'], input=text, encoding='utf8', check=True,
                           stdout=subprocess.DEVNULL)
        for number, (name, command) in enumerate(STEPS, 1):
            run = inside(pid, command)
            bad += run.returncode != 0
            print(f"{'not ok' if run.returncode else 'ok'} {number} {name}")
            if run.returncode:
                log = inside(pid, 'journalctl -n 20 --no-pager').stdout
                print('# ' + (run.stdout + run.stderr + log).replace('\n', '\n# '))
        boot.kill()
        boot.wait()
    return bad > 0


sys.exit(main(sys.argv[1]))
