import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// The entering of a matter that came without a scan.
extension CaseDesk {
    /// What the officer hands over.
    package struct Handover: Equatable, Sendable {
        package let number: CaseNumber
        package let queryCode: QueryCode
        /// Where the citizen reads the answer.
        package let url: String
        /// Whether it was entered now; not for a repetition.
        package let isNew: Bool
        /// When it was entered first.
        package let enteredAt: Timestamp?

        /// As the API answers and `intake --json` prints.
        package var json: JSON {
            .members([
                "case": .string(number.description), "query_code": .string(queryCode.description),
                "url": .string(url), "new": .bool(isNew), "entered": .optional(enteredAt?.rfc3339),
            ])
        }
    }

    /// Enters a matter; blocks on the disk.
    ///
    /// - Parameters:
    ///   - intake: The matter.
    ///   - key: The same for every repetition of the same entry: it becomes one case.
    /// - Returns: What the citizen needs.
    /// - Throws: Why it wasn't entered.
    package func enter(_ intake: Intake, key: String) throws(CaseActionError) -> Handover {
        do throws(CaseActionError) { return try enterNow(intake, key: key) } catch {
            // What was entered stands, whatever has become of its deputy since: whoever asks again is told so.
            guard case .invalid = error, let known = try repetition(of: intake, key: key) else { throw error }
            return known
        }
    }

    /// What was entered before under the same key, with the same words.
    private func repetition(of intake: Intake, key: String) throws(CaseActionError) -> Handover? {
        guard let station = try? view.snapshot.roster.station(meantBy: intake.station),
            view.scope == .office || view.isAtHome(station.id), let typed = try? words(intake)
        else { return nil }
        let nonce =
            intake.form.map { site.ledger.keys.nonce(ofForm: $0) }
            ?? site.ledger.keys.nonce(ofIntake: key, by: sender)
        var submission = Submission(
            station: station.id, to: station.code, channel: intake.channel, topic: typed.topic,
            personal: typed.personal, nonce: nonce, formNumber: intake.form)
        submission.onlyRepeats = true
        let commitment: Commitment
        do throws(LedgerError) {
            commitment = try site.ledger.perform(.submission(submission), station: station.id)
        } catch {
            if case .absent = error { return nil }
            throw CaseActionError(error)
        }
        return handover(of: commitment, nonce: nonce)
    }

    private func enterNow(_ intake: Intake, key: String) throws(CaseActionError) -> Handover {
        if case .deputy = view.scope { throw .forbidden }
        let station = try view.station(meantBy: intake.station)
        guard station.status == .active else { throw .invalid(member: "station") }
        if case .station = view.scope, !view.isAtHome(station.id) { throw .invalid(member: "station") }
        let to = try addressee(intake, station)
        if intake.channel == .scan { throw .invalid(member: "channel") }
        if let form = intake.form, form.station != station.id { throw .invalid(member: "form") }
        let arrivedOn = try arrival(intake)
        let answer = try answer(intake, arrivedOn: arrivedOn)
        let end = try end(intake, notBefore: answer?.on ?? arrivedOn, isAnswered: answer != nil)
        if let people = intake.people, !(1...Intake.mostPeople).contains(people) {
            throw .invalid(member: "people")
        }
        let actor = try actor(onBehalfOf: intake.onBehalfOf) { $0 == station.id }
        let keys = site.ledger.keys
        let nonce = intake.form.map { keys.nonce(ofForm: $0) } ?? keys.nonce(ofIntake: key, by: sender)
        let (topic, personal) = try words(intake)
        var submission = Submission(
            station: station.id, to: to, channel: intake.channel, topic: topic, personal: personal,
            nonce: nonce, formNumber: intake.form, actor: actor, arrivedOn: arrivedOn)
        submission.people = intake.people ?? 1
        // What comes under the same key with other words, as after the browser's Back, is the next visitor's; and a paper
        // form's number that has other words already is mistyped.
        submission.addsNothing = true
        let commitment: Commitment
        do throws(LedgerError) {
            commitment = try site.ledger.perform(.submission(submission), station: station.id)
        } catch {
            throw CaseActionError(error)
        }
        if let answer {
            // Under the matter's own nonce: whoever enters it again, under whatever key, answers it once.
            var act = CaseAction(
                number: commitment.caseNumber, body: .replied, actor: actor,
                key: keys.digest(of: .replied, enteredWith: nonce),
                personal: answer.words)
            act.on = answer.on
            try propose(.action(act), to: station.id)
        }
        if let end {
            var act = CaseAction(
                number: commitment.caseNumber, body: .closed(.known(end.outcome)), actor: actor,
                key: keys.digest(of: .closed, enteredWith: nonce),
                personal: end.words)
            act.on = end.on
            try propose(.action(act), to: station.id)
        }
        return handover(of: commitment, nonce: nonce)
    }

