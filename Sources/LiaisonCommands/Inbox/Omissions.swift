import LiaisonCases
import LiaisonJournal
import Synchronization

/// What a command has left out because it is damaged, each told on standard error: then a command that reads ends
/// with ``ExitCode/partly``.
final class Omissions: Sendable {
    private let places = Mutex<Set<String>>([])
    private let hasToldOfNewer = Mutex(false)

    /// Takes note of one.
    ///
    /// - Parameter place: What tells it from others: a file and line, or a server's word for it.
    /// - Returns: Whether it is new.
    @discardableResult
    func note(_ place: String) -> Bool { places.withLock { $0.insert(place).inserted } }

    /// Takes note that a newer release wrote something that this one doesn't know: nothing is left out for it.
    ///
    /// - Returns: Whether that is new.
    func noteNewer() -> Bool {
        hasToldOfNewer.withLock { told in
            defer { told = true }
            return !told
        }
    }

    /// Whether nothing has been left out.
    var isEmpty: Bool { places.withLock(\.isEmpty) }
}

extension CommandContext {
    /// How a command ends that has read everything it could.
    var endOfReading: ExitCode { omissions.isEmpty ? .done : .partly }

    /// Tells of damage that a ledger on this machine has met.
    ///
    /// - Parameters:
    ///   - damage: What was found.
    ///   - path: The data directory, for the command that helps.
    func complain(of damage: Verification.Finding, in path: String) {
        omissions.note(damage.place.text)
        complain(CommandFailure(damage, of: path, wording))
    }

    /// Tells, once, that a newer release wrote something that this one keeps and passes on without knowing it.
    func tellOfNewer() {
        if omissions.noteNewer() { say("newer.store") }
    }

    /// Tells, once, of the stations of which a server says that it left something out; and of its duties.
    func complainOfOmissions(at places: String) {
        guard omissions.note(places) else { return }
        let names = places.split(separator: ",").map { $0.drop { $0 == " " } }
        if names.contains("duties.csv"), omissions.note("duties.csv") {
            complain(CommandFailure("client.no-duties", remedy: "client.no-duties.remedy"))
        }
        let stations = names.filter { $0 != "duties.csv" }.joined(separator: ", ")
        if stations.isEmpty { return }
        complain(
            CommandFailure(
                "client.incomplete", ["stations": stations], remedy: "client.incomplete.remedy"))
    }
}
