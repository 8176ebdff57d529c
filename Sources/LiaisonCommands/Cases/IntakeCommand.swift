import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// `liaison intake`: enters a matter that came without a scan.
struct IntakeCommand: Command {
    private static let channels = Channel.allCases.filter { $0 != .scan }.map(\.rawValue)

    static let description = CommandDescription(
        ["intake"],
        options: [
            .value("station", "ID", isRequired: true), .value("to", "CODE"),
            .choice("channel", "CHANNEL", channels), .value("received-at", "DATE"),
            .value("answered-at", "DATE"), .value("answer", "TEXT"),
            // Nothing is entered by mistake on purpose.
            .choice("outcome", "OUTCOME", Outcome.allCases.filter { $0 != .mistaken }.map(\.rawValue)),
            .value("closed-at", "DATE"),
            .value("reference", "NUMBER"), .value("people", "N"),
            .value("form", "NUMBER"),
            .value("name", "NAME"), .value("phone", "PHONE"), .value("topic", "TOPIC"),
        ] + TextSource.options + InboxOrigin.placeOptions + [.onBehalfOf, .idempotencyKey, .json])

    private let intake: Intake
    private let text: TextSource
    private let origin: InboxOrigin
    private let key: String?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        guard let station = arguments.value("station") else {
            throw .missingOption("--station")
        }
        let form = try arguments.value("form", .caseNumber)
        let channel = arguments.value("channel").flatMap { Channel(rawValue: $0) }
        var intake = Intake(
            station: station, to: arguments.value("to"),
            channel: channel ?? (form == nil ? .walkIn : .paper),
            receivedOn: try arguments.value("received-at", .date), form: form, text: "",
            name: arguments.value("name"), phone: arguments.value("phone"), topic: arguments.value("topic"),
            onBehalfOf: arguments.value("for"))
        intake.answeredOn = try arguments.value("answered-at", .date)
        intake.answer = arguments.value("answer")
        intake.outcome = arguments.value("outcome").flatMap { Outcome(rawValue: $0) }
        intake.closedOn = try arguments.value("closed-at", .date)
        intake.reference = arguments.value("reference")
        if intake.closedOn != nil, intake.outcome == nil { throw .missingOption("--outcome") }
        intake.people = try arguments.value("people", .integer(in: 1...Intake.mostPeople))
        self.intake = intake
        text = try TextSource(arguments: arguments)
        origin = try InboxOrigin(arguments: arguments, acting: .station(station))
        key = try arguments.value("idempotency-key", .idempotencyKey)
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let written = try text.read(context, named: "intake-\(intake.station)")
        var matter = intake
        matter.text = written.text ?? ""
        // The form warns of it too; what an officer enters is kept all the same.
        if IdentityNumber.occurs(in: matter.text) { context.say("intake.id-number") }
        let handover: JSON
        do throws(CommandFailure) {
            handover = try source.enter(matter, key: key)
        } catch {
            try written.keep(context, after: error)
            throw error
        }
        try written.discard()
        if wantsJSON {
            context.print(handover)
            return .done
        }
        context.print("\(handover["case"]?.text ?? "") \(handover["query_code"]?.text ?? "")")
        if let before = enteredBefore(handover, context) {
            context.say(
                "intake.again",
                ["case": handover["case"]?.text ?? "", "time": CaseWords.moment(before.rfc3339)])
        } else {
            context.say("intake.done", ["url": handover["url"]?.text ?? ""])
        }
        return .done
    }

    /// When it was entered the first time, where that wasn't now. A server doesn't say which time this is, since a
    /// repetition gets the same answer: there the clock tells.
    private func enteredBefore(_ handover: JSON, _ context: CommandContext) -> Timestamp? {
        guard let entered = handover["entered"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }) else {
            return nil
        }
        let isNew =
            handover["new"]?.bool
            ?? (context.clock.now < entered.adding(milliseconds: Self.longestEntry))
        return isNew ? nil : entered
    }

    /// A minute: an entry and its answer take less, in milliseconds.
    private static let longestEntry: Int64 = 60_000
}
