// Request heads, connections and chunked content: whatever arrives, in whatever pieces, the connection's machine
// neither traps nor hangs, and comes to the same end as when all arrives at once.
@testable import LiaisonHTTP

/// What a machine does with bytes fed in pieces, as one line for each action.
private func actions(_ bytes: UnsafeRawBufferPointer, piece: Int) -> [String] {
    var machine = ConnectionMachine(peer: .v4(1), limits: RequestLimits(), proxies: .none)
    var log: [String] = []
    var content: [UInt8] = []
    var position = 0
    while position < bytes.count {
        let end = min(bytes.count, position + piece)
        machine.receive(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
        position = end
        var isWaiting = false
        while !isWaiting {
            switch machine.next() {
            case .receive: isWaiting = true
            case .admit: machine.admit(bodyLimit: 4096)
            case .sendContinue: break
            case .body(let range): content += machine.buffer[range]
            case .request(let head):
                precondition(head.path.first == UInt8(ascii: "/"))
                precondition(head.path.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
                _ = head.queryValue("lang")
                _ = TrustedProxies.none.client(behind: .v4(1), headers: head.headers)
                log.append("\(head.path) \(content)")
                content = []
                machine.finishRequest()
            case .cut, .options:
                log.append("options")
                machine.finishRequest()
            case .refuse(let reason, _): log.append("\(reason)")
            }
        }
        precondition(content.count <= 4096)
    }
    return log
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let whole = actions(bytes, piece: max(1, count))
    precondition(actions(bytes, piece: 1) == whole)
    return 0
}
