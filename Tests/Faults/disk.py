"""Disks that are full or read-only: no receipt without a stored message, reading goes on, and so does writing afterwards."""
import os, time

from errors import write
from faults import LoopDisk
from harness import Installation, Journal, Load, Server, hold, nothing_lost, resend, wait_until


def full_disk(program, scratch, rounds):
    """8 MB that fill up, without a reserve to the last block and with one before it; room again, and on it goes."""
    results = []
    for reserve in ("0", ""):
        with LoopDisk(scratch, 8) as disk:
            installation = Installation(program, f"{disk.path}/data", settings=[f"free_space_reserve={reserve}"])
            journal = Journal(f"{scratch}/journal{reserve}")
            filler = f"{disk.path}/filler"
            with Server(installation) as server, open(filler, "wb") as file:
                hold(write(journal, server, installation.codes[0], "before") == 303, "an empty disk takes a message")
                receipt = next(iter(journal.receipts.values()))
                file.truncate(0)
                room = disk.free()
                os.posix_fallocate(file.fileno(), 0, max(4096, room - (1 << 20)))
                # Others may fill the disk too, but not within the quarter of a second for which a look at it holds.
                time.sleep(0.5)
                load = Load([server.port], installation.codes, journal, size=12000)
                wait_until(lambda: sum(journal.refusals.values()) > 20, "the disk is full")
                load.stop()
                left = disk.free()
                status, _, reason = server.readiness()
                hold(status == 503, f"/readyz says {status} {reason!r} with {left} bytes left")
                hold(left > 100_000 if reserve == "" else left < 100_000, f"{left} bytes left, reserve {reserve!r}")
                hold(server.get(receipt)[0] == 200, "a receipt can be read on a full disk")
                nothing_lost(installation, journal, server)
                file.truncate(0)
                server.becomes_ready()
                wait_until(lambda: write(journal, server, installation.codes[0], os.urandom(4).hex()) == 303, "recovery")
                resend(journal, server.port)
                count = nothing_lost(installation, journal, server)
                server.stop()
            with Server(installation) as server:
                nothing_lost(installation, journal, server)
            disk.unmount()
            results.append(f"{left >> 10} KiB left {'with' if reserve == '' else 'without'} a reserve, {count} acknowledged")
        os.rmdir(disk.path)
    return "; ".join(results)


def read_only(program, scratch, rounds):
    """Remounted read-only: reading goes on, and with the disk writable again so does writing."""
    with LoopDisk(scratch, 16) as disk:
        installation = Installation(program, f"{disk.path}/data")
        journal = Journal(f"{scratch}/journal")
        with Server(installation) as server:
            write(journal, server, installation.codes[0], "before")
            server.stop()
        receipt = next(iter(journal.receipts.values()))
        # A server that has no segment open yet, or the kernel would refuse.
        with Server(installation) as server:
            hold(disk.remount("ro"), "the disk can be made read-only")
            hold(write(journal, server, installation.codes[0], "during") == 503, "no receipt on a read-only disk")
            status, _, reason = server.readiness()
            hold(status == 503 and "Read-only file system" in reason, f"/readyz says {status} {reason!r}")
            hold(server.get(receipt)[0] == 200, "a receipt can be read")
            hold(disk.remount("rw"), "the disk can be made writable")
            server.becomes_ready()
            wait_until(lambda: write(journal, server, installation.codes[0], os.urandom(4).hex()) == 303, "recovery")
            resend(journal, server.port)
            # The kernel gives up on the file system in the middle of everything.
            disk.remount("rw,abort")
            hold(write(journal, server, installation.codes[0], "aborted") == 503, "no receipt after an abort")
            hold(server.readiness()[0] == 503, "not ready after an abort")
            hold(server.get(receipt)[0] == 200, "a receipt can be read after an abort")
            server.kill()
        disk.unmount()
        disk.mount()
        with Server(installation) as server:
            resend(journal, server.port)
            count = nothing_lost(installation, journal, server)
    return f"{count} acknowledged, reading went on"


full_disk.needs_disk = read_only.needs_disk = True
CHECKS = [full_disk, read_only]
