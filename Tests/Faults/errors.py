"""File calls fail, descriptors run out: no receipt without a stored message, every word back in the
page, readiness false with the reason, and everything well again without a restart."""
import errno, json, os, re, threading, time, urllib.parse

from faults import Interposer, LoopDisk
from harness import (
    hold, Installation, Journal, Load, Message, nothing_lost, PHOTO, request, resend, Server, shown, wait_until)

I = Interposer
FAILURES = {
    "write fails with EIO": (I.FAIL, I.WRITE, errno.EIO),
    "write fails with ENOSPC": (I.FAIL, I.WRITE, errno.ENOSPC),
    "write fails with EDQUOT": (I.FAIL, I.WRITE, errno.EDQUOT),
    "write takes nothing and says three bytes": (I.LIE, I.WRITE, 3),
    "fdatasync fails with EIO": (I.FAIL, I.DATASYNC, errno.EIO),
    "fdatasync fails with ENOSPC": (I.FAIL, I.DATASYNC, errno.ENOSPC),
    "every sync fails with EIO": (I.FAIL, I.DATASYNC | I.SYNC, errno.EIO),
    "open fails with EROFS": (I.FAIL, I.OPEN | I.MAKE | I.WRITE, errno.EROFS),
    "open fails with EMFILE": (I.FAIL, I.OPEN | I.WRITE, errno.EMFILE),
    "nothing works, taking back neither": (I.FAIL, I.COMMIT, errno.EIO),
}


def write(journal, server, code, text):
    return journal.deliver(Message(server.port, code, text), server.port)


def failing_calls(program, scratch, rounds):
    """Each failure while it lasts, then the recovery; receipts and forms can be read all along."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    with Server(installation, faults) as server:
        code = installation.codes[0]
        hold(write(journal, server, code, "before") == 303, "a healthy store takes a message")
        receipt = next(iter(journal.receipts.values()))
        for number, (name, (action, calls, value)) in enumerate(FAILURES.items()):
            faults.order(action, calls, value)
            for again in range(2):
                hold(write(journal, server, code, f"{number}-{again}") == 503, f"{name}: no receipt")
            status, _, reason = server.readiness()
            expected = os.strerror(errno.EIO if action == I.LIE else value)
            hold(status == 503 and expected in reason, f"{name}: /readyz says {status} {reason!r}")
            # Longer than the pause after a failure: it has to find out again, by trying.
            time.sleep(1.2)
            hold(server.readiness()[0] == 503, f"{name}: still not ready while writes fail")
            hold(server.get(receipt)[0] == 200, f"{name}: a receipt can be read")
            hold(server.get(f"/{code}")[0] == 200, f"{name}: a form can be read")
            faults.relent()
            server.becomes_ready()
            wait_until(lambda: write(journal, server, code, f"{number}-{os.urandom(2).hex()}") == 303, f"{name}: recovery")
        resend(journal, server.port)
        count = nothing_lost(installation, journal, server)
    with Server(installation) as server:
        nothing_lost(installation, journal, server)
    return f"{len(FAILURES)} failures, {sum(journal.refusals.values())} refusals with their words, {count} acknowledged"


def a_hung_store_leaves_the_forms(program, scratch, rounds):
    """Every file call in the store takes seconds: forms come as ever, whatever else waits, a spooled photo's too."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    with Server(installation, faults) as server:
        code = installation.codes[0]
        hold(write(journal, server, code, "before") == 303, "a healthy store takes a message")
        receipt = next(iter(journal.receipts.values()))
        token = installation.run("token", "issue", "--office").stdout.strip()
        photo = (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n'
                 b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n'
                 + PHOTO + os.urandom(4 << 20) + b"\r\n--x--\r\n")
        faults.order(I.DELAY, I.COMMIT, 3_000_000)
        waiting = [
            lambda: request(server.port, "POST", f"/{code}", photo, {"Content-Type": "multipart/form-data; boundary=x"}, 60),
            lambda: request(server.port, "GET", "/api/v1/whoami", None, {"Authorization": f"Bearer {token}"}, 60),
            lambda: request(server.port, "GET", receipt, timeout=60),
            lambda: write(journal, server, code, f"hung-{os.urandom(4).hex()}"),
        ]
        threads = [threading.Thread(target=ask) for ask in waiting for _ in range(4)]
        for thread in threads:
            thread.start()
        slowest, count, end = 0, 0, time.monotonic() + 6
        while time.monotonic() < end:
            started = time.monotonic()
            hold(server.get(f"/{code}")[0] == 200, "a form can be read")
            slowest, count = max(slowest, time.monotonic() - started), count + 1
            time.sleep(0.02)
        hold(slowest < 1, f"a form took {slowest:.2f} s while the store hung")
        faults.relent()
        for thread in threads:
            thread.join()
        server.becomes_ready()
        resend(journal, server.port)
        acknowledged = nothing_lost(installation, journal, server)
    return f"{count} forms, {slowest * 1000:.0f} ms at most, {acknowledged} acknowledged"


