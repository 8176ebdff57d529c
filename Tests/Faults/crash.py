"""The server is killed: at random under load, and at every file call of the commit path."""
import http.client, random, signal, time

from faults import Interposer
from harness import Installation, Journal, Load, Message, Server, hold, nothing_lost, resend


def at_random(program, scratch, rounds):
    """kill -9 under load, again and again on one store; what got no receipt is sent again afterwards."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    server = Server(installation)
    for _ in range(4 * rounds):
        load = Load([server.port], installation.codes, journal)
        time.sleep(random.uniform(0.05, 0.8))
        server.kill()
        load.stop()
        server = Server(installation)
        nothing_lost(installation, journal, server)
        resend(journal, server.port)
    with server:
        count = nothing_lost(installation, journal, server)
        hold(count == len(journal.sent), "every message is acknowledged in the end")
    return f"{4 * rounds} kills, {count} acknowledged, all there once"


def at_every_call(program, scratch, rounds):
    """Killed just before and just after each mkdir, open, write, sync and so on that storing messages takes.

    Each run writes to a station that has no directory yet, then once more, so that the first and the later paths
    are both cut everywhere.
    """
    limit = 128
    installation = Installation(program, f"{scratch}/data", stations=2 * limit)
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    codes = iter(installation.codes)
    points = 0
    for action in (Interposer.KILL_BEFORE, Interposer.KILL_AFTER):
        for when in range(1, limit):
            with Server(installation, faults) as server:
                resend(journal, server.port)
                nothing_lost(installation, journal, server)
                code = next(codes)
                faults.order(action, first=when, last=when)
                try:
                    for part in range(3):
                        journal.deliver(Message(server.port, code, f"{action}-{when}-{part}"), server.port, timeout=5)
                    break
                except (OSError, http.client.HTTPException):
                    hold(server.process.wait(5) == -signal.SIGKILL, "the server ends by nothing but the order")
                    points += 1
                finally:
                    faults.relent()
        else:
            hold(False, f"storing three messages takes more than {limit} calls")
    with Server(installation) as server:
        resend(journal, server.port)
        count = nothing_lost(installation, journal, server)
    return f"killed at {points} points, {count} acknowledged, all there once"


CHECKS = [at_random, at_every_call]
