import LiaisonCodes

extension RecordFact {
    /// The same with its deputies named by other codes of theirs.
    ///
    /// - Parameter other: Gives the code to name somebody by in the place of one.
    /// - Returns: The fact.
    package func naming(_ other: (Code) -> Code) -> RecordFact {
        switch self {
        case .recorded(var facts):
            facts.deputies = facts.deputies.map(other)
            return .recorded(facts)
        case .amended(var change):
            change.deputies = change.deputies?.map(other)
            return .amended(change)
        case .signedUp(let code): return .signedUp(other(code))
        case .signedOff(let code): return .signedOff(other(code))
        case .attended(let codes): return .attended(codes.map(other))
        case .set(var facts):
            facts.deputies = facts.deputies.map(other)
            return .set(facts)
        case .decided, .withdrawn, .posted, .cancelled: return self
        }
    }
}
