import Glibc
import LiaisonSystem
import Testing

/// A program that is spoken with through its descriptors 3 and 4.
@Suite struct CompanionTests {
    private func start(_ script: String) throws -> Companion { try Companion(["bash", "-c", script]) }

    /// What it says until it has said so many bytes.
    private func hear(
        _ companion: borrowing Companion, count: Int, within patience: Duration = .seconds(20)
    ) throws -> (text: String, last: Companion.Hearing) {
        var heard: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16)
        while heard.count < count {
            switch try companion.hear(into: &buffer, until: .now + patience) {
            case .bytes(let count): heard += buffer[..<count]
            case let last: return (String(decoding: heard, as: UTF8.self), last)
            }
        }
        return (String(decoding: heard, as: UTF8.self), .bytes(heard.count))
    }

    @Test func hearsWhatItAnswers() throws {
        let companion = try start("read -r line <&3; echo \"heard $line\" >&4; echo lost; echo lost >&2")
        try companion.say(Array("路灯\n".utf8))
        let answer = try hear(companion, count: 100)
        #expect(answer.text == "heard 路灯\n" && answer.last == .ended)
    }

    @Test func tellsItsEndFromSilence() throws {
        let silent = try start("sleep 60")
        let silence = try hear(silent, count: 1, within: .milliseconds(50))
        #expect(silence.last == .late)
        let ended = try start("exit 0")
        let end = try hear(ended, count: 1)
        #expect(end.last == .ended)
    }

    @Test func endsAllThatItHasStarted() throws {
        var child: pid_t = 0
        do {
            let companion = try start("trap '' TERM INT HUP; sleep 60 & echo $! >&4; wait")
            let number = try hear(companion, count: 2).text
            child = try #require(pid_t(number.filter(\.isNumber)))
            #expect(runs(child))
        }
        for _ in 0..<500 where runs(child) { usleep(10_000) }
        #expect(!runs(child))
    }

    /// Whether a process runs: one that has ended and for whose end nobody has waited yet doesn't (proc(5)).
    private func runs(_ process: pid_t) -> Bool {
        guard let stat = try? Files.read("/proc/\(process)/stat") else { return false }
        return !String(decoding: stat, as: UTF8.self).contains(") Z ")
    }

    @Test func refusesAProgramThatIsNotThere() {
        #expect(throws: SystemError.self) { _ = try Companion(["/nonexistent/program"]) }
    }
}
