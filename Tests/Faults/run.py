#!/usr/bin/env python3
"""Proves by faults that no acknowledged message is lost.

usage: run.py [--liaison PROGRAM] [--rounds N] [CHECK...]

Kills the server, cuts its disk's power, fails its file calls, damages its files, holds three of them against a model of what
must stand, and compares the receipts that citizens got with what is stored; each check says what it does (CHECK names
some, else all run). Prints a line for each with the number of acknowledged messages, and exits 1 when one fails. Needs cc; a
check whose means are missing here (root with loop devices, libfaketime, GlusterFS, Ceph, an NFS mount) is skipped and says so.
LIAISON_FAULT_ROUNDS=20 makes it long.
"""
import argparse, os, shutil, sys, tempfile, time, traceback

import backups, cephfs, clock, cluster, corruption, crash, disk, errors, model, nfs, outages, power, servers
from faults import LoopDisk


def main():
    modules = [crash, power, outages, errors, disk, backups, servers, cluster, cephfs, nfs, clock, corruption, model]
    parser = argparse.ArgumentParser()
    parser.add_argument("--liaison", default=".build/release/liaison")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("LIAISON_FAULT_ROUNDS", "1")))
    parser.add_argument("--directory", help="where the stores are made: on a real disk, not tmpfs")
    parser.add_argument("checks", nargs="*", metavar="CHECK")
    options = parser.parse_args()
    program = os.path.abspath(options.liaison)
    if not os.access(program, os.X_OK):
        sys.exit(f"{program} is not there: build it, or say --liaison PROGRAM")
    has_disk = LoopDisk.is_available()
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    for module in modules:
        for check in module.CHECKS:
            if options.checks and check.__name__ not in options.checks:
                continue
            started = time.monotonic()
            scratch = tempfile.mkdtemp(prefix="liaison-faults-", dir=options.directory)
            missing = getattr(check, "missing", lambda: None)()
            if missing is None and getattr(check, "needs_disk", False) and not has_disk:
                missing = "mounting a loop device (needs root)"
            try:
                if missing:
                    verdict, text = "skipped", f"needs {missing}"
                else:
                    verdict, text = "passed", check(program, scratch, options.rounds)
            except Exception as error:
                verdict, text = "failed", f"{type(error).__name__}: {error}"
                if os.environ.get("LIAISON_FAULT_TRACE"):
                    traceback.print_exc()
            counts[verdict] += 1
            print(f"{verdict:7} {check.__name__}: {text} ({time.monotonic() - started:.1f} s)", flush=True)
            # What a failed check leaves is evidence.
            if verdict == "failed":
                print(f"        its files are in {scratch}", flush=True)
            else:
                shutil.rmtree(scratch)
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
