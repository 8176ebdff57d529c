import LiaisonJournal
import LiaisonSystem
import LiaisonWording

extension Verification.Problem {
    /// The word for it, the same in every language; with `verify.` before it, the key of its sentence.
    var word: String {
        switch self {
        case .unreadable: "unreadable"
        case .altered: "altered"
        case .wordsAltered: "words-altered"
        case .wordsMissing: "words-missing"
        case .outOfChain: "out-of-chain"
        case .badOpening: "bad-opening"
        case .headMissing: "head-missing"
        case .sealBroken: "seal-broken"
        case .changedSince: "changed-since"
        case .unlikeCache: "unlike-cache"
        case .caseMissing: "case-missing"
        case .photoMissing: "photo-missing"
        case .photoAltered: "photo-altered"
        case .shrunk: "shrunk"
        case .system: "system"
        }
    }

    /// What is wrong, in words.
    func sentence(_ words: Wording) -> String {
        let values: [String: String] =
            switch self {
            case .unreadable(let member): ["member": member]
            case .headMissing(let witness): ["witness": witness]
            case .caseMissing(let number): ["case": number]
            case .photoMissing(let number, let name), .photoAltered(let number, let name):
                ["case": number, "name": name]
            case .system(let error): ["reason": error.code.sentence(words)]
            case .altered, .wordsAltered, .wordsMissing, .outOfChain, .badOpening, .sealBroken,
                .changedSince, .unlikeCache, .shrunk:
                [:]
            }
        return words("verify.\(word)", values: values)
    }
}

// What is wrong with a file beside the ledger, for programs.
extension CommandFailure {
    /// The word for it, the same in every language, such as `roster.line`: the key of its sentence without its area.
    var word: String {
        for area in ["damage.", "cli."] where key.hasPrefix(area) { return String(key.dropFirst(area.count)) }
        return key
    }

    /// The file that it is about.
    var path: String? { values["file"] ?? values["path"] ?? values["subject"] }

    /// The line that it is about; 0 for the file as a whole.
    var line: Int { (values["line"] ?? values["row"]).flatMap { Int($0) } ?? 0 }
}
