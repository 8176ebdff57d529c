import Foundation
import Testing

@Suite struct DemoEndToEndTests {
    @Test func oneCommandShowsAllOfItAndCleansUp() throws {
        let process = Process()
        process.executableURL = Program.directory.appendingPathComponent("liaison")
        process.arguments = ["demo", "--listen", "127.0.0.1:0"]
        process.environment = Program.baseEnvironment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("Ctrl-C"), let data = try output.fileHandleForReading.read(upToCount: 1),
            !data.isEmpty
        {
            // The introduction ends with the line on Ctrl-C; a byte at a time never waits for more.
            text += String(decoding: data, as: UTF8.self)
        }
        let address = try #require(text.firstMatch(of: #/listening http://127\.0\.0\.1:(\d+)/#))
        let port = try #require(UInt16(address.output.1))
        let code = try #require(text.firstMatch(of: #/:\d+/([0-9A-Z]{7}) /#))
        let data = try #require(text.firstMatch(of: #/--data (\S+)/#))
        #expect(try Browser(port: port).write("演示", to: String(code.output.1)).status == 303)
        let list = try Program.run("inbox", "list", "--data", String(data.output.1), "--json")
        #expect(try list.json().elements?.count == 4, "\(list.talk)")
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(!FileManager.default.fileExists(atPath: String(data.output.1)))
    }
}