    private func handover(of commitment: Commitment, nonce: [UInt8]) -> Handover {
        let query = site.ledger.keys.queryCode(forNonce: nonce)
        let file: CaseFile?
        do throws(SystemError) {
            file = try site.ledger.caseFile(commitment.caseNumber)
        } catch {
            // It stands in the store; when it came there, whoever asks again is told.
            file = nil
        }
        return Handover(
            number: commitment.caseNumber, queryCode: query,
            url: "\(view.snapshot.baseURL)/r/\(commitment.caseNumber)/\(query)",
            isNew: commitment.isNew, enteredAt: file?.message?.event.at)
    }

    /// The station's code, or that of a deputy in office at the station.
    private func addressee(_ intake: Intake, _ station: Station) throws(CaseActionError) -> Code {
        guard let typed = intake.to else { return station.code }
        let roster = view.snapshot.roster
        // Of namesakes elsewhere the one of this station is meant.
        if let deputy = roster.deputy(meantBy: typed, where: { $0 == station.id }) { return deputy.code }
        guard let code = try? Code(parsing: typed), case .active(let holder)? = roster.state(of: code),
            holder.station == station.id
        else { throw .invalid(member: "to") }
        return holder.code
    }

    /// The day of arrival where it lies before today, at most a year: an older date is a slip of the finger.
    private func arrival(_ intake: Intake) throws(CaseActionError) -> CivilDate? {
        let today = BeijingTime(site.clock.now).date
        guard let date = intake.receivedOn ?? intake.answeredOn, date != today else { return nil }
        guard date < today, date >= today.adding(months: -12) else {
            throw .invalid(member: intake.receivedOn == nil ? "answered_at" : "received")
        }
        return date
    }

    /// When it was answered on the spot, and how: neither before it came nor in the future.
    private func answer(
        _ intake: Intake, arrivedOn: CivilDate?
    ) throws(CaseActionError) -> (on: CivilDate, words: Event.Personal?)? {
        let text = intake.answer.flatMap(TypedWords.trimmed)
        let today = BeijingTime(site.clock.now).date
        // An answer without a date was given when the matter came.
        guard let date = intake.answeredOn ?? text.map({ _ in arrivedOn ?? today }) else { return nil }
        guard date <= today, date >= arrivedOn ?? today else { throw .invalid(member: "answered_at") }
        guard (text?.unicodeScalars.count ?? 0) <= StaffAction.textLimit else {
            throw .invalid(member: "answer")
        }
        return (date, text.map { Event.Personal(text: TypedWords.withPlainNewlines($0)) })
    }

    /// How it ended on the spot, and when, where that wasn't today: neither before it was answered nor in the future.
    private func end(
        _ intake: Intake, notBefore first: CivilDate?, isAnswered: Bool
    ) throws(CaseActionError) -> (outcome: Outcome, on: CivilDate?, words: Event.Personal?)? {
        guard let outcome = intake.outcome else {
            if intake.closedOn != nil { throw .invalid(member: "outcome") }
            if intake.reference != nil { throw .invalid(member: "reference") }
            return nil
        }
        // Nothing is entered by mistake on purpose.
        if outcome == .mistaken { throw .invalid(member: "outcome") }
        // The citizen is told how it ended, unless it was taken back.
        guard isAnswered || outcome == .withdrawn else { throw .invalid(member: "answer") }
        let today = BeijingTime(site.clock.now).date
        let date = intake.closedOn ?? first ?? today
        guard date <= today, date >= first ?? today else { throw .invalid(member: "closed_at") }
        if let reference = intake.reference, outcome != .suggestion || !StaffAction.isName(reference) {
            throw .invalid(member: "reference")
        }
        return (
            outcome, date == today ? nil : date, intake.reference.map { Event.Personal(reference: $0) }
        )
    }

    private func words(_ intake: Intake) throws(CaseActionError) -> (topic: String?, personal: Event.Personal)
    {
        func member(_ name: String, _ value: String?, limit: Int) throws(CaseActionError) -> String? {
            let value = value.flatMap(TypedWords.trimmed)
            if (value?.unicodeScalars.count ?? 0) > limit { throw .invalid(member: name) }
            return value
        }
        guard let text = try member("text", intake.text, limit: TypedWords.textLimit) else {
            throw .invalid(member: "text")
        }
        let name = try member("name", intake.name, limit: TypedWords.nameLimit)
        let phone = try member("phone", intake.phone, limit: TypedWords.nameLimit)
        if let phone, !TypedWords.isPhone(phone) { throw .invalid(member: "phone") }
        let topic = try member("topic", intake.topic, limit: TypedWords.nameLimit)
        let isKnown = topic.map(view.snapshot.topics.contains) ?? false
        return (
            isKnown ? topic : nil,
            Event.Personal(
                text: TypedWords.withPlainNewlines(text), name: name, phone: phone,
                topic: isKnown ? nil : topic)
        )
    }
}
