import LiaisonCases
import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem

/// A station's registers, notices and reception days, as its records make them.
///
/// It keeps what each record says in the order that all servers agree on, and derives the rest when it is asked: so two
/// servers come to the same whatever they have read first, and there is no second truth beside the lines.
package struct RecordBook: RecordFold {
    private var entryLines: [RecordNumber: [Line]] = [:]
    /// Of what isn't in the registers, few as these are: whoever wants all of them looks at no entry.
    private var boardLines: [RecordNumber: [Line]] = [:]
    /// The numbers of entries that an activity's attendance made; those that are no more may be among them.
    private var attendance: [RecordNumber: Set<RecordNumber>] = [:]
    /// The numbers of entries that have named a case; those that name it no more may be among them.
    private var byCase: [CaseNumber: Set<RecordNumber>] = [:]
    /// Another one whenever notices or reception days have changed; the same for the same lines in whatever order they
    /// came, in one process.
    package private(set) var boardMark = 0

    /// Another one whenever entries of the registers have changed, as ``boardMark`` is.
    package private(set) var entryMark = 0
    /// The entries in the order of their days, once a reader has asked for them.
    private var order = EntryOrder()

    /// What one record said.
    package struct Line: Sendable {
        package let order: EventOrder
        package let actor: Actor?
        package let fact: RecordFact
        package let photos: [Photo]
    }

    package init(station: StationID) {}

    /// What a station's records amount to; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - ledger: Where its lines are; it was opened for books.
    /// - Throws: What the file system says.
    package init(of station: StationID, in ledger: Ledger) throws(SystemError) {
        guard let book = try ledger.recordFold(of: station) as? RecordBook else {
            throw SystemError("fold", "stations/\(station)", code: .notSupported)
        }
        self = book
    }

    package mutating func take(_ record: Record, _ order: EventOrder) -> Bool {
        note(record.number, Self.mark(record.number, order))
        guard let fact = RecordFact(record) else { return false }
        let line = Line(order: order, actor: record.actor, fact: fact, photos: record.photos)
        // Nearly always the latest.
        let place = lines(of: record.number).lastIndex { $0.order < order }.map { $0 + 1 } ?? 0
        if record.number.series == .entry {
            entryLines[record.number, default: []].insert(line, at: place)
            if case .recorded(let facts) = fact, let notice = facts.notice {
                attendance[notice, default: []].insert(record.number)
            }
            for number in fact.cases { byCase[number, default: []].insert(record.number) }
        } else {
            boardLines[record.number, default: []].insert(line, at: place)
        }
        return true
    }

    package mutating func takeBack(_ number: RecordNumber, _ order: EventOrder) {
        note(number, 0 &- Self.mark(number, order))
        let rest = lines(of: number).filter { $0.order != order }
        if number.series == .entry {
            entryLines[number] = rest.isEmpty ? nil : rest
        } else {
            boardLines[number] = rest.isEmpty ? nil : rest
        }
    }

    package mutating func arrange() {
        let lines = entryLines
        let row = { (number: RecordNumber, lines: [Line]) in
            RegisterEntry(number, lines).map { EntryRow($0) }
        }
        order.update { number in
            lines[number].flatMap { row(number, $0) }
        } all: {
            lines.compactMap { row($0, $1) }
        }
    }

    /// Takes note, before it is done, that a line of a number comes or goes.
    private mutating func note(_ number: RecordNumber, _ mark: Int) {
        if number.series != .entry {
            boardMark &+= mark
            return
        }
        entryMark &+= mark
        if order.wants(number) { order.note(number, from: entry(number)?.facts.on) }
    }

    /// What one line adds to a mark.
    private static func mark(_ number: RecordNumber, _ order: EventOrder) -> Int {
        var hasher = Hasher()
        hasher.combine(number)
        hasher.combine(order)
        return hasher.finalize()
    }

    package func refusal(of record: Record) -> RecordRefusal? {
        guard let fact = RecordFact(record) else { return RecordRefusal("unknown") }
        switch record.number.series {
        case .entry: return refusal(ofEntry: record, fact)
        case .notice: return refusal(ofNotice: record.number, fact, at: BeijingTime(record.at).date)
        case .reception:
            guard case .cancelled = fact, case .cancelled? = boardLines[record.number]?.last?.fact else {
                return nil
            }
            return RecordRefusal("already-cancelled")
        default: return RecordRefusal("unknown")
        }
    }

    private func refusal(ofEntry record: Record, _ fact: RecordFact) -> RecordRefusal? {
        let known = entry(record.number)
        if case .recorded = fact {
            if entryLines[record.number] != nil { return RecordRefusal("taken") }
        } else {
            guard let known else { return RecordRefusal("absent") }
            if known.state == .withdrawn { return RecordRefusal("withdrawn") }
            if case .decided(let isApproved, let seen) = fact {
                if known.state == (isApproved ? .counted : .rejected) {
                    return RecordRefusal(isApproved ? "already-counted" : "already-rejected")
                }
                if let seen, seen < known.amendments { return RecordRefusal("amended-since") }
            }
        }
        let photos = known?.photos ?? []
        let all = photos.joined(by: record.photos)
        if all.count == photos.count || all.count <= RegisterEntry.mostPhotos { return nil }
        return RecordRefusal("photos-full", ["limit": "\(RegisterEntry.mostPhotos)"])
    }

    private func refusal(
        ofNotice number: RecordNumber, _ fact: RecordFact, at today: CivilDate
    ) -> RecordRefusal? {
        if case .posted = fact { return boardLines[number] == nil ? nil : RecordRefusal("taken") }
        guard let notice = notice(number) else { return RecordRefusal("absent") }
        if notice.isWithdrawn { return RecordRefusal("notice-withdrawn") }
        switch fact {
        case .signedUp(let code):
            guard let day = notice.facts.activity else { return RecordRefusal("no-activity") }
            if notice.signedUp.contains(code) { return RecordRefusal("signed-up") }
            if day < today { return RecordRefusal("activity-over", ["date": day.iso8601]) }
            if let places = notice.facts.places, notice.signedUp.count >= places {
                return RecordRefusal("places-full", ["places": "\(places)"])
            }
        case .signedOff(let code):
            guard let day = notice.facts.activity else { return RecordRefusal("no-activity") }
            if day < today { return RecordRefusal("activity-over", ["date": day.iso8601]) }
            if notice.attended.contains(code) {
                return RecordRefusal("attended", ["deputy": code.description])
            }
            if !notice.hasSignedUp(code) { return RecordRefusal("not-signed-up") }
        case .attended(let codes):
            guard let day = notice.facts.activity else { return RecordRefusal("no-activity") }
            if day > today { return RecordRefusal("activity-ahead", ["date": day.iso8601]) }
            if let code = codes.first(where: notice.attended.contains) {
                return RecordRefusal("attended", ["deputy": code.description])
            }
        default: break
        }
        return nil
    }

    // MARK: What it amounts to

    /// What was recorded of a number, in the order of the fold.
    package func lines(of number: RecordNumber) -> [Line] {
        (number.series == .entry ? entryLines[number] : boardLines[number]) ?? []
    }

    /// An entry of a register; nothing where there is none.
    package func entry(_ number: RecordNumber) -> RegisterEntry? {
        entryLines[number].flatMap { RegisterEntry(number, $0) }
    }

    /// All entries of the registers, the newest day first.
    package var entries: [RegisterEntry] { rows.reversed().compactMap { entry($0.place.number) } }

    /// What lists and sums ask of all entries, the oldest day first.
    package var rows: [EntryRow] { current.rows }

    /// How many entries wait to be approved.
    package var pendingCount: Int { current.pendingCount }

    /// The order of the entries as they are now: kept, where the ledger gave the book.
    private var current: EntryOrder {
        if order.isCurrent { return order }
        var book = self
        book.arrange()
        return book.order
    }

    /// A notice; nothing where there is none.
    package func notice(_ number: RecordNumber) -> Notice? {
        boardLines[number].flatMap { Notice(number, $0, attendance(at: number)) }
    }

    /// All notices, the newest first, withdrawn ones too.
    package var notices: [Notice] {
        boardLines.keys.filter { $0.series == .notice }.compactMap(notice)
            .sorted { ($0.at, $0.number) > ($1.at, $1.number) }
    }

    /// The entries that belong to a case, the newest day first, withdrawn ones too.
    package func entries(of number: CaseNumber) -> [RegisterEntry] {
        (byCase[number] ?? []).compactMap(entry).filter { $0.facts.cases.contains(number) }
            .sorted { ($0.facts.on, $0.number) > ($1.facts.on, $1.number) }
    }

    private func attendance(at notice: RecordNumber) -> AttendanceEntries {
        var entries = AttendanceEntries()
        for number in (attendance[notice] ?? []).sorted() {
            guard let entry = entry(number) else { continue }
            for case .recorded(let facts) in lines(of: number).map(\.fact) {
                entries.note(entry, recorded: facts)
            }
        }
        return entries
    }

    /// What was set or cancelled of reception days, by their dates.
    package var receptionChanges: [CivilDate: ReceptionChange] {
        var changes: [CivilDate: ReceptionChange] = [:]
        for (number, lines) in boardLines where number.series == .reception {
            guard let change = ReceptionChange(number, lines) else { continue }
            changes[change.on] = change
        }
        return changes
    }
}
