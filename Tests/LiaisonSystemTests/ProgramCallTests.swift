import Glibc
import LiaisonSystem
import Testing

/// A program of which anything may be expected.
@Suite struct ProgramCallTests {
    private func run(
        _ script: String, input: String = "", patience: Duration = .seconds(20)
    ) throws -> ProgramCall.Ending {
        try ProgramCall(["sh", "-c", script], patience: patience, grace: .milliseconds(200))
            .run(on: Array(input.utf8))
    }

    @Test func feedsItAndKeepsWhatItPrints() throws {
        let ending = try run("cat; echo warning >&2; exit 3", input: "路灯\n")
        #expect(ending.fate == .exited(3))
        #expect(String(decoding: ending.output, as: UTF8.self) == "路灯\nwarning\n")
        #expect(!ending.leftInput)
    }

    @Test func tellsWhetherItReadWhatItWasGiven() throws {
        #expect(try run("exit 0", input: "x").leftInput)
        #expect(try run("exec <&-; exit 0", input: "x").leftInput)
        #expect(try !run("cat >/dev/null", input: "x").leftInput)
    }

    @Test func keepsTheBeginningOfMuchAlone() throws {
        let ending = try run("head -c 3000000 /dev/zero")
        #expect(ending.printed == 3_000_000)
        #expect(ending.output.count == ProgramCall.keptOutput)
    }

    @Test func endsWhatTakesTooLong() throws {
        #expect(try run("exec sleep 60", patience: .milliseconds(100)).fate == .timedOut(killed: false))
        let stubborn = try run(
            "trap '' TERM; while :; do sleep 0.05; done", patience: .milliseconds(200))
        #expect(stubborn.fate == .timedOut(killed: true))
        // Done at the last moment is done.
        let late = try run("trap 'exit 0' TERM; while :; do sleep 0.05; done", patience: .milliseconds(200))
        #expect(late.fate == .exited(0))
    }

    @Test func takesWhatItStartedAlong() throws {
        let ending = try run(
            "sh -c 'trap \"\" TERM; exec sleep 61' & echo $!; wait", patience: .milliseconds(300))
        #expect(ending.fate == .timedOut(killed: false))
        let text = String(decoding: ending.output, as: UTF8.self).split(separator: "\n").first
        let grandchild = try #require(text.flatMap { pid_t($0) })
        let end = monotonicNanoseconds() + 5_000_000_000
        while kill(grandchild, 0) == 0, monotonicNanoseconds() < end {
            // A dead one that nobody has waited for yet counts as gone.
            let status = (try? Files.read("/proc/\(grandchild)/status")).map {
                String(decoding: $0, as: UTF8.self)
            }
            if status?.contains("State:\tZ") ?? true { return }
            sched_yield()
        }
        #expect(kill(grandchild, 0) != 0)
    }

    @Test func whatItLeavesAtWorkIsNotWaitedFor() throws {
        let start = monotonicNanoseconds()
        #expect(try run("sleep 30 & exit 0").fate == .exited(0))
        #expect(monotonicNanoseconds() - start < 10_000_000_000)
    }

    @Test func saysThatItCannotBeStarted() throws {
        let missing = try ProgramCall(["/nowhere/program"], patience: .seconds(1)).run(on: [])
        #expect(
            missing.fate == .unstartable(SystemError("posix_spawnp", "/nowhere/program", code: .noSuchFile)))
    }

    @Test func endsAtOnceWhenNobodyWaits() throws {
        let ending = try ProgramCall(["sleep", "60"], patience: .seconds(60)).run(
            on: [], isCancelled: { true })
        #expect(ending.fate == .cancelled)
    }

    @Test func theSignalsAreAsAProgramExpectsThem() throws {
        // A server holds SIGTERM back in its threads: the program must get it.
        let ending = try ProgramCall(["grep", "SigBlk\\|SigIgn", "/proc/self/status"], patience: .seconds(9))
            .run(on: [])
        let masks = String(decoding: ending.output, as: UTF8.self).split(separator: "\n")
            .compactMap { $0.split(whereSeparator: \.isWhitespace).last }
        #expect(masks.count == 2)
        // The C library keeps 32 and 33 to itself.
        #expect(masks.allSatisfy { UInt64($0, radix: 16).map { $0 & 0x7FFF_FFFF == 0 } ?? false })
    }
}
