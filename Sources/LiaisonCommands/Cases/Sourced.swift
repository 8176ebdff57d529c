import LiaisonDesk
import LiaisonText

/// What this machine's ledger gave, or what a server sent: as JSON it is passed on whole, with members that only a newer
/// server knows; to be shown it is read.
enum Sourced<Value: WireValue>: Sendable {
    case made(Value)
    case sent(JSON)

    var json: JSON {
        switch self {
        case .made(let value): value.json
        case .sent(let json): json
        }
    }

    /// - Throws: A failure that names the member that the server's answer lacks.
    func value() throws(CommandFailure) -> Value {
        switch self {
        case .made(let value): return value
        case .sent(let json):
            do throws(WireError) { return try Value(json) } catch {
                throw CommandFailure(.unreadableEvent(member: error.member))
            }
        }
    }
}
