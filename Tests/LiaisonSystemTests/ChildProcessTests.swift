import Glibc
import LiaisonSystem
import Testing

@Suite struct ChildProcessTests {
    @Test(arguments: [("exit 0", 0), ("exit 3", 3), ("kill -KILL $$", 137)])
    func tellsTheExitStatus(_ script: String, _ status: Int32) throws {
        #expect(try ChildProcess.run(["sh", "-c", script]) == status)
    }

    @Test func feedsStandardInput() throws {
        #expect(try ChildProcess.run(["sh", "-c", "[ \"$(cat)\" = 路灯 ]"], input: Array("路灯".utf8)) == 0)
    }

    @Test func letsTheChildLeaveInputUnread() throws {
        signal(SIGPIPE, SIG_IGN)
        let much = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(try ChildProcess.run(["sh", "-c", "head -c 1 >/dev/null"], input: much) == 0)
    }

    @Test func catchesOutput() throws {
        let (status, bytes) = try ChildProcess.output(of: ["sh", "-c", "printf 路灯; exit 1"])
        #expect(String(decoding: bytes, as: UTF8.self) == "路灯")
        #expect(status == 1)
    }

    @Test func givesTheChildItsBrokenPipeBack() throws {
        signal(SIGPIPE, SIG_IGN)
        let (_, bytes) = try ChildProcess.output(of: ["grep", "SigIgn", "/proc/self/status"])
        let mask = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).last
        let ignored = try #require(mask.flatMap { UInt64($0, radix: 16) })
        #expect(ignored & 1 << UInt64(SIGPIPE - 1) == 0)
    }

    @Test func saysThatAProgramIsMissing() {
        #expect(throws: SystemError("posix_spawnp", "liaison-none", code: .noSuchFile)) {
            try ChildProcess.run(["liaison-none"])
        }
        #expect(Environment.program("liaison-none") == nil)
        #expect(Environment.program("sh")?.hasSuffix("/sh") == true)
    }
}
