import LiaisonCases
import LiaisonRoster
import LiaisonWording

extension RecordRefusal {
    /// That no station is meant by what was typed, or several are: with those that may be.
    ///
    /// - Parameters:
    ///   - error: What the roster says.
    ///   - words: In whose language they are listed.
    init(_ error: HolderLookupError, _ words: Wording) {
        let names = error.candidates.joined(separator: words.language == .chinese ? "、" : ", ")
        let word =
            switch error {
            case .ambiguousStation, .ambiguousDeputy: "station-ambiguous"
            case .unknownStation, .unknownDeputy: names.isEmpty ? "station" : "station-near"
            }
        self.init(word, ["station": error.typed, "names": names])
    }
}

extension CaseView {
    /// The station that is meant by an id or an exact name.
    ///
    /// - Parameter typed: What was typed.
    /// - Returns: The station, open or closed, whoever may see it.
    /// - Throws: Which may be meant instead, where it is none or several.
    package func station(meantBy typed: String) throws(CaseActionError) -> Station {
        do throws(HolderLookupError) { return try snapshot.roster.station(meantBy: typed) } catch {
            throw .invalidRecord(member: "station", RecordRefusal(error, words))
        }
    }
}
