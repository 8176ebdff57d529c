import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonPhotos
import LiaisonRecords
import LiaisonSystem
import LiaisonText

// Who may do what to an entry, and to which state of it.
extension RecordDesk {
    /// That a deputy entered it themselves: what an officer entered, perhaps of several, only officers change.
    func requireAuthor(of entry: RegisterEntry) throws(CaseActionError) {
        if !isAuthor(of: entry) { throw .forbidden }
    }

    private func isAuthor(of entry: RegisterEntry) -> Bool {
        guard case .deputy = view.scope else { return true }
        let own = view.ownCodes.map { Scope.deputy($0).description }
        return entry.by.map { own.contains($0.role) } ?? false
    }

    /// What the scope may do to an entry as it is now: the kinds of ``act(onEntry:_:key:)``; blocks on the disk.
    ///
    /// - Parameter number: The entry.
    /// - Returns: The kinds, in the order in which people want them.
    /// - Throws: That there is no such entry, or what is wrong with the store.
    package func acts(onEntry number: RecordNumber) throws(CaseActionError) -> [String] {
        let entry = try visibleEntry(number)
        if entry.state == .withdrawn { return view.scope == .office ? ["erased"] : [] }
        var kinds: [String] = []
        if case .deputy = view.scope {
        } else {
            if entry.state != .counted { kinds.append("approved") }
            if entry.state != .rejected { kinds.append("rejected") }
        }
        if isAuthor(of: entry) { kinds += ["amended", "withdrawn"] }
        if view.scope == .office { kinds.append("erased") }
        return kinds
    }

    /// What an entry says, shortened to what tells it from itself before an amendment: whoever approves it shows by this
    /// what they have seen.
    ///
    /// - Parameter entry: As ``entry(_:)`` gives it, or a list.
    /// - Returns: Hexadecimal digits.
    package static func mark(of entry: JSON) -> String {
        let names = [
            "duty", "on", "deputies", "people", "title", "text", "case", "reference", "guests", "votes",
            "result",
            "photos",
        ]
        // One case is said as it always was.
        let hasSeveral = (entry["cases"]?.elements?.count ?? 0) > 1
        let said = JSON.array(names.map { entry[hasSeveral && $0 == "case" ? "cases" : $0] ?? .null })
        return Hex.string(SHA256.digest(said.bytes).prefix(12))
    }

    /// How many amendments of an entry whoever decides on it has seen; nothing where they don't say. One that was recorded
    /// before stands.
    ///
    /// - Throws: That what they have seen isn't there any more.
    func amendmentsSeen(
        _ json: JSON, _ number: RecordNumber, _ key: Digest
    ) throws(CaseActionError) -> Int? {
        guard let shown = json["shown"]?.text else { return nil }
        // Counted before it is read: what is amended from here on is refused where the decision is recorded.
        let count = try visibleEntry(number).amendments
        if shown == Self.mark(of: try entry(number)) { return count }
        if try self.number(ofKey: key, at: number.station) == number { return nil }
        throw .invalidRecord(member: "shown", RecordRefusal("amended-since"))
    }
}

// Which cases an entry may belong to.
extension RecordDesk {
    /// The cases that are named, all of which the scope sees: `cases`, a list, or `case`, one or several on one line; nothing
    /// where neither is said.
    func cases(_ json: JSON) throws(CaseActionError) -> [CaseNumber]? {
        let name = json["cases"].map { $0 != .null } ?? false ? "cases" : "case"
        guard let member = json[name], member != .null else { return nil }
        let typed = member.elements.map { $0.map { $0.text ?? "" } } ?? member.text.map(Self.caseNumbers(in:))
        guard let typed else { throw .unreadable(name) }
        if typed.joined(separator: "、").unicodeScalars.count > Self.casesLimit {
            throw .invalidRecord(
                member: name, RecordRefusal("too-long", ["limit": "\(Self.casesLimit)"]))
        }
        var numbers: [CaseNumber] = []
        for text in typed {
            let number = try caseNumber(text, name)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    /// The most characters of all the cases of an entry: some twenty numbers.
    private static let casesLimit = 400

    /// What stands on one line: a number, or several with `、`, `；` or `，` between them.
    package static func caseNumbers(in line: String) -> [String] {
        let parts = line.split { "、;；,，".contains($0) || $0.isNewline }
            .filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
        // A comma may stand in what is pasted for one number, too, such as that with its query code.
        let areNumbers = parts.allSatisfy { (try? TypedCaseNumber(parsing: $0)) != nil }
        return parts.isEmpty || areNumbers || (try? TypedCaseNumber(parsing: line)) == nil ? parts : [line]
    }

    /// A case that the scope sees.
    private func caseNumber(_ text: String, _ member: String) throws(CaseActionError) -> CaseNumber {
        let refusal = CaseActionError.invalidRecord(member: member, RecordRefusal("case", ["case": text]))
        guard let typed = try? TypedCaseNumber(parsing: text) else { throw refusal }
        let number = typed.number(among: roster.allStations.map(\.id))
        let file: CaseFile?
        do throws(SystemError) { file = try view.caseFile(number) } catch { throw .unavailable(error) }
        if file == nil { throw refusal }
        return number
    }
}
