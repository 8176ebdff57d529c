import CLinux
import Glibc
import LiaisonSystem

@testable import LiaisonHTTP

/// A blocking TCP client of bytes.
struct TestClient: ~Copyable {
    private let socket: FileDescriptor

    init(_ address: SocketAddress) throws {
        let number = try retryingOnInterrupt("socket") {
            Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        }
        try retryingOnInterrupt("connect") { address.withSocketAddress { connect(number, $0, $1) } }
        socket = FileDescriptor(owning: number)
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends all bytes; a peer that has closed is no failure of the test's.
    func send(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.send(socket.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return }
            start += count
        }
    }

    /// Sends bytes in packets of their own, as far as the kernel lets them be.
    func sendInPieces(_ bytes: [UInt8], of size: Int) {
        var on: Int32 = 1
        setsockopt(socket.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + size)
            send(Array(bytes[position..<end]))
            position = end
        }
    }

    /// Waits until something has come, and leaves it there.
    func waitForBytes() {
        var byte: UInt8 = 0
        _ = recv(socket.rawValue, &byte, 1, Int32(MSG_PEEK))
    }

    /// Has the connection end at once, as when a phone loses its line and the kernel says so.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            socket.rawValue, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    func shutWriting() { shutdown(socket.rawValue, Int32(SHUT_WR)) }

    /// All that comes until the peer closes.
    func receiveToEnd() -> String { String(decoding: receiveBytesToEnd(), as: UTF8.self) }

    /// All that comes until the peer closes.
    func receiveBytesToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket.rawValue, &chunk, chunk.count, 0)
            if count <= 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

}