def failed_sync_ends_the_segment(program, scratch, rounds):
    """After a failed sync the next message goes to a new file; the old one is never synced again."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    code = installation.codes[0]
    inbox = f"{installation.path}/stations/{installation.station_of[code]}/inbox"
    with Server(installation, faults) as server:
        hold(write(journal, server, code, "one") == 303, "a healthy store takes a message")
        first = sorted(os.listdir(inbox))
        faults.order(I.FAIL, I.DATASYNC, errno.EIO, last=1, path="/inbox/")
        hold(write(journal, server, code, "two") == 503, "the message whose sync failed gets no receipt")
        wait_until(lambda: write(journal, server, code, f"more-{os.urandom(2).hex()}") == 303, "recovery")
        second = sorted(os.listdir(inbox))
        hold(len(second) == len(first) + 1, f"a new segment follows a failed sync: {first}, then {second}")
        resend(journal, server.port)
        count = nothing_lost(installation, journal, server)
    return f"{first[-1]} given up for {second[-1]}, {count} acknowledged"


def a_repeat_stands_by_itself(program, scratch, rounds):
    """One server's sync fails, and so does taking the line back; the same form through another gets a receipt, and
    keeps its message when the first has taken its line back after all. So do words added, and a deputy's reply."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    code = installation.codes[0]
    with Server(installation, faults) as first, Server(installation) as second:
        for server in (first, second):
            hold(write(journal, server, code, f"before-{server.port}") == 303, "a healthy store takes a message")
        faults.order(I.FAIL, I.DATASYNC | I.CUT, errno.EIO)
        message = Message(first.port, code, "refused-by-one")
        hold(journal.deliver(message, first.port) == 503, "the message whose sync failed gets no receipt")
        # By then what it decides on includes the line that the first can't take back.
        time.sleep(0.3)
        hold(journal.deliver(message, second.port) == 303, "another server takes it")
        location = journal.receipts[message.nonce]
        faults.relent()
        first.becomes_ready()
        wait_until(lambda: write(journal, first, code, f"more-{os.urandom(2).hex()}") == 303, "recovery")
        for server in (first, second):
            status, _, page = server.get(location)
            hold(status == 200 and message.text in page, f"the receipt answers {status}")
        for name, act in acts_to_repeat(installation, second, location).items():
            # The second has seen by now that a line was taken back, and has opened a segment after that.
            hold(write(journal, second, code, f"other-{os.urandom(2).hex()}") == 303, "another server takes a message")
            faults.order(I.FAIL, I.DATASYNC | I.CUT, errno.EIO)
            status = act(first.port)
            hold(status == 503, f"{name} whose sync failed are answered {status}")
            status = act(second.port)
            hold(status in (201, 303), f"{name} through another server are answered {status}")
            faults.relent()
            first.becomes_ready()
            wait_until(lambda: write(journal, first, code, f"more-{os.urandom(2).hex()}") == 303, "recovery")
            for server in (first, second):
                count = shown(server.get(location)[2]).count(name)
                hold(count == 1, f"{name} are there {count} times")
                hold(act(server.port) in (201, 303), f"{name} are acknowledged once more")
                hold(shown(server.get(location)[2]).count(name) == 1, f"{name} are there once")
        resend(journal, first.port)
        for server in (first, second):
            count = nothing_lost(installation, journal, server)
    with Server(installation) as server:
        nothing_lost(installation, journal, server)
    return f"{count} acknowledged, all there once"


def acts_to_repeat(installation, server, location):
    """What is sent to a port, by the words in it: a citizen's addition, and the office's reply under one key."""
    added, replied = "words-added-twice", "words-replied-twice"
    nonce = re.search(r'name="nonce" value="([^"]+)"', server.get(location)[2])[1]
    form = urllib.parse.urlencode({"kind": "append", "nonce": nonce, "text": added}).encode()
    token = installation.run("token", "issue", "--office").stdout.strip()
    bearer = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once", "Content-Type": "application/json"}
    events = f"/api/v1/cases/{location.split('/')[2]}/events"
    reply = json.dumps({"kind": "replied", "text": replied}).encode()
    urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
    return {
        added: lambda port: request(port, "POST", location, form, urlencoded)[0],
        replied: lambda port: request(port, "POST", events, reply, bearer)[0],
    }


def no_neighbour_is_harmed(program, scratch, rounds):
    """While one station's files fail, every message to the others is taken."""
    installation = Installation(program, f"{scratch}/data")
    journal, sound = Journal(f"{scratch}/journal"), Journal(f"{scratch}/journal.sound")
    faults = Interposer(scratch)
    sick, *healthy = installation.codes
    with Server(installation, faults) as server:
        faults.order(I.FAIL, I.DATASYNC, errno.EIO, path=f"/stations/{installation.station_of[sick]}/")
        loads = [Load([server.port], [sick], journal, writers=2), Load([server.port], healthy, sound, writers=4)]
        time.sleep(2.5)
        for load in loads:
            load.stop()
        hold(not journal.receipts, "no receipt where the disk fails")
        hold(not sound.refusals and sound.receipts, f"healthy stations refused {sound.refusals}")
        faults.relent()
        server.becomes_ready()
        resend(journal, server.port)
        merged(journal, sound)
        count = nothing_lost(installation, journal, server)
    return f"{sum(journal.refusals.values())} refusals at one station, none at {len(healthy)}; {count} acknowledged"


