import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonMail
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// What all commands that act on one case share: which case, where, in whose name, and what they print.
struct CaseVerb {
    /// The argument that names the case.
    static let argument = ArgumentDescription("CASE")
    /// The options of all of them.
    static let options =
        InboxOrigin.actingOptions + [.onBehalfOf, .idempotencyKey, .json]

    private let reference: CaseReference
    private let origin: InboxOrigin
    private let onBehalfOf: String?
    private let key: String?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        reference = try arguments.required("CASE", .caseReference)
        origin = try InboxOrigin(arguments: arguments)
        onBehalfOf = arguments.value("for")
        key = try arguments.value("idempotency-key", .idempotencyKey)
        wantsJSON = arguments.has("json")
    }

    /// Acts, without words or with those of an option.
    func run(
        _ verb: StaffAction.Verb, text: String? = nil, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        try perform(verb, on: try number(verb, source), text, source, context)
        return .done
    }

    /// Acts with words that the citizen will read.
    func run(
        _ verb: StaffAction.Verb, text: TextSource, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let number = try number(verb, source)
        let written = try text.read(context, named: "\(number)") { () throws(CommandFailure) -> CaseDetail? in
            try source.show(number).value()
        }
        do throws(CommandFailure) {
            try perform(verb, on: number, written.text, source, context)
        } catch {
            try written.keep(context, after: error)
            throw error
        }
        try written.discard()
        return .done
    }

    /// The case; one that is to be claimed stands in the shared inbox.
    private func number(
        _ verb: StaffAction.Verb, _ source: CaseSource
    ) throws(CommandFailure) -> CaseNumber {
        try source.number(
            of: reference, on: verb == .claim ? [.claimable, .cases] : [.cases], for: verb.kind)
    }

    private func perform(
        _ verb: StaffAction.Verb, on number: CaseNumber, _ text: String?, _ source: CaseSource,
        _ context: CommandContext
    ) throws(CommandFailure) {
        let action = StaffAction(verb, text: text, onBehalfOf: onBehalfOf)
        let event = try source.perform(action, on: number, key: key)
        if wantsJSON {
            context.print(event)
            return
        }
        let words = context.wording
        context.say(
            "acted.done",
            [
                "case": number.description,
                "kind": Choice<EventKind>(word: event["kind"]?.text ?? "").name(words.language),
                "holder": event["to_name"]?.text ?? "", "due": event["due"]?.text ?? "",
            ])
    }
}

extension ValueKind where Value == String {
    /// An idempotency key: 1 to 128 letters, digits, hyphens, dots and underscores.
    static let idempotencyKey = ValueKind { text throws(ValueProblem) in
        let isFine = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._".utf8.contains(byte)
            }
        }
        guard isFine, (1...128).contains(text.utf8.count) else { throw ValueProblem("cli.value.key") }
        return text
    }
}
