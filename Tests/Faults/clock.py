"""The clock: jumps of days, months and years, both ways, and the turn of a month, while citizens write."""
import datetime, glob, os, time

from harness import Installation, Journal, Load, Server, hold, nothing_lost

LIBRARY = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1") or [None])[0]
DAY = 86_400
BEIJING = datetime.timezone(datetime.timedelta(hours=8))


class Clock:
    """A server's clock, some seconds away from the true one."""

    def __init__(self, scratch):
        self.path = f"{scratch}/offset"
        # Waits are timed by the monotonic clock, which stays as it is: with the library's fix for older C libraries they end at
        # once, and a server that should look once a second does nothing else.
        self.environment = {
            "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": self.path, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}
        self.turn(0)

    def turn(self, seconds):
        self.offset = seconds
        with open(f"{self.path}.new", "w") as file:
            file.write(f"{seconds:+}\n")
        os.rename(f"{self.path}.new", self.path)


def clock_jumps(program, scratch, rounds):
    """Nothing lost, nothing overwritten, the chain whole; a restart in the wrong year too."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    clock = Clock(scratch)
    server = Server(installation, environment=clock.environment)
    jumps = [0, -DAY, 40 * DAY, -40 * DAY, 365 * DAY, -20 * 365 * DAY, 0]
    for jump in jumps:
        load = Load([server.port], installation.codes, journal)
        time.sleep(0.3)
        clock.turn(jump)
        time.sleep(0.3)
        load.stop()
        hold(not journal.refusals, f"a jump by {jump // DAY} days refuses somebody")
        nothing_lost(installation, journal, server)
        server.kill()
        server = Server(installation, environment=clock.environment)
    with server:
        count = nothing_lost(installation, journal, server)
    return f"{len(jumps)} jumps, each with a restart, {count} acknowledged, all there once"


def month_turns(program, scratch, rounds):
    """A month ends in Beijing under load: each station goes on in a segment of the new one, and nobody notices."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    clock = Clock(scratch)
    today = datetime.datetime.now(BEIJING)
    first = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    midnight = (first + datetime.timedelta(days=32)).replace(day=1)
    months = [(midnight - datetime.timedelta(days=1)).strftime("%Y-%m"), midnight.strftime("%Y-%m")]
    with Server(installation, environment=clock.environment) as server:
        clock.turn(int(midnight.timestamp() - time.time()) - 2)
        load = Load([server.port], installation.codes, journal, writers=16)
        time.sleep(5)
        load.stop()
        hold(not journal.refusals, f"somebody was refused: {journal.refusals}")
        count = nothing_lost(installation, journal, server)
    dates = {location.split("/")[2].split("-")[1][:4] for location in journal.receipts.values()}
    hold(dates == {month[2:].replace("-", "") for month in months}, f"receipts of both months: {dates}")
    for station in set(installation.station_of.values()):
        segments = sorted(os.listdir(f"{installation.path}/stations/{station}/inbox"))
        hold([name[:7] for name in segments] == months, f"{station} has a segment of each month: {segments}")
    return f"{count} acknowledged from {months[0]} into {months[1]}, all there once"


clock_jumps.missing = month_turns.missing = lambda: None if LIBRARY else "libfaketime (Debian: libfaketime)"
CHECKS = [clock_jumps, month_turns]
