"""The power goes: an ext4 file system stops in the middle of the load and forgets what was not synced."""
import random, time

from faults import Interposer, LoopDisk
from harness import Installation, Journal, Load, Server, compare, hold, nothing_lost, resend


def outage(installation, journal, disk, faults=None, writers=8):
    """One load that ends with the disk's power; afterwards the disk is back."""
    server = Server(installation, faults)
    load = Load([server.port], installation.codes, journal, writers=writers, timeout=5)
    time.sleep(random.uniform(0.3, 1.2))
    disk.cut_power()
    server.kill()
    load.stop()
    disk.unmount()
    disk.mount()


def power_cut(program, scratch, rounds):
    """New stations, new segments and photos included: with many stations each round touches fresh ones."""
    with LoopDisk(scratch, 64) as disk:
        installation = Installation(program, f"{disk.path}/data", stations=60)
        journal = Journal(f"{scratch}/journal")
        for _ in range(4 * rounds):
            outage(installation, journal, disk)
            with Server(installation) as server:
                nothing_lost(installation, journal, server)
                resend(journal, server.port)
                count = nothing_lost(installation, journal, server)
        return f"{4 * rounds} outages, {count} acknowledged, all there once"


def power_cut_in_a_crowd(program, scratch, rounds):
    """The same where so many wait at once that stations share syncs: slow ones see to that."""
    with LoopDisk(scratch, 64) as disk:
        installation = Installation(program, f"{disk.path}/data", stations=60)
        journal = Journal(f"{scratch}/journal")
        faults = Interposer(scratch)
        for _ in range(4 * rounds):
            faults.order(Interposer.DELAY, Interposer.DATASYNC, 20_000)
            outage(installation, journal, disk, faults, writers=40)
            faults.relent()
            with Server(installation) as server:
                nothing_lost(installation, journal, server)
                resend(journal, server.port)
                count = nothing_lost(installation, journal, server)
        return f"{4 * rounds} outages, {count} acknowledged, all there once"


def power_cut_without_syncs(program, scratch, rounds):
    """The check has teeth: where syncs only pretend, an outage loses acknowledged messages."""
    with LoopDisk(scratch, 64) as disk:
        installation = Installation(program, f"{disk.path}/data", stations=60)
        disk.unmount()
        disk.mount()
        journal = Journal(f"{scratch}/journal")
        faults = Interposer(scratch)
        faults.order(Interposer.PRETEND, Interposer.DATASYNC | Interposer.SYNC, path="/")
        outage(installation, journal, disk, faults)
        lost = compare(installation, journal, everything=False)
        hold(lost > 0, f"{len(journal.receipts)} acknowledged without a sync, and none lost: the check is blunt")
        return f"without syncs {lost} of {len(journal.receipts)} acknowledged messages are lost, as they must be"


power_cut.needs_disk = power_cut_in_a_crowd.needs_disk = power_cut_without_syncs.needs_disk = True
CHECKS = [power_cut, power_cut_in_a_crowd, power_cut_without_syncs]
