#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The systemd units: well-formed, and as closed as is promised. Needs systemd-analyze; without it nothing is tested."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

EXPOSURE_MAX, LISTENING_MAX = 5, 12  # tenths


def strangers(directory):
    """Programs that the units run and that a Debian machine need not have."""
    found = []
    for name in ('quoted.service', 'quoted-user.service'):
        with open(os.path.join(directory, name), encoding='utf8') as file:
            for program in re.findall(r'^Exec(?!Start=)\w+=(\S+)', file.read(), flags=re.M):
                owner = subprocess.run(['dpkg-query', '-S', program], capture_output=True, encoding='utf8', check=False)
                names = re.findall(r'^(?!diversion)(.*?):', owner.stdout, flags=re.M) or ['none']
                package = subprocess.run(['dpkg-query', '-W', '-f', '${Essential}', names[0]], capture_output=True,
                                         encoding='utf8', check=False)
                if package.stdout != 'yes':
                    found.append(f'{name}: {program} is of {names[0]}')
    return found


def main(directory):
    if not shutil.which('systemd-analyze'):
        print('1..0 # SKIP no systemd-analyze')
        return 0
    bad = 0
    with tempfile.TemporaryDirectory() as copy:
        units = [os.path.join(copy, name) for name in ('quoted.service', 'quoted.socket')]
        for unit in units:
            with open(os.path.join(directory, os.path.basename(unit)), encoding='utf8') as file:
                text = re.sub(r'^Documentation=.*\n', '', file.read(), flags=re.M)
            with open(unit, 'w', encoding='utf8') as file:
                file.write(re.sub(r'ExecStart=\S+', 'ExecStart=/bin/true', text))
        opened = os.path.join(copy, 'quoted-listening.service')  # with the example of a drop-in behind it
        with open(units[0], encoding='utf8') as file, open(opened, 'w', encoding='utf8') as out:
            with open(os.path.join(os.path.dirname(__file__), '../../systemd/listen.conf'), encoding='utf8') as more:
                out.write(file.read() + more.read())
        checks = (('verify', ['verify', *units, opened]),
                  ('exposure with listen.conf', ['security', '--offline=true', f'--threshold={LISTENING_MAX}', opened]),
                  ('exposure', ['security', '--offline=true', f'--threshold={EXPOSURE_MAX}', units[0]]))
        print(f'1..{len(checks) + 1}')
        for number, (name, arguments) in enumerate(checks, 1):
            run = subprocess.run(['systemd-analyze', *arguments], capture_output=True, encoding='utf8', check=False)
            good = run.returncode == 0
            bad += not good
            print(f"{'ok' if good else 'not ok'} {number} {name}")
            if not good:
                print('# ' + (run.stdout + run.stderr).replace('\n', '\n# '))
        found = strangers(directory)
        bad += len(found)
        print(f"{'not ok' if found else 'ok'} {len(checks) + 1} programs", *[f'# {line}' for line in found], sep='\n')
    return bad > 0


sys.exit(main(sys.argv[1]))
