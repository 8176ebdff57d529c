import LiaisonCodes
import LiaisonDesk
import LiaisonText
import LiaisonWeb

/// How a command line names a case: by its number, a pasted receipt address, or its last symbols.
enum CaseReference: Hashable, Sendable {
    case number(CaseNumber)
    /// The end of a number, to be looked for among the cases that the caller sees.
    case ending(String)

    /// As it was typed, or as the number is spelled.
    var description: String {
        switch self {
        case .number(let number): number.description
        case .ending(let text): text
        }
    }
}

extension ValueKind where Value == CaseReference {
    /// A case number in any letter case, with or without hyphens and spaces; a receipt's address; the last symbols.
    static let caseReference = ValueKind { text throws(ValueProblem) in
        let typed = number(inAddress: text) ?? text
        do throws(CodeError) {
            return .number(try CaseNumber(parsing: typed))
        } catch {
            // What has all its parts is a whole number with a slip in it, not the end of one.
            if typed.utf8.count(where: { $0 == UInt8(ascii: "-") }) < 2, CaseNumberEnding(typed) != nil {
                return .ending(typed)
            }
            throw ValueProblem(error)
        }
    }

    /// The number in a receipt's address, `.../r/<number>/<query code>`; the query code is looked at by nobody.
    private static func number(inAddress text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let mark = parts.lastIndex(where: { $0 == "r" || $0 == "R" }), mark > 0, mark + 1 < parts.count
        else { return nil }
        return String(parts[mark + 1])
    }
}

extension CaseSource {
    /// The most candidates that are named.
    private static let candidateLimit = 6

    /// The case that is meant.
    ///
    /// - Parameters:
    ///   - reference: How it was named.
    ///   - shelves: Where an ending is looked for; the first list that has one decides.
    ///   - kind: The event that an act is to make; nothing for a command that reads.
    /// - Returns: Its number.
    /// - Throws: A failure that names the candidates (exit status 2), or says that there is none.
    func number(
        of reference: CaseReference, on shelves: [CaseQuery.Shelf] = [.cases], for kind: EventKind? = nil
    ) throws(CommandFailure) -> CaseNumber {
        guard case .ending(let typed) = reference else {
            if case .number(let number) = reference { return number }
            throw CommandFailure("cli.ledger.absent", remedy: "cli.ledger.absent.remedy")
        }
        for shelf in shelves {
            var query = CaseQuery()
            query.shelf = shelf
            query.ending = typed
            var found: [CaseNumber] = []
            try forEachPage(of: query, limit: Self.candidateLimit) { items throws(CommandFailure) in
                for item in items { found.append(try item.value().number) }
            }
            if found.count == 1 { return found[0] }
            if found.isEmpty { continue }
            let names = found.map(\.description).joined(separator: ", ")
            throw CommandFailure(
                "cli.ambiguous-case", ["typed": typed, "names": names], remedy: "cli.ambiguous-case.remedy",
                exitCode: .usage)
        }
        if let kind, let number = attempts.number(endingIn: typed, of: kind) { return number }
        throw CommandFailure(
            "cli.no-case-ends", ["typed": typed], remedy: "cli.ledger.absent.remedy")
    }
}