def shared_sync_fails(program, scratch, rounds):
    """Many stations wait for one sync of the file system, and it fails: none of them gets a receipt for it."""
    with LoopDisk(scratch, 64) as disk:
        installation = Installation(program, f"{disk.path}/data", stations=60)
        journal = Journal(f"{scratch}/journal")
        faults = Interposer(scratch)
        with Server(installation, faults) as server:
            load = Load([server.port], installation.codes, journal, writers=40)
            for _ in range(3 * rounds):
                # Slow syncs make a crowd of those who write; whoever syncs then is told of an error.
                faults.order(I.DELAY, I.DATASYNC, 10_000)
                time.sleep(1.5)
                faults.order(I.FAIL, I.DATASYNC, errno.EIO)
                time.sleep(0.5)
            faults.relent()
            load.stop()
            server.becomes_ready()
            resend(journal, server.port)
            count = nothing_lost(installation, journal, server)
            shared, total = syncs(server)
        hold(journal.refusals, "failing syncs refuse somebody")
        hold(shared, f"none of {total} syncs was shared by more than four")
        with Server(installation) as server:
            nothing_lost(installation, journal, server)
        refused = sum(journal.refusals.values())
        return f"{refused} refusals, {shared} of {total} syncs shared by more than four, {count} acknowledged"


def syncs(server):
    """How many syncs stored more than four events, and how many there were."""
    text = request(server.admin_port, "GET", "/metrics")[2]
    found = dict(re.findall(r'liaison_ledger_batch_events_bucket\{le="([^"]+)"\} (\d+)', text))
    return int(found["+Inf"]) - int(found["4"]), int(found["+Inf"])


def merged(journal, other):
    journal.sent.update(other.sent)
    journal.receipts.update(other.receipts)


def short_writes(program, scratch, rounds):
    """write(2) that takes three bytes at a time: slower, and whole all the same."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    with Server(installation, faults) as server:
        faults.order(I.SHORTEN, I.WRITE, 3)
        load = Load([server.port], installation.codes, journal)
        time.sleep(1)
        load.stop()
        hold(not journal.refusals, "short writes refuse nobody")
        count = nothing_lost(installation, journal, server)
    return f"{count} acknowledged, all whole"


def slow_syncs(program, scratch, rounds):
    """Syncs of 300 ms: messages wait together, and reading does not wait for them."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    faults = Interposer(scratch)
    with Server(installation, faults) as server:
        code = installation.codes[0]
        write(journal, server, code, "before")
        receipt = next(iter(journal.receipts.values()))
        faults.order(I.DELAY, I.DATASYNC, 300_000)
        load = Load([server.port], installation.codes[:1], journal, writers=16)
        end, reads = time.monotonic() + 2, []
        while time.monotonic() < end:
            started = time.monotonic()
            hold(server.get(receipt)[0] == 200, "a receipt can be read during a slow sync")
            reads.append(time.monotonic() - started)
        load.stop()
        syncs = faults.seen
        faults.relent()
        hold(not journal.refusals, "slow syncs refuse nobody")
        count = nothing_lost(installation, journal, server)
        hold(count > 2 * syncs, f"{count} messages share {syncs} syncs")
    return f"{count} acknowledged with {syncs} slow syncs; receipts in {1000 * sorted(reads)[len(reads) // 2]:.0f} ms"


def few_descriptors(program, scratch, rounds):
    """ulimit -n 32 and sixty households at once: no spin, and well again when they have gone."""
    installation = Installation(program, f"{scratch}/data")
    journal = Journal(f"{scratch}/journal")
    with Server(installation, descriptors=32) as server:
        load = Load([server.port], installation.codes, journal, writers=60, timeout=3)
        time.sleep(3)
        load.stop()
        started = server.cpu_seconds()
        time.sleep(1)
        spent = server.cpu_seconds() - started
        hold(spent < 0.5, f"the idle server burns {spent:.2f} s of CPU a second")
        server.becomes_ready()
        resend(journal, server.port)
        count = nothing_lost(installation, journal, server)
    return f"{count} acknowledged, {sum(journal.refusals.values())} refused for the moment"


shared_sync_fails.needs_disk = True
CHECKS = [
    failing_calls, a_hung_store_leaves_the_forms, failed_sync_ends_the_segment, a_repeat_stands_by_itself, no_neighbour_is_harmed, shared_sync_fails,
    short_writes, slow_syncs, few_descriptors]
