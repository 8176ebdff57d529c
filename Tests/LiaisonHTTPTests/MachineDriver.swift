@testable import LiaisonHTTP

/// Feeds a connection's machine and writes down what it does, so that a test compares one text.
struct MachineDriver {
    var machine: ConnectionMachine
    var bodyLimit: Int
    private var body: [UInt8] = []
    /// One line for each action that a peer or handler would notice.
    var log: [String] = []
    /// What was understood of a request that was refused.
    var refused: RequestHead?

    init(bodyLimit: Int = 1000, limits: RequestLimits = RequestLimits(), proxies: TrustedProxies = .none) {
        self.bodyLimit = bodyLimit
        machine = ConnectionMachine(peer: .v4(0x7F00_0001), limits: limits, proxies: proxies)
    }

    /// Feeds `bytes` in pieces and answers every request at once.
    mutating func feed(_ bytes: [UInt8], piece: Int) {
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + piece)
            bytes[position..<end].withUnsafeBytes { machine.receive($0) }
            position = end
            run()
        }
    }

    /// Carries out actions until more bytes are needed.
    private mutating func run() {
        while true {
            switch machine.next() {
            case .receive: return
            case .admit: machine.admit(bodyLimit: bodyLimit)
            case .sendContinue: log.append("continue")
            case .body(let range): body += machine.buffer[range]
            case .request(let head):
                let path = String(decoding: head.path, as: UTF8.self)
                let content = String(decoding: body, as: UTF8.self)
                log.append("\(head.method.name) \(path)" + (content.isEmpty ? "" : " [\(content)]"))
                body = []
                finish()
            case .cut: log.append("cut")
            case .options:
                log.append("options")
                finish()
            case .refuse(let reason, let head):
                log.append("\(reason.status.code)")
                refused = head
            }
        }
    }

    private mutating func finish() {
        if !machine.keepsAlive { log.append("close") }
        machine.finishRequest()
    }
}
