import LiaisonCases
import LiaisonRoster
import LiaisonWording

extension RecordRefusal {
    /// That no station or deputy is meant by what was typed, or several are: with those that may be.
    ///
    /// - Parameters:
    ///   - error: What the roster says.
    ///   - words: In whose language they are listed.
    init(_ error: HolderLookupError, _ words: Wording) {
        let names = error.candidates.joined(separator: words.language == .chinese ? "、" : ", ")
        let word =
            switch error {
            case .ambiguousStation: "station-ambiguous"
            case .unknownStation: names.isEmpty ? "station" : "station-near"
            case .ambiguousDeputy: "deputy-ambiguous"
            case .unknownDeputy: names.isEmpty ? "deputy" : "deputy-near"
            }
        self.init(word, ["station": error.typed, "deputy": error.typed, "names": names])
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

    /// The deputy who is meant by a code or an exact name.
    ///
    /// - Parameter typed: What was typed.
    /// - Returns: The deputy, in office or not, whoever may see what is theirs.
    /// - Throws: Who may be meant instead, where it is nobody or several.
    package func deputy(meantBy typed: String) throws(CaseActionError) -> Deputy {
        do throws(HolderLookupError) { return try snapshot.roster.deputy(meantBy: typed) } catch {
            throw .invalidRecord(member: "deputy", RecordRefusal(error, words))
        }
    }
}
