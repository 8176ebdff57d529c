import LiaisonCodes
import LiaisonJournal

/// Which cases stations' ledgers refer to, and which they have: a case that another station was handed, and that its own
/// station's ledger doesn't have, is lost.
///
/// A pointer is written only to a case that stands, see `CaseDesk.propose`: a transfer that is refused afterwards, or a
/// crash, leaves one to a case that isn't the target's, never to none.
struct ReferralSurvey: Sendable {
    /// The cases that lines refer to, and where.
    private(set) var made: [CaseNumber: Verification.Place] = [:]
    /// The numbers of the cases that have a message.
    private var held: Set<CaseNumber> = []

    init() {}

    init(made: [CaseNumber: Verification.Place], held: Set<CaseNumber>) {
        (self.made, self.held) = (made, held)
    }

    /// Adds another station's.
    mutating func add(_ other: ReferralSurvey) {
        made.merge(other.made) { first, _ in first }
        held.formUnion(other.held)
    }

    /// The cases that are referred to and that no ledger has, by the station whose they are.
    var lacking: [(station: StationID, numbers: [CaseNumber])] {
        Dictionary(grouping: made.keys.filter { !held.contains($0) }, by: \.station)
            .map { ($0, $1.sorted()) }.sorted { $0.0 < $1.0 }
    }

    /// Where a case is referred to.
    func place(of number: CaseNumber) -> Verification.Place? { made[number] }

    /// What is to be said of one that is lacking.
    func finding(_ number: CaseNumber) -> Verification.Finding? {
        made[number].map { Verification.Finding(place: $0, problem: .caseMissing(number.description)) }
    }
}
