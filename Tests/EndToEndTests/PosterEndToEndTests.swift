import Foundation
import TestSupport
import Testing

/// Posters as PDF, and somebody who doesn't wait for them.
@Suite(.enabled(if: Program.tool("python3") != nil, "needs python3")) struct PosterEndToEndTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func endsTheBrowserAndTidiesUpWhenItIsInterrupted(signal: Int32) throws {
        let scratch = try Scratch()
        let data = "\(scratch.path)/data"
        try Program.run("init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", "x")
        try Data("id,name,parent\nSS00,trouble,\n".utf8).write(to: scratch.url("stations.csv"))
        try Program.run("roster", "import", "\(scratch.path)/stations.csv", "--data", data)
        for folder in ["bin", "tmp"] {
            try FileManager.default.createDirectory(
                at: scratch.url(folder), withIntermediateDirectories: false)
        }
        let browser = "\(scratch.path)/bin/chromium"
        try FakeBrowser.write(browser, .hangs)

        let process = Process()
        process.executableURL = Program.directory.appendingPathComponent("liaison")
        process.arguments = [
            "poster", "--all", "--pdf", "--output", "\(scratch.path)/sheets", "--data", data,
        ]
        process.environment = Program.baseEnvironment.merging([
            "PATH": "\(scratch.path)/bin:/usr/bin:/bin", "TMPDIR": "\(scratch.path)/tmp",
        ]) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        var started: pid_t?
        for _ in 0..<1000 where started == nil {
            usleep(10_000)
            let starts = try? String(contentsOfFile: "\(browser).starts", encoding: .utf8)
            started = starts.flatMap { pid_t($0.filter(\.isNumber)) }
        }
        let running = try #require(started)
        // The sheet is on its way by then, or a moment later: either is interrupted.
        usleep(300_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
        for _ in 0..<500 where runs(running) { usleep(10_000) }
        #expect(!runs(running))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/tmp").isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/sheets").isEmpty)
    }

    /// Whether a process runs: one that has ended and for whose end nobody has waited yet doesn't (proc(5)).
    private func runs(_ process: pid_t) -> Bool {
        let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return stat.map { !$0.contains(") Z ") } ?? false
    }
}
