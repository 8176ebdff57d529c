"""The clock jumps: days, months and years, both ways, while citizens write."""
import glob, os, time

from harness import Installation, Journal, Load, Server, hold, nothing_lost

LIBRARY = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1") or [None])[0]
DAY = 86_400


def clock_jumps(program, scratch, rounds):
    """Nothing lost, nothing overwritten, the chain whole; a restart in the wrong year too."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    offset = f"{scratch}/offset"
    environment = {
        "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": offset, "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def turn(seconds):
        with open(f"{offset}.new", "w") as file:
            file.write(f"{seconds:+}\n")
        os.rename(f"{offset}.new", offset)

    turn(0)
    server = Server(installation, environment=environment)
    jumps = [0, -DAY, 40 * DAY, -40 * DAY, 365 * DAY, -20 * 365 * DAY, 0]
    for jump in jumps:
        load = Load([server.port], installation.codes, journal)
        time.sleep(0.3)
        turn(jump)
        time.sleep(0.3)
        load.stop()
        hold(not journal.refusals, f"a jump by {jump // DAY} days refuses somebody")
        nothing_lost(installation, journal, server)
        server.kill()
        server = Server(installation, environment=environment)
    with server:
        count = nothing_lost(installation, journal, server)
    return f"{len(jumps)} jumps, each with a restart, {count} acknowledged, all there once"


clock_jumps.missing = lambda: None if LIBRARY else "libfaketime (Debian: libfaketime)"
CHECKS = [clock_jumps]
