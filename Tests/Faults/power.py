"""The power goes: an ext4 file system stops in the middle of the load and forgets what was not synced."""
import random, time
from concurrent.futures import ThreadPoolExecutor

from faults import Interposer, LoopDisk
from harness import Installation, Journal, Load, Message, Server, compare, hold, nothing_lost, resend


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
    with LoopDisk(scratch, 64 * rounds) as disk:
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
    with LoopDisk(scratch, 64 * rounds) as disk:
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


def power_cut_amid_a_sync(program, scratch, rounds):
    """A sync that is under way when the file system gives up may say that all is well, as ext4's do: nobody gets a
    receipt for that, whether a station syncs by itself or many share one."""
    refused = 0
    with LoopDisk(scratch, 64 * rounds) as disk:
        installation = Installation(program, f"{disk.path}/data", stations=30)
        journal = Journal(f"{scratch}/journal")
        faults = Interposer(scratch)
        for turn in range(2 * rounds):
            codes = installation.codes[:1] if turn % 2 == 0 else installation.codes
            with ThreadPoolExecutor(len(codes)) as citizens, Server(installation, faults) as server:
                def send(code, name):
                    return journal.deliver(Message(server.port, code, f"{name}-{turn}-{code}"), server.port)
                # Segments that are there already: only their own sync is left to tell.
                hold(set(citizens.map(send, codes, ["before"] * len(codes))) == {303}, "the first message is taken")
                faults.order(Interposer.PRETEND, Interposer.DATASYNC, 500_000)
                answers = citizens.map(send, codes, ["amid"] * len(codes))
                time.sleep(0.25)
                disk.cut_power()
                answers = list(answers)
                faults.relent()
                server.kill()
            hold(set(answers) == {503}, f"while the power goes messages are answered {sorted(set(answers))}")
            refused += len(answers)
            disk.unmount()
            disk.mount()
            with Server(installation) as server:
                count = nothing_lost(installation, journal, server)
    return f"{2 * rounds} outages, {refused} messages refused with their words; {count} acknowledged, all there once"


def power_cut_without_syncs(program, scratch, rounds):
    """The check has teeth: where syncs only pretend, an outage loses acknowledged messages."""
    with LoopDisk(scratch, 64 * rounds) as disk:
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


CHECKS = [power_cut, power_cut_in_a_crowd, power_cut_amid_a_sync, power_cut_without_syncs]
for check in CHECKS:
    check.needs_disk = True
