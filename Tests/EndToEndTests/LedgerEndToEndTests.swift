import Foundation
import LiaisonText
import Testing

@Suite struct LedgerEndToEndTests {
    @Test func verifyNamesTheAlteredPlace() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        #expect(
            try Browser(port: server.port).write("路灯坏了", to: try installation.code("deputy")).status == 303)
        server.stop()
        #expect(try Program.run("verify", "--data", installation.data).status == 0)
        let inbox = "\(installation.data)/stations/SS00/inbox"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: inbox).first)
        let path = "\(inbox)/\(name)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("路灯坏了"))
        try text.replacingOccurrences(of: "路灯坏了", with: "路灯好了")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let result = try Program.run("verify", "--data", installation.data)
        #expect(result.status == 1)
        #expect((result.output + result.talk).contains("\(name):2"))
    }

    @Test func mistakesOfTheOperatorAreNamed() throws {
        let installation = try Installation()
        let nowhere = try Program.run("serve", "--data", "\(installation.scratch.path)/nowhere")
        #expect(nowhere.status == 1)
        #expect(nowhere.talk.contains("liaison init"))
        let server = try RunningServer(installation.data)
        let taken = try Program.run(
            "serve", "--data", installation.data, "--listen", "127.0.0.1:\(server.port)", "--admin",
            "127.0.0.1:0")
        #expect(taken.status == 1)
        #expect(taken.talk.contains("127.0.0.1:\(server.port)"))
        #expect(try Program.run("srve").status == 2)
    }

    @Test func serveRefusesBlanksThatTheLawNeeds() throws {
        let scratch = try Scratch()
        let data = "\(scratch.path)/data"
        #expect(
            try Program.run("init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", "x")
                .status == 0)
        let result = try Program.run("serve", "--data", data)
        #expect(result.status == 1)
        for setting in ["handler", "contact", "retention"] { #expect(result.talk.contains(setting)) }
    }

    @Test(.enabled(if: Program.runsSlowTests, "slow: set LIAISON_SLOW_TESTS"), arguments: [1, 50, 400])
    func killedUnderLoadLosesNothingThatWasAcknowledged(after count: Int) throws {
        let installation = try Installation()
        let code = try installation.code("deputy")
        let server = try RunningServer(installation.data)
        let acknowledged = LockedList()
        let browser = Browser(port: server.port)
        let writers = (0..<8).map { writer in
            Thread.detachedWork {
                for index in 0..<10_000 {
                    // From the kill on every request fails, which ends the writer.
                    guard let answer = try? browser.write("\(writer)/\(index)", to: code),
                        answer.status == 303,
                        let location = answer.header("Location")
                    else { return }
                    acknowledged.append(location)
                }
            }
        }
        // Counted, not timed: on a slow machine nothing may be answered within any time.
        let isLoaded = acknowledged.wait(for: count)
        server.kill()
        writers.forEach { $0.wait() }
        let again = try RunningServer(installation.data)
        let reader = Browser(port: again.port)
        let locations = acknowledged.all
        #expect(isLoaded, "\(locations.count) were answered")
        for location in locations { #expect(try reader.get(location).status == 200, "\(location) is lost") }
        #expect(try Program.run("verify", "--data", installation.data).status == 0)
        print("killed after \(count): \(locations.count) acknowledged, all there")
    }
}

/// A list that several threads add to.
final class LockedList: @unchecked Sendable {
    // Every access is under `condition`.
    private let condition = NSCondition()
    private var items: [String] = []

    var all: [String] { condition.withLock { items } }

    func append(_ item: String) {
        condition.withLock {
            items.append(item)
            condition.broadcast()
        }
    }

    /// Waits until there are so many, a minute at most.
    ///
    /// - Returns: Whether there are.
    func wait(for count: Int) -> Bool {
        let end = Date(timeIntervalSinceNow: 60)
        return condition.withLock {
            while items.count < count { if !condition.wait(until: end) { return items.count >= count } }
            return true
        }
    }
}

extension Thread {
    /// Runs work on a thread of its own; waiting for the semaphore waits for its end.
    static func detachedWork(_ work: @escaping @Sendable () -> Void) -> DispatchSemaphore {
        let done = DispatchSemaphore(value: 0)
        detachNewThread {
            work()
            done.signal()
        }
        return done
    }
}
