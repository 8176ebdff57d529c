import LiaisonCases
import LiaisonRecords
import LiaisonText
import LiaisonWording

extension CaseActionError {
    /// What is wrong, and what to do about it: the title and the detail of a problem (RFC 9457), and what the
    /// commands on the server's machine say.
    ///
    /// - Parameter view: Names people, in its language.
    /// - Returns: Two sentences.
    package func sentences(_ view: CaseView) -> (title: String, detail: String) {
        let words = view.words
        func pair(_ key: String, _ values: KeyValuePairs<String, String> = [:]) -> (String, String) {
            (words("api.\(key)", values), words("api.\(key).detail", values))
        }
        switch self {
        case .absent: return pair("not-found")
        case .handedOver(let code): return pair("handed-over", ["name": view.names.name(of: code)])
        case .forbidden: return pair("forbidden")
        case .keyReused: return pair("key-reused")
        case .formNumberTaken: return pair("form-taken")
        case .unavailable(let error?) where error.isForWantOfSpace: return pair("disk-full")
        case .unavailable: return pair("unavailable")
        case .spaceShort(let shortage):
            return pair(
                "space-short",
                ["free": "\(shortage.available >> 20)", "reserve": "\(shortage.reserve >> 20)"])
        case .invalid(let member):
            let key = String(member.map { $0 == "_" ? "-" : $0 })
            return (
                words("api.invalid", ["member": words("api.member.\(key)")]),
                words("api.invalid.\(key)")
            )
        case .refused(.claimed(let code)):
            return (words("api.refused"), words("api.refused.claimed", ["name": view.names.name(of: code)]))
        case .refused(let refusal): return (words("api.refused"), words("api.refused.\(refusal.word)"))
        case .invalidRecord(let member, let refusal):
            return (
                words(
                    "api.record.invalid", ["member": words.sentence("sheet.column.\(member)") ?? member]),
                words("api.record.\(refusal.word)", values: refusal.values)
            )
        case .rows(let errors):
            let lines = errors.map { $0.sentence(words) }
            return (words("api.rows", ["count": "\(errors.count)"]), lines.joined(separator: "\n"))
        case .sheet(let error), .duties(.file(let error)), .contacts(let error):
            // A table with a slip in it: saving it anew mends nothing.
            guard error.isInOnePlace else {
                return (words("api.sheet", ["file": error.file]), words("api.sheet.detail"))
            }
            return (words("api.sheet.place", ["file": error.file]), error.sentence(words))
        case .duties(.rows(let errors)):
            let lines = errors.map { $0.sentence(words) }
            return (words("api.duties"), lines.joined(separator: "\n"))
        case .recordRefused(let refusal):
            return (words("api.record.refused"), words("api.record.\(refusal.word)", values: refusal.values))
        }
    }

    /// The members by which programs know it: `member` or `reason`.
    package var members: [JSON.Member] {
        switch self {
        case .invalid(let member): [JSON.Member("member", .string(member))]
        case .refused(let refusal): [JSON.Member("reason", .string(refusal.word))]
        case .recordRefused(let refusal): [JSON.Member("reason", .string(refusal.word))]
        case .invalidRecord(let member, let refusal):
            [JSON.Member("member", .string(member)), JSON.Member("reason", .string(refusal.word))]
        case .rows(let errors), .duties(.rows(let errors)):
            [
                JSON.Member(
                    "errors",
                    .array(
                        errors.map {
                            .members([
                                "row": .integer($0.row), "column": .string($0.column),
                                "value": .string($0.value),
                                "problem": .string($0.problem.word),
                            ])
                        }))
            ]
        case .sheet, .duties(.file), .contacts: [JSON.Member("reason", "no-table")]
        case .formNumberTaken: [JSON.Member("reason", "form-number-taken")]
        case .handedOver: [JSON.Member("reason", "handed-over")]
        case .keyReused: [JSON.Member("reason", "key-reused")]
        case .spaceShort: [JSON.Member("reason", "space-short")]
        case .absent, .forbidden, .unavailable: []
        }
    }
}
