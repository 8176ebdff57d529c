#!/usr/bin/env python3
"""Proves by faults that no acknowledged message is lost.

usage: run.py [--liaison PROGRAM] [--rounds N] [CHECK...]

Kills the server, cuts its disk's power, fails its file calls, damages its files, holds three of them against a model of what
must stand, and compares the receipts that citizens got with what is stored; each check says what it does (CHECK names
some, else all run). Prints a line for each with the number of acknowledged messages, and exits 1 when one fails. Needs cc; a
check whose means are missing here (root with loop devices, libfaketime, GlusterFS, Ceph, an NFS mount) is skipped and says so.
LIAISON_FAULT_ROUNDS=20 makes it long.

Clusters of storage wait more than they work: their checks run beside the others, in processes that give way to them.
"""
import argparse, os, shutil, sys, tempfile, threading, time, traceback
from concurrent.futures import ThreadPoolExecutor

import backups, cephfs, clock, cluster, corruption, crash, disk, errors, model, nfs, outages, power, servers
from faults import LoopDisk


LANES = [
    [crash, power, outages, errors, disk, backups, servers, clock, corruption, model],
    [cluster, cephfs, nfs],
]


class Verdicts:
    """What became of each check, printed as it is known."""

    def __init__(self, options):
        self.options, self.lock = options, threading.Lock()
        self.counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
        self.has_disk = LoopDisk.is_available()

    def run(self, lane):
        for check in (check for module in lane for check in module.CHECKS):
            if not self.options.checks or check.__name__ in self.options.checks:
                self.judge(check)

    def judge(self, check):
        started = time.monotonic()
        scratch = tempfile.mkdtemp(prefix="liaison-faults-", dir=self.options.directory)
        missing = getattr(check, "missing", lambda: None)()
        if missing is None and getattr(check, "needs_disk", False) and not self.has_disk:
            missing = "mounting a loop device (needs root)"
        try:
            if missing:
                verdict, text = "skipped", f"needs {missing}"
            else:
                verdict, text = "passed", check(self.options.liaison, scratch, self.options.rounds)
        except Exception as error:
            verdict, text = "failed", f"{type(error).__name__}: {error}"
            if os.environ.get("LIAISON_FAULT_TRACE"):
                traceback.print_exc()
        with self.lock:
            self.counts[verdict] += 1
            print(f"{verdict:7} {check.__name__}: {text} ({time.monotonic() - started:.1f} s)", flush=True)
            # What a failed check leaves is evidence.
            if verdict == "failed":
                print(f"        its files are in {scratch}", flush=True)
            else:
                shutil.rmtree(scratch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--liaison", default=".build/release/liaison")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("LIAISON_FAULT_ROUNDS", "1")))
    parser.add_argument("--directory", help="where the stores are made: on a real disk, not tmpfs")
    parser.add_argument("checks", nargs="*", metavar="CHECK")
    options = parser.parse_args()
    options.liaison = os.path.abspath(options.liaison)
    if not os.access(options.liaison, os.X_OK):
        sys.exit(f"{options.liaison} is not there: build it, or say --liaison PROGRAM")
    verdicts = Verdicts(options)
    with ThreadPoolExecutor(len(LANES)) as pool:
        # What isn't a check's own failure ends the run.
        list(pool.map(verdicts.run, LANES))
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.counts.items()))
    return 1 if verdicts.counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
