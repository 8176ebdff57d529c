import Glibc
import Testing

@testable import LiaisonSystem

@Suite struct ServiceManagerTests {
    @Test(arguments: [
        (ServiceManager.Message.ready, "READY=1"), (.stopping, "STOPPING=1"), (.alive, "WATCHDOG=1"),
        (.status("550 stations\nREADY=1"), "STATUS=550 stationsREADY=1"),
    ])
    func sendsOneDatagram(message: ServiceManager.Message, text: String) throws {
        let directory = try Files.makeTemporaryDirectory(named: "notify")
        defer { _ = try? Files.removeTree(directory) }
        let path = "\(directory)/socket"
        let receiver = FileDescriptor(
            owning: try retryingOnInterrupt("socket") { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0) })
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try retryingOnInterrupt("bind") {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(receiver.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        }
        try ServiceManager { $0 == "NOTIFY_SOCKET" ? path : nil }.send(message)
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = try retryingOnInterrupt("recv") { recv(receiver.rawValue, &bytes, bytes.count, 0) }
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == text)
    }

    @Test func saysNothingWithoutAManager() throws { try ServiceManager { _ in nil }.send(.ready) }

    @Test func failsWhenTheSocketIsGone() {
        let manager = ServiceManager { $0 == "NOTIFY_SOCKET" ? "/nonexistent/socket" : nil }
        #expect(throws: SystemError.self) { try manager.send(.ready) }
    }

    @Test func asksForLifeTwiceInAnInterval() {
        let manager = ServiceManager { $0 == "WATCHDOG_USEC" ? "30000000" : nil }
        #expect(manager.watchdogInterval == 15_000)
        #expect(
            ServiceManager { ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"][$0] }.watchdogInterval == nil)
        #expect(ServiceManager { _ in nil }.watchdogInterval == nil)
    }
}
